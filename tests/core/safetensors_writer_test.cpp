#include <gmock/gmock.h>

#include <algorithm>
#include <cstring>

#include "affetto/core/error.hpp"
#include "affetto/core/json.hpp"
#include "affetto/core/random.hpp"
#include "affetto/core/safetensors.hpp"
#include "affetto/core/sha256.hpp"
#include "message_of.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using test::message_of;
using ::testing::HasSubstr;

const Bytes kData(64, std::byte{7});

TensorEntry tensor(std::string name, Dtype dtype, std::vector<std::int64_t> shape) {
    std::size_t size = size_of(dtype);
    for (const std::int64_t n : shape) size *= static_cast<std::size_t>(n);
    return {std::move(name), dtype, std::move(shape), std::span(kData).first(size)};
}

TEST(SafetensorsWriter, RandomFilesReadBackAsTheyWere) {
    Random rng(1);
    constexpr Dtype kDtypes[] = {Dtype::f64, Dtype::f32, Dtype::f16, Dtype::bf16, Dtype::i64,
                                 Dtype::i32, Dtype::i16, Dtype::i8,  Dtype::u8,   Dtype::boolean};
    for (int round = 0; round < 300; ++round) {
        std::vector<Bytes> stores;
        std::vector<TensorEntry> tensors;
        for (int i = rng.integer(0, 6); i > 0; --i) {
            TensorEntry t;
            t.name = "\"näme " + std::to_string(rng.next());
            t.dtype = kDtypes[rng.integer(0, 9)];
            std::size_t size = size_of(t.dtype);
            for (int rank = rng.integer(0, 3); rank > 0; --rank) {
                t.shape.push_back(rng.integer(0, 4));
                size *= static_cast<std::size_t>(t.shape.back());
            }
            Bytes bytes(size);
            for (std::byte& b : bytes) b = static_cast<std::byte>(rng.integer(0, 255));
            stores.push_back(std::move(bytes));
            t.bytes = stores.back();
            tensors.push_back(std::move(t));
        }
        const std::map<std::string, std::string> metadata{
            {"version", "1"}, {"a", std::string(64, '0')}, {"\"affetto.sha256\":\"", "x"}};
        const SafetensorsFile file =
            parse_safetensors(serialize_safetensors(tensors, metadata), "x");
        EXPECT_TRUE(file.verified);
        EXPECT_EQ(file.metadata, metadata);
        ASSERT_EQ(file.tensors.size(), tensors.size());
        for (const TensorEntry& t : tensors) {
            const TensorEntry* read = file.find(t.name);
            ASSERT_NE(read, nullptr);
            EXPECT_EQ(read->dtype, t.dtype);
            EXPECT_EQ(read->shape, t.shape);
            EXPECT_TRUE(
                std::equal(read->bytes.begin(), read->bytes.end(), t.bytes.begin(), t.bytes.end()));
            const auto offset = read->bytes.data() - file.storage.data();
            EXPECT_EQ(static_cast<std::size_t>(offset) % size_of(t.dtype), 0u) << "misaligned";
        }
    }
}

TEST(SafetensorsWriter, TheOrderOfTheTensorsDoesNotMatter) {
    const auto a = tensor("a", Dtype::u8, {3}), b = tensor("b", Dtype::f32, {2});
    EXPECT_EQ(serialize_safetensors({a, b}, {{"x", "y"}}),
              serialize_safetensors({b, a}, {{"x", "y"}}));
}

TEST(SafetensorsWriter, TheDataBeginsAtAMultipleOfEight) {
    for (std::size_t n = 1; n < 20; ++n) {
        const Bytes file = serialize_safetensors({tensor(std::string(n, 'x'), Dtype::f32, {})}, {});
        std::uint64_t header = 0;
        std::memcpy(&header, file.data(), 8);
        EXPECT_EQ(header % 8, 0u);
        EXPECT_EQ(file.size(), 8 + header + 4);
    }
}

TEST(SafetensorsWriter, NoByteOfItsFilesCanChangeUnnoticed) {
    const Bytes good = serialize_safetensors(
        {tensor("a", Dtype::f32, {2, 1}), tensor("b", Dtype::u8, {5})}, {{"config", "{}"}});
    ASSERT_TRUE(parse_safetensors(good, "x").verified);
    for (std::size_t i = 0; i < good.size(); ++i)
        for (int flip = 1; flip < 256; ++flip) {
            Bytes bad = good;
            bad[i] ^= static_cast<std::byte>(flip);
            ASSERT_THROW((void)parse_safetensors(bad, "x"), CheckpointError)
                << "byte " << i << " xor " << flip;
        }
}

