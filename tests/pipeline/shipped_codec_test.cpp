#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "affetto/features/codec_frames.hpp"
#include "affetto/pipeline/load_codec.hpp"
#include "affetto/tensor/torch.hpp"
#include "affetto/training/codec_losses.hpp"

namespace affetto {
namespace {

/// Four seconds of plucked chords, [S]: decaying harmonics, a new chord every half second.
at::Tensor plucked_chords(int sample_rate_hz) {
    const double chords[][3] = {{60, 64, 67}, {57, 60, 64}, {65, 69, 72}, {55, 59, 62}};
    constexpr int kNotes = 8, kHarmonics = 6;
    const std::int64_t length = sample_rate_hz / 2;
    const at::Tensor t = at::arange(length, at::kFloat) / sample_rate_hz;
    std::vector<at::Tensor> notes;
    for (int n = 0; n < kNotes; ++n) {
        at::Tensor sound = at::zeros({length});
        for (const double key : chords[n % 4])
            for (int h = 1; h <= kHarmonics; ++h) {
                const double hz = 440 * std::pow(2, (key - 69) / 12) * h;
                sound +=
                    at::sin(t * (2 * std::numbers::pi * hz)) * at::exp(t * (-3.0 * h)) * (0.08 / h);
            }
        notes.push_back(sound);
    }
    return at::cat(notes);
}

TEST(ShippedCodec, KeepsTheWaveformOfChordsAtSixKilobits) {
    const LoadedCodec loaded = load_codec(find_codec({}));
    const CodecConfig& config = loaded.codec->config();
    const at::Tensor sound = plucked_chords(config.sampling_rate).reshape({1, 1, -1});
    const int codebooks = codebooks_for_bandwidth(config, 6);
    const at::Tensor latents = loaded.codec->encode(sound);
    const auto decoded = [&](int count) {
        const at::Tensor codes = loaded.codec->quantize(latents, count);
        return loaded.codec->decode(loaded.codec->dequantize(codes)).narrow(2, 0, sound.size(2));
    };
    const auto quality = [&](const at::Tensor& made) {
        return si_sdr(made.select(1, 0), sound.select(1, 0)).item<double>();
    };
    const double fine = quality(decoded(codebooks)), coarse = quality(decoded(codebooks / 4));
    EXPECT_GT(fine, 3);
    EXPECT_GT(fine, coarse + 1);  // a quarter of the codebooks keeps less
    // The level comes back within a decibel or two.
    const at::Tensor made = decoded(codebooks);
    const double ratio = (made.square().mean() / sound.square().mean()).item<double>();
    EXPECT_NEAR(10 * std::log10(ratio), 0, 2.5);
}

}  // namespace
}  // namespace affetto
