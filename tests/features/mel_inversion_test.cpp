#include "affetto/features/mel_inversion.hpp"

#include <gtest/gtest.h>

#include "affetto/core/error.hpp"
#include "features/test_sounds.hpp"

namespace affetto {
namespace {

const at::Tensor& filterbank() {
    static const at::Tensor bank = mel_filterbank(MelBandsConfig{}, test::kRate, 2'048);
    return bank;
}

at::Tensor bands_of(const at::Tensor& magnitude) {
    return at::matmul(magnitude.to(at::kDouble).square(), filterbank().t());
}

/// Harmonics of 220 Hz under a falling envelope, with a little noise: [T, F] magnitudes.
at::Tensor harmonic_magnitudes(std::int64_t samples) {
    at::Tensor x = test::noise({samples}, 7) * 0.01;
    for (int h = 1; h <= 20; ++h) x = x + test::sine(220.0 * h, samples, 1.0 / h);
    return Stft(StftConfig{}).magnitude(x);
}

TEST(MelInversion, FindsMagnitudesThatGiveTheSameBands) {
    const at::Tensor bands = bands_of(harmonic_magnitudes(20'000));
    for (const char* method : {"divergence", "least_squares"}) {
        const MelInversion inversion(filterbank(), {method, 200});
        const at::Tensor found = inversion.magnitude(bands);
        EXPECT_GE(found.min().item<float>(), 0) << method;
        const at::Tensor error = bands_of(found) - bands;
        EXPECT_LT((error.norm() / bands.norm()).item<double>(), 0.01) << method;
    }
}

TEST(MelInversion, LiesNearerToTheSpectrumThanTheClippedPseudoInverse) {
    const at::Tensor wanted = harmonic_magnitudes(20'000).to(at::kDouble);
    const at::Tensor bands = bands_of(wanted);
    const at::Tensor clipped =
        at::matmul(bands, at::linalg_pinv(filterbank(), 1e-10).t()).clamp_min(0).sqrt();
    const double worst = (clipped - wanted).norm().item<double>();
    for (const char* method : {"divergence", "least_squares"}) {
        const at::Tensor found = MelInversion(filterbank(), {method, 64}).magnitude(bands);
        EXPECT_LT((found.to(at::kDouble) - wanted).norm().item<double>(), 0.9 * worst) << method;
    }
}

TEST(MelInversion, OfSilenceIsSilence) {
    for (const char* method : {"divergence", "least_squares"}) {
        const MelInversion inversion(filterbank(), {method, 16});
        EXPECT_EQ(inversion.magnitude(at::zeros({3, 128})).abs().max().item<float>(), 0);
    }
}

TEST(MelInversion, LeavesBinsOutsideTheBandsAtZero) {
    MelBandsConfig bands;
    bands.n_mels = 20;
    bands.min_hz = 1'000;
    bands.max_hz = 2'000;
    const at::Tensor bank = mel_filterbank(bands, test::kRate, 2'048);
    const at::Tensor found = MelInversion(bank, {}).magnitude(at::ones({5, 20}));
    EXPECT_EQ(found.slice(1, 0, 85).max().item<float>(), 0);
    EXPECT_EQ(found.slice(1, 171).max().item<float>(), 0);
    EXPECT_GT(found.slice(1, 90, 165).min().item<float>(), 0);
}

TEST(MelInversion, OfABatchIsThatOfItsClips) {
    const at::Tensor bands = test::noise({3, 13, 128}, 8).abs();
    const MelInversion inversion(filterbank(), {});
    EXPECT_TRUE(at::equal(inversion.magnitude(bands)[2], inversion.magnitude(bands[2])));
}

TEST(MelInversion, RefusesUnknownMethodsAndOtherBands) {
    EXPECT_THROW(MelInversion(filterbank(), {"inverse", 8}), ConfigError);
    EXPECT_THROW(MelInversion(filterbank(), {}).magnitude(at::ones({5, 20})),
                 std::invalid_argument);
}

}  // namespace
}  // namespace affetto
