#include "affetto/training/batch_fit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affetto/core/error.hpp"
#include "affetto/core/memory.hpp"
#include "training/tiny_notes.hpp"

namespace affetto {
namespace {

/// 100 bytes whatever the batch, 10 for each window.
std::vector<BatchMemory> measured() { return {{1, 110}, {2, 120}, {4, 140}, {8, 180}}; }

TEST(BatchFit, IsTheLargestPowerOfTwoWithinTheBudget) {
    // 16 windows take 260 bytes and a tenth more, 286.
    EXPECT_EQ(largest_batch(measured(), 286, 1000).batch, 16);
    EXPECT_EQ(largest_batch(measured(), 285, 1000).batch, 8);
    EXPECT_EQ(largest_batch(measured(), 286, 1000).expected, 286u);
}

TEST(BatchFit, GoesNoFurtherThanTheLimit) {
    EXPECT_EQ(largest_batch(measured(), 1'000'000, 100).batch, 64);
}

TEST(BatchFit, IsZeroWhereNotEvenOneWindowFits) {
    EXPECT_EQ(largest_batch(measured(), 100, 1000).batch, 0);
}

TEST(BatchFit, IsNotFooledByAPassThatSeemsToTakeNothing) {
    EXPECT_EQ(largest_batch({{4, 0}, {8, 0}}, 10, 32).batch, 32);
    EXPECT_EQ(largest_batch({{4, 90}, {8, 80}}, 100, 32).batch, 32);
}

class BatchFitOfANetwork : public testing::Test {
protected:
    const LatentSet set_ = test::tiny_notes();
    at::Generator weights_ = make_generator(1);
    const std::shared_ptr<Network> network_ = make_network(test::tiny_model(set_), weights_);
};

TEST_F(BatchFitOfANetwork, LeavesWeightsGradientsAndTheDefaultGeneratorAsTheyWere) {
    at::Generator standard = at::detail::getDefaultCPUGenerator();
    const at::Tensor draws = generator_state(standard);
    std::vector<at::Tensor> before;
    for (const at::Tensor& p : network_->parameters()) before.push_back(p.detach().clone());
    const BatchFit fit =
        fit_batch(*network_, set_, Precision::float32, resident_memory() + (1u << 30));
    EXPECT_EQ(fit.batch, 8);  // of nine clips
    EXPECT_EQ(fit.measured.size(), 4u);
    std::size_t i = 0;
    for (const at::Tensor& p : network_->parameters()) {
        EXPECT_TRUE(at::equal(p, before[i++]));
        EXPECT_FALSE(p.grad().defined());
    }
    EXPECT_TRUE(at::equal(draws, generator_state(standard)));
}

TEST_F(BatchFitOfANetwork, SaysWhatOneWindowNeedsWhereNoneFits) {
    try {
        fit_batch(*network_, set_, Precision::float32, 1'000'000);
        FAIL() << "expected an error";
    } catch (const UsageError& fault) {
        EXPECT_THAT(fault.what(), testing::HasSubstr("--memory 0.001"));
        EXPECT_THAT(fault.what(), testing::HasSubstr("one window need about"));
    }
}

}  // namespace
}  // namespace affetto
