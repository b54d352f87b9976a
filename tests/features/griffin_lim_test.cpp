#include "affetto/features/griffin_lim.hpp"

#include <gtest/gtest.h>

#include "affetto/core/error.hpp"
#include "affetto/features/phase_start.hpp"
#include "features/test_sounds.hpp"
#include "support/npy.hpp"
#include "support/test_data.hpp"

namespace affetto {
namespace {

constexpr std::int64_t kSamples = 24'000;

/// Four notes of eight harmonics, struck one after another, that ring on: [T, F] magnitudes.
at::Tensor magnitudes(const Stft& stft) {
    at::Tensor x = at::zeros({kSamples});
    for (const int note : {0, 1, 2, 3}) {
        const std::int64_t onset = note * kSamples / 5, length = kSamples - onset;
        const at::Tensor decay = at::exp(at::arange(length, at::kFloat) * -2e-4);
        for (int h = 1; h <= 8; ++h)
            x.narrow(0, onset, length)
                .add_(test::sine(220 * h * (1 + 0.26 * note), length, 0.2 / h) * decay);
    }
    return stft.magnitude(x);
}

double error_after(int iterations, double momentum, const at::Tensor& start,
                   const at::Tensor& wanted, const Stft& stft) {
    return spectral_convergence(
        stft, griffin_lim(stft, wanted, start, kSamples, {iterations, momentum}), wanted);
}

TEST(GriffinLim, ComesNearerWithEveryDoublingOfTheIterations) {
    const Stft stft(StftConfig{});
    const at::Tensor wanted = magnitudes(stft);
    at::Generator rng = make_generator(1);
    const at::Tensor start = random_phases(wanted, rng);
    double last = 2;
    for (const int iterations : {0, 4, 8, 16, 32}) {
        const double error = error_after(iterations, 0, start, wanted, stft);
        EXPECT_LT(error, last) << iterations;
        last = error;
    }
}

TEST(GriffinLim, IsNearerWithMomentumThanWithout) {
    const Stft stft(StftConfig{});
    const at::Tensor wanted = magnitudes(stft);
    at::Generator rng = make_generator(2);
    const at::Tensor start = random_phases(wanted, rng);
    EXPECT_LT(error_after(32, 0.99, start, wanted, stft), error_after(32, 0, start, wanted, stft));
}

TEST(GriffinLim, LeavesTheTransformOfASoundAlone) {
    const Stft stft({512, 128, "zeros"});
    const at::Tensor x = test::noise({3'000}, 3), spectrum = stft.forward(x);
    const at::Tensor y = griffin_lim(stft, spectrum.abs(), spectrum, 3'000, {8, 0.99});
    EXPECT_LT(test::largest_difference(x, y), 1e-4);
}

TEST(GriffinLim, OfABatchIsThatOfItsClipsWhateverTheLength) {
    const Stft stft({512, 128, "reflect"});
    for (const std::int64_t samples : {257, 300, 5'000}) {
        const at::Tensor wanted = stft.magnitude(test::noise({2, samples}, 4));
        const at::Tensor start = single_pass_phases(wanted, stft.config());
        const at::Tensor both = griffin_lim(stft, wanted, start, samples, {});
        EXPECT_TRUE(at::equal(both[1], griffin_lim(stft, wanted[1], start[1], samples, {})));
        EXPECT_TRUE(at::isfinite(both).all().item<bool>());
    }
}

TEST(GriffinLim, OfSilenceIsSilence) {
    const Stft stft({512, 128, "reflect"});
    const at::Tensor wanted = at::zeros({9, 257});
    const at::Tensor start = single_pass_phases(wanted, stft.config());
    EXPECT_EQ(griffin_lim(stft, wanted, start, 1'024, {}).abs().max().item<float>(), 0);
}

TEST(GriffinLim, RefusesFramesThatDoNotFitTheLength) {
    const Stft stft({512, 128, "reflect"});
    const at::Tensor wanted = at::zeros({9, 257});
    const at::Tensor start = single_pass_phases(wanted, stft.config());
    EXPECT_THROW(griffin_lim(stft, wanted, start, 1'152, {}), std::invalid_argument);
    EXPECT_THROW(griffin_lim(stft, wanted, start, 1'024, {8, 1.5}), ConfigError);
    const at::Tensor two = wanted.slice(0, 0, 2), start_of_two = start.slice(0, 0, 2);
    EXPECT_THROW(griffin_lim(stft, two, start_of_two, 200, {}), DataError);
}

TEST(SinglePassPhases, OfSteadySinesNeedNoIterations) {
    const Stft stft(StftConfig{});
    const at::Tensor x = test::sine(1'003, kSamples) + test::sine(2'510, kSamples, 0.3);
    const at::Tensor wanted = stft.magnitude(x);
    const at::Tensor start = single_pass_phases(wanted, stft.config());
    EXPECT_LT(error_after(0, 0, start, wanted, stft), 0.15);
    EXPECT_LT(test::largest_difference(start.abs(), wanted), 1e-3);
}

TEST(SinglePassPhases, BeginNearerThanRandomPhases) {
    const Stft stft(StftConfig{});
    const at::Tensor wanted = magnitudes(stft);
    at::Generator rng = make_generator(5);
    const at::Tensor random = random_phases(wanted, rng);
    const at::Tensor start = single_pass_phases(wanted, stft.config());
    for (const int iterations : {0, 8})
        EXPECT_LT(error_after(iterations, 0.99, start, wanted, stft),
                  error_after(iterations, 0.99, random, wanted, stft))
            << iterations;
}

TEST(SinglePassPhases, OfARecordingLeadFurtherThanRandomPhases) {
    const auto path = test::test_data("reference/features/input.npy");
    if (!path) GTEST_SKIP() << test::kNoTestData;
    const at::Tensor x = at::tensor(test::read_npy(*path).values, at::kFloat);
    const Stft stft(StftConfig{});
    const at::Tensor wanted = stft.magnitude(x);
    at::Generator rng = make_generator(6);
    const auto error_from = [&](const at::Tensor& start) {
        return spectral_convergence(stft, griffin_lim(stft, wanted, start, x.size(0), {}), wanted);
    };
    EXPECT_LT(error_from(single_pass_phases(wanted, stft.config())),
              0.8 * error_from(random_phases(wanted, rng)));
}

TEST(RandomPhases, DependOnTheGeneratorAlone) {
    at::Generator one = make_generator(6), same = make_generator(6), other = make_generator(7);
    const at::Tensor wanted = at::ones({4, 9});
    const at::Tensor phases = random_phases(wanted, one);
    EXPECT_TRUE(at::equal(phases, random_phases(wanted, same)));
    EXPECT_FALSE(at::equal(phases, random_phases(wanted, other)));
}

}  // namespace
}  // namespace affetto
