#include <gtest/gtest.h>

#include <cstring>

#include "affetto/codec/weight_tensors.hpp"
#include "support/test_data.hpp"

// Reference: the small models of both kinds that Meta's EnCodec 0.1.2a3 made on PyTorch 1.13.1,
// saved by torch.save and, with the same values, as safetensors.

namespace affetto {
namespace {

class WeightParity : public ::testing::TestWithParam<const char*> {};

TEST_P(WeightParity, TheTorchFileEqualsTheSafetensorsFileBitForBit) {
    const auto folder = test::test_data(Path("reference/encodec") / GetParam());
    if (!folder) GTEST_SKIP() << test::kNoTestData;
    const WeightTensors torch = read_weight_tensors(*folder / "weights_meta.th");
    const WeightTensors safetensors = read_weight_tensors(*folder / "weights_meta.safetensors");
    EXPECT_GT(torch.size(), 100u);
    ASSERT_EQ(torch.size(), safetensors.size());
    for (const auto& [name, expected] : safetensors) {
        ASSERT_TRUE(torch.count(name)) << name;
        const WeightTensor& tensor = torch.at(name);
        EXPECT_EQ(tensor.shape, expected.shape) << name;
        ASSERT_EQ(tensor.values.size(), expected.values.size()) << name;
        EXPECT_EQ(std::memcmp(tensor.values.data(), expected.values.data(),
                              expected.values.size() * sizeof(float)),
                  0)
            << name;
    }
}

INSTANTIATE_TEST_SUITE_P(, WeightParity, ::testing::Values("small24k", "small48k"));

}  // namespace
}  // namespace affetto
