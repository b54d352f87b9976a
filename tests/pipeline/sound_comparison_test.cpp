#include "affetto/pipeline/sound_comparison.hpp"

#include <gtest/gtest.h>

#include "affetto/tensor/random_tensors.hpp"
#include "affetto/training/codec_losses.hpp"
#include "affetto/training/codec_training_config.hpp"
#include "affetto/training/spectral_loss.hpp"

namespace affetto {
namespace {

std::vector<float> interleaved(const at::Tensor& sound) {  // [channels, frames]
    const at::Tensor flat = sound.t().contiguous();
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

TEST(SoundComparison, InPiecesIsThatOfTheWhole) {
    at::Generator rng = make_generator(5);
    const at::Tensor real = normal({2, 8'000}, 0.1, rng) + 0.05;
    const at::Tensor made = 0.5 * real + normal({2, 8'000}, 0.01, rng);
    const std::vector<float> y = interleaved(real), x = interleaved(made);
    SoundComparison comparison(1'000, 2);
    comparison.add_real(std::span(y).first(6));
    comparison.add_real(std::span(y).subspan(6));
    for (std::size_t at = 0; at < x.size(); at += 1'000)
        comparison.add_made(std::span(x).subspan(at, 1'000));
    const SoundComparison::Result result = comparison.finish();
    EXPECT_NEAR(result.si_sdr, si_sdr(made.reshape({1, -1}), real.reshape({1, -1})).item<double>(),
                1e-3);
    EXPECT_NEAR(result.mel,
                SpectralLoss(1'000, CodecTrainingConfig{}.mel_windows)(made, real).item<double>(),
                1e-5);
}

TEST(SoundComparison, WeighsBlocksByTheirLength) {
    at::Generator rng = make_generator(6);
    const at::Tensor real = normal({1, 15'000}, 0.1, rng);
    at::Tensor made = real.clone();
    made.narrow(1, 10'000, 5'000).mul_(10);  // the last five of fifteen seconds, 1 in log10
    SoundComparison comparison(1'000, 1);
    comparison.add_real(interleaved(real));
    comparison.add_made(interleaved(made));
    EXPECT_NEAR(comparison.finish().mel, 1.0 / 3, 0.02);
}

TEST(SoundComparison, OfEqualSoundsIsFarAboveAndZero) {
    at::Generator rng = make_generator(7);
    const std::vector<float> sound = interleaved(normal({1, 3'000}, 0.1, rng));
    SoundComparison comparison(1'000, 1);
    comparison.add_real(sound);
    comparison.add_made(sound);
    const SoundComparison::Result result = comparison.finish();
    EXPECT_GT(result.si_sdr, 80);
    EXPECT_EQ(result.mel, 0);
}

}  // namespace
}  // namespace affetto
