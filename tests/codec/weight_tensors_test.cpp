#include "affetto/codec/weight_tensors.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <cstring>

#include "affetto/core/error.hpp"
#include "affetto/core/safetensors.hpp"
#include "core/message_of.hpp"
#include "support/temporary_folder.hpp"
#include "torch_files.hpp"

namespace affetto {
namespace {

using test::message_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A safetensors file with the single tensor "w".
template <class Stored>
Bytes one_tensor(Dtype dtype, const std::vector<Stored>& values) {
    return serialize_safetensors({{"w",
                                   dtype,
                                   {static_cast<std::int64_t>(values.size())},
                                   std::as_bytes(std::span(values))}},
                                 {});
}

template <class Stored>
std::vector<float> read_one(Dtype dtype, const std::vector<Stored>& values) {
    return parse_weight_tensors(one_tensor(dtype, values), "w.safetensors").at("w").values;
}

TEST(WeightTensors, KeepFloatsBitForBit) {
    const std::vector<float> values{0.0f, -0.0f, 1e-45f, 3.4e38f, INFINITY};
    const std::vector<float> read = read_one(Dtype::f32, values);
    ASSERT_EQ(read.size(), values.size());
    EXPECT_EQ(std::memcmp(read.data(), values.data(), values.size() * sizeof(float)), 0);
}

TEST(WeightTensors, ConvertWiderAndNarrowerFloats) {
    EXPECT_THAT(read_one<double>(Dtype::f64, {1.5, 0.1}), ElementsAre(1.5f, 0.1f));
    EXPECT_THAT(read_one<std::uint16_t>(Dtype::bf16, {0x3fc0, 0xc000}), ElementsAre(1.5f, -2.0f));
    // One, the largest, the smallest normal and the smallest subnormal half, minus infinity.
    EXPECT_THAT(read_one<std::uint16_t>(Dtype::f16, {0x3c00, 0x7bff, 0x0400, 0x8001, 0xfc00}),
                ElementsAre(1.0f, 65504.0f, 0x1p-14f, -0x1p-24f, -INFINITY));
    EXPECT_TRUE(std::isnan(read_one<std::uint16_t>(Dtype::f16, {0x7e00}).front()));
}

TEST(WeightTensors, OfWholeNumbersAreRefusedByName) {
    EXPECT_EQ(message_of<CheckpointError>([] { (void)read_one<std::int64_t>(Dtype::i64, {1}); }),
              "w.safetensors: tensor 'w' has dtype I64; the weights of a codec are F32, F64, F16 "
              "or BF16");
}

TEST(WeightTensors, AreToldByContentNotByName) {
    const test::TemporaryFolder folder;
    write_bytes(folder / "a.safetensors", test::to_bytes(test::small_torch_image().text));
    EXPECT_EQ(read_weight_tensors(folder / "a.safetensors").size(), 2u);
    write_bytes(folder / "b.th", one_tensor<float>(Dtype::f32, {1}));
    EXPECT_EQ(read_weight_tensors(folder / "b.th").size(), 1u);
}

TEST(WeightTensors, OfFilesThatAreSomethingElseAreRefusedInOneLine) {
    const auto reason = [](const std::string& text) {
        return message_of<CheckpointError>(
            [&] { (void)parse_weight_tensors(test::to_bytes(text), "w.th"); });
    };
    EXPECT_EQ(reason(""), "w.th: not a weight file: it is empty");
    EXPECT_EQ(reason("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 93171529\n"),
              "w.th: not a weight file: it is a Git LFS pointer, not the weights; fetch the real "
              "file with 'git lfs pull'");
    for (const char* page : {"<!DOCTYPE html>\n<html>", "\n  <html lang=\"en\">", "<?xml version="})
        EXPECT_THAT(reason(page), HasSubstr("it is a web page"));
    EXPECT_THAT(reason("\x80\x02\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19.\x80\x02M"),
                HasSubstr("in PyTorch's format of before 1.6"));
    EXPECT_THAT(reason("\x80\x02}q."), HasSubstr("a bare pickle"));
    EXPECT_THAT(reason("\x1f\x8b\x08"), HasSubstr("compressed with gzip"));
    EXPECT_THAT(reason("\x89HDF\r\n\x1a\n"), HasSubstr("an HDF5 file"));
    EXPECT_THAT(reason("PK\3\4"), HasSubstr("not a valid zip archive"));
    EXPECT_THAT(reason("some text of a user"), HasSubstr("not a valid safetensors file"));
}

TEST(WeightTensors, OfASafetensorsFileWhoseLengthLooksLikeAPickleAreRead) {
    // A header of 640 bytes: the file begins with the bytes of a pickle, 0x80 0x02.
    std::string header = R"({"w":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}})";
    header.resize(640, ' ');
    EXPECT_EQ(
        parse_weight_tensors(test::to_bytes(std::string("\x80\x02\0\0\0\0\0\0", 8) + header), "w")
            .size(),
        1u);
}

TEST(WeightTensors, WithOddNamesAreRefusedInOneLineToo) {
    for (const char* dtype : {"I64", "F32", "X"}) {
        const std::string header = std::string(R"({"a\nb\u001b":{"dtype":")") + dtype +
                                   R"(","shape":[1],"data_offsets":[0,8]}})";
        const std::string why = message_of<CheckpointError>([&] {
            (void)parse_weight_tensors(
                test::to_bytes(static_cast<char>(header.size()) + std::string(7, '\0') + header +
                               std::string(8, '\0')),
                "w");
        });
        EXPECT_THAT(why, HasSubstr("tensor 'a\\nb\\x1b'"));
    }
}

TEST(WeightTensors, ThatAreNotThereAreACheckpointError) {
    EXPECT_THAT(message_of<CheckpointError>([] { (void)read_weight_tensors("no such file"); }),
                HasSubstr("no such file"));
}

}  // namespace
}  // namespace affetto
