#include "affetto/features/mfcc.hpp"

#include <gtest/gtest.h>

#include "affetto/core/error.hpp"
#include "features/test_sounds.hpp"

namespace affetto {
namespace {

using test::largest_difference;

TEST(Dct, OfTwoValuesIsTheirScaledSumAndDifference) {
    const double s = std::sqrt(0.5);
    EXPECT_LT(largest_difference(dct_matrix(2, 2), at::tensor({s, s, s, -s}).view({2, 2})), 1e-12);
}

TEST(Dct, IsOrthonormal) {
    const at::Tensor dct = dct_matrix(128, 128);
    EXPECT_LT(largest_difference(at::matmul(dct, dct.t()), at::eye(128, at::kDouble)), 1e-12);
}

TEST(Mfcc, WithAsManyCoefficientsAsBandsKeepsTheSpectrogram) {
    MfccConfig config;
    config.n_mfcc = 128;
    const Mfcc mfcc(config);
    const at::Tensor x = test::noise({2, 10'000}, 4);
    EXPECT_LT(largest_difference(mfcc.to_log_mel(mfcc.forward(x)), mfcc.mel().log_power(x)), 1e-3);
}

TEST(Mfcc, ToLogMelAndBackKeepsTheCoefficients) {
    const Mfcc mfcc(MfccConfig{});
    const at::Tensor coefficients = mfcc.forward(test::noise({10'000}, 5));
    EXPECT_EQ(coefficients.sizes(), (at::IntArrayRef{20, 20}));
    EXPECT_LT(largest_difference(mfcc.from_log_mel(mfcc.to_log_mel(coefficients)), coefficients),
              1e-3);
}

TEST(Mfcc, RefusesMoreCoefficientsThanBands) {
    MfccConfig config;
    config.n_mfcc = 129;
    EXPECT_THROW(Mfcc{config}, ConfigError);
}

}  // namespace
}  // namespace affetto
