#include "affetto/features/level_envelope.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "affetto/tensor/random_tensors.hpp"

namespace affetto {
namespace {

const LevelEnvelope kEnvelope{80, 0.05, 8'000};

at::Tensor noise(std::int64_t samples, double gain) {
    at::Generator rng = make_generator(5);
    return normal({samples}, gain, rng);
}

TEST(LevelEnvelope, IsTheRootMeanSquareOfSteadySound) {
    const at::Tensor levels = log_levels(at::full({1'003}, 0.25), kEnvelope);
    EXPECT_EQ(levels.size(0), 13);  // 1,003 / 80, rounded up
    EXPECT_TRUE(at::allclose(levels, at::full({13}, std::log(0.25)), 0, 1e-5));  // also at the ends
}

TEST(LevelEnvelope, FollowsSoundThatGrows) {
    const at::Tensor sound = at::cat({noise(4'000, 0.01), noise(4'000, 0.1)});
    const at::Tensor levels = log_levels(sound, kEnvelope);
    EXPECT_NEAR(levels[20].item<double>(), std::log(0.01), 0.3);
    EXPECT_NEAR(levels[80].item<double>(), std::log(0.1), 0.3);
    const at::Tensor level = levelled(sound, levels, kEnvelope);
    for (const int begin : {1'000, 5'000})
        EXPECT_NEAR(level.narrow(0, begin, 2'000).square().mean().sqrt().item<double>(), 0.1, 0.02);
}

TEST(LevelEnvelope, IsTakenOutAndPutBack) {
    for (const std::int64_t samples : {1, 79, 80, 81, 1'234}) {
        const at::Tensor sound = noise(samples, 0.05);
        const at::Tensor levels = log_levels(sound, kEnvelope);
        EXPECT_TRUE(at::allclose(raised(levelled(sound, levels, kEnvelope), levels, kEnvelope),
                                 sound, 1e-4, 1e-7));
    }
}

TEST(LevelEnvelope, LeavesSilenceSilent) {
    const at::Tensor silence = at::zeros({400});
    const at::Tensor levels = log_levels(silence, kEnvelope);
    EXPECT_TRUE(at::allclose(levels, at::full({5}, std::log(1e-4)), 0, 1e-5));
    EXPECT_TRUE(at::equal(levelled(silence, levels, kEnvelope), silence));
}

}  // namespace
}  // namespace affetto
