#include "affetto/codec/weight_tensors.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <cstring>

#include "affetto/core/error.hpp"
#include "affetto/core/safetensors.hpp"
#include "core/message_of.hpp"

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

TEST(WeightTensors, ThatAreNotThereAreACheckpointError) {
    EXPECT_THAT(message_of<CheckpointError>([] { (void)read_weight_tensors("no such file"); }),
                HasSubstr("no such file"));
}

}  // namespace
}  // namespace affetto