TEST(SafetensorsWriter, NoFileOfItsOwnCanBeCutOrPaddedUnnoticed) {
    const Bytes good = serialize_safetensors({tensor("a", Dtype::f32, {4})}, {});
    for (std::size_t size = 0; size < good.size(); ++size)
        EXPECT_THROW(
            (void)parse_safetensors(
                Bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)), "x"),
            CheckpointError)
            << size;
    Bytes longer = good;
    longer.push_back(std::byte{0});
    EXPECT_THAT(message_of<CheckpointError>([&] { (void)parse_safetensors(longer, "x"); }),
                HasSubstr("1 bytes after the last tensor"));
}

TEST(SafetensorsWriter, SaysThatAFileIsDamagedOrNewer) {
    Bytes file = serialize_safetensors({tensor("a", Dtype::f32, {4})}, {});
    file.back() ^= std::byte{1};
    EXPECT_EQ(message_of<CheckpointError>([&] { (void)parse_safetensors(file, "m.safetensors"); }),
              "m.safetensors: its checksum does not match: the file is damaged, or another program "
              "changed it; copy or make it again");

    // A later version of the format: the same file with another number and the checksum to it.
    std::string text(reinterpret_cast<const char*>(file.data()), file.size());
    text.replace(text.find("tensors 1"), 9, "tensors 2");
    const std::string key = "\"affetto.sha256\":\"";
    const std::size_t place = text.find(key) + key.size();
    text.replace(place, 64, std::string(64, '0'));
    const auto bytes_of = [&] {
        const auto span = std::as_bytes(std::span(text.data(), text.size()));
        return Bytes(span.begin(), span.end());
    };
    text.replace(place, 64, sha256_hex(bytes_of()));
    EXPECT_THAT(message_of<CheckpointError>([&] { (void)parse_safetensors(bytes_of(), "m"); }),
                HasSubstr("it was written by a newer Affetto"));
}

TEST(SafetensorsWriter, RefusesWhatTheFormatCannotHold) {
    const auto reason = [](std::vector<TensorEntry> tensors,
                           std::map<std::string, std::string> metadata) {
        return message_of<std::invalid_argument>(
            [&] { (void)serialize_safetensors(std::move(tensors), std::move(metadata)); });
    };
    const auto a = tensor("a", Dtype::f32, {2});
    EXPECT_THAT(reason({a, a}, {}), HasSubstr("two tensors are named 'a'"));
    EXPECT_THAT(reason({tensor("__metadata__", Dtype::u8, {1})}, {}), HasSubstr("__metadata__"));
    EXPECT_THAT(reason({tensor("\xff", Dtype::u8, {1})}, {}), HasSubstr("must be UTF-8"));
    EXPECT_THAT(reason({}, {{"x", "\xff"}}), HasSubstr("must be UTF-8"));
    EXPECT_THAT(reason({}, {{"affetto.sha256", "x"}}), HasSubstr("the writer's own"));
    TensorEntry wrong = a;
    wrong.shape = {3};
    EXPECT_THAT(reason({wrong}, {}), HasSubstr("'a' has 8 bytes, its shape needs 12"));
    wrong.shape = {-1};
    EXPECT_THAT(reason({wrong}, {}), HasSubstr("its shape needs another number"));
    wrong.shape = {INT64_MAX, INT64_MAX};
    EXPECT_THAT(reason({wrong}, {}), HasSubstr("its shape needs another number"));
}

TEST(SafetensorsWriter, WritesFilesThatReadBack) {
    const test::TemporaryFolder folder;
    const Path path = folder / "m.safetensors";
    write_safetensors(path, {tensor("a", Dtype::f32, {2})}, {{"k", "v"}});
    const SafetensorsFile file = read_safetensors(path);
    EXPECT_TRUE(file.verified);
    EXPECT_EQ(file.metadata.at("k"), "v");
    EXPECT_EQ(file.find("b"), nullptr);
    EXPECT_THAT(message_of<CheckpointError>([&] { (void)read_safetensors(folder / "missing"); }),
                HasSubstr("missing: cannot be opened"));
}

}  // namespace
}  // namespace affetto
