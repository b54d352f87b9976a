#include <gmock/gmock.h>

#include <algorithm>
#include <cstring>

#include "affetto/core/error.hpp"
#include "affetto/core/safetensors.hpp"
#include "message_of.hpp"

namespace affetto {
namespace {

using test::message_of;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// A file as another program would write it, without our checksum.
Bytes foreign(const std::string& header, std::size_t data_bytes = 0) {
    Bytes file(8 + header.size() + data_bytes);
    const std::uint64_t size = header.size();
    std::memcpy(file.data(), &size, 8);
    std::memcpy(file.data() + 8, header.data(), header.size());
    for (std::size_t i = 0; i < data_bytes; ++i)
        file[8 + header.size() + i] = static_cast<std::byte>(i);
    return file;
}

std::string reason(Bytes file, const SafetensorsLimits& limits = {}) {
    return message_of<CheckpointError>(
        [&] { (void)parse_safetensors(std::move(file), "m.safetensors", limits); });
}

std::string entry(const std::string& dtype, const std::string& shape, const std::string& offsets) {
    return "{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
}

TEST(SafetensorsReader, ReadsAForeignFile) {
    const SafetensorsFile file = parse_safetensors(
        foreign("{\"__metadata__\":{\"format\":\"pt\"},\"b\":" + entry("F16", "[2]", "[4,8]") +
                    ",\"a\":" + entry("F32", "[]", "[0,4]") +
                    ",\"e\":" + entry("I64", "[0,3]", "[4,4]") + "}  ",
                8),
        "m");
    EXPECT_FALSE(file.verified);
    EXPECT_EQ(file.metadata.at("format"), "pt");
    ASSERT_EQ(file.tensors.size(), 3u);
    EXPECT_EQ(file.tensors[0].name, "a") << "sorted by name";
    EXPECT_EQ(file.find("b")->bytes[0], std::byte{4});
    EXPECT_EQ(file.find("b")->shape, std::vector<std::int64_t>{2});
    EXPECT_TRUE(file.find("e")->bytes.empty());
    EXPECT_EQ(parse_safetensors(foreign("{}"), "m").tensors.size(), 0u);
}

TEST(SafetensorsReader, KnowsEveryDtypeByTheFormatsName) {
    const std::pair<const char*, std::size_t> dtypes[] = {
        {"F64", 8}, {"F32", 4}, {"F16", 2}, {"BF16", 2}, {"I64", 8},
        {"I32", 4}, {"I16", 2}, {"I8", 1},  {"U8", 1},   {"BOOL", 1}};
    for (const auto& [name, size] : dtypes) {
        const std::string range = "[0," + std::to_string(size) + "]";
        const SafetensorsFile file =
            parse_safetensors(foreign("{\"a\":" + entry(name, "[1]", range) + "}", size), "m");
        EXPECT_EQ(name_of(file.tensors[0].dtype), name);
        EXPECT_EQ(size_of(file.tensors[0].dtype), size);
    }
}

TEST(SafetensorsReader, RefusesABrokenFrame) {
    EXPECT_EQ(reason({}),
              "m.safetensors: not a valid safetensors file: it has 0 bytes, the header's length "
              "needs 8");
    EXPECT_THAT(reason(Bytes(7)), HasSubstr("it has 7 bytes"));
    Bytes file = foreign("{}");
    file[0] = std::byte{3};
    EXPECT_THAT(reason(file),
                HasSubstr("the header claims 3 bytes, the file has 2 left; is it cut"));
    std::fill(file.begin(), file.begin() + 8, std::byte{0xff});
    EXPECT_THAT(reason(file), HasSubstr("the header claims 18446744073709551615 bytes, the limit"));
    EXPECT_THAT(reason(foreign("{ }      "), {.max_header_bytes = 8}), HasSubstr("the limit is 8"));
    EXPECT_THAT(reason(foreign("")), HasSubstr("does not begin with '{'"));
    EXPECT_THAT(reason(foreign(" {}")), HasSubstr("does not begin with '{'"));
    const std::string pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\n";
    const auto bytes = std::as_bytes(std::span(pointer.data(), pointer.size()));
    EXPECT_THAT(reason(Bytes(bytes.begin(), bytes.end())), HasSubstr("git lfs pull"));
}

TEST(SafetensorsReader, RefusesAHeaderThatIsNotOneJsonObjectOfUniqueKeys) {
    EXPECT_THAT(reason(foreign("{\"a\"")), HasSubstr("its header: line 1"));
    EXPECT_THAT(reason(foreign("{} {}")), HasSubstr("not valid JSON"));
    EXPECT_THAT(reason(foreign("{\"\xff\":1}")), HasSubstr("not valid JSON")) << "not UTF-8";
    EXPECT_THAT(reason(foreign("{" + std::string("\"a\":") + entry("U8", "[0]", "[0,0]") +
                               ",\"a\":" + entry("U8", "[0]", "[0,0]") + "}")),
                HasSubstr("the key 'a' stands twice"));
    EXPECT_THAT(reason(foreign("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}")),
                HasSubstr("the key 'k' stands twice"));
    EXPECT_THAT(reason(foreign("{\"a\":[[[[[1]]]]]}")), HasSubstr("nested deeper"));
    EXPECT_THAT(reason(foreign("{\"__metadata__\":3}")),
                HasSubstr("__metadata__ must be an object"));
    EXPECT_THAT(reason(foreign("{\"__metadata__\":{\"k\":1}}")),
                HasSubstr("__metadata__ value of 'k' must be a text"));
}

struct Fault {
    std::string tensor;
    std::size_t data_bytes;
    const char* what;
};

class TensorFaults : public ::testing::TestWithParam<Fault> {};

TEST_P(TensorFaults, AreRefusedWithTheirName) {
    const std::string message =
        reason(foreign("{\"w\":" + GetParam().tensor + "}", GetParam().data_bytes));
    EXPECT_THAT(message, StartsWith("m.safetensors: not a valid safetensors file: "));
    EXPECT_THAT(message, HasSubstr(GetParam().what));
}

INSTANTIATE_TEST_SUITE_P(
    SafetensorsReader, TensorFaults,
    ::testing::Values(
        Fault{"3", 0, "tensor 'w' must have exactly dtype, shape and data_offsets"},
        Fault{"{\"dtype\":\"F32\",\"shape\":[]}", 0, "must have exactly"},
        Fault{"{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0],\"x\":1}", 0,
              "must have exactly"},
        Fault{entry("F31", "[1]", "[0,4]"), 4, "tensor 'w' has the unknown dtype \"F31\""},
        Fault{"{\"dtype\":7,\"shape\":[],\"data_offsets\":[0,4]}", 4, "unknown dtype 7"},
        Fault{entry("F32", "4", "[0,4]"), 4, "shape must be a list"},
        Fault{entry("F32", "[-1]", "[0,4]"), 4, "shape must be a whole number, not negative"},
        Fault{entry("F32", "[1.0]", "[0,4]"), 4, "shape must be a whole number"},
        Fault{entry("F32", "[9223372036854775808]", "[0,4]"), 4, "does not fit 64 bits"},
        Fault{entry("F32", "[4294967296,4294967296]", "[0,0]"), 0, "does not fit 64 bits"},
        Fault{entry("F32", "[1]", "[0]"), 4, "data_offsets must be [begin, end]"},
        Fault{entry("F32", "[1]", "[0,\"4\"]"), 4, "data_offsets must be a whole number"},
        Fault{entry("F32", "[1]", "[4,0]"), 4, "do not lie in the 4 bytes of data"},
        Fault{entry("F32", "[2]", "[0,8]"), 4, "is the file cut short?"},
        Fault{entry("F32", "[2]", "[0,4]"), 4, "4 bytes for a shape that needs 8"},
        Fault{entry("F32", "[1]", "[4,8]"), 8, "leaves a hole or overlaps"},
        Fault{entry("F32", "[1]", "[0,4]"), 5, "1 bytes after the last tensor"},
        Fault{entry("F32", "[1]", "[0,4]") + ",\"v\":" + entry("F32", "[1]", "[0,4]"), 4,
              "leaves a hole or overlaps"},
        Fault{entry("F32", "[1]", "[0,4]") + ",\"v\":" + entry("F32", "[1]", "[2,6]"), 6,
              "leaves a hole or overlaps"}));

TEST(SafetensorsReader, HoldsItsLimitOfTensors) {
    const std::string empty = entry("U8", "[0]", "[0,0]");
    EXPECT_THAT(reason(foreign("{\"a\":" + empty + ",\"b\":" + empty + "}"), {.max_tensors = 1}),
                HasSubstr("more than 1 tensors"));
}

TEST(SafetensorsReader, RefusesAHalfOfOurMarksAsDamaged) {
    for (
        const char* metadata :
        {R"({"affetto.format":"tensors 1"})", R"({"affetto.sha256":"00"})",
         R"({"affetto.sha256" : "0000000000000000000000000000000000000000000000000000000000000000"})"})
        EXPECT_THAT(reason(foreign("{\"__metadata__\":" + std::string(metadata) + "}")),
                    HasSubstr("its checksum does not match"));
}

}  // namespace
}  // namespace affetto
