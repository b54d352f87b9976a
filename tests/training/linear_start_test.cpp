#include "affetto/training/linear_start.hpp"

#include <gtest/gtest.h>

#include "affetto/codec/codec_layout.hpp"
#include "affetto/codec/seanet.hpp"
#include "affetto/training/codec_first_weights.hpp"
#include "affetto/training/codec_losses.hpp"

namespace affetto {
namespace {

CodecConfig narrow_codec() {
    CodecConfig c;
    c.num_filters = 8;
    c.hidden_size = 32;
    c.upsampling_ratios = {2, 4, 5};  // 40 samples a latent, 32 channels where 40 would be needed
    c.num_lstm_layers = 1;
    return c;
}

/// Noise without its high half, the same on both channels but for the level.
at::Tensor dull_noise(int channels, at::Generator& rng) {
    const at::Tensor noise = normal({4, 1, 8'000 + 9}, 0.1, rng);
    const at::Tensor smooth = at::conv1d(noise, at::full({1, 1, 10}, 0.2));
    return at::cat({smooth, 0.5 * smooth}, 1).narrow(1, 0, channels);
}

double sdr_at_start(const CodecConfig& config) {
    at::Generator rng = make_generator(1);
    NamedTensors weights = first_codec_weights(config, rng);
    const at::Tensor sound = dull_noise(config.audio_channels, rng);
    start_linear(weights, config, sound);
    const torch::NoGradGuard no_grad;
    const at::Tensor latents = run_seanet(encoder_layout(config), config, weights, sound);
    const at::Tensor made = run_seanet(decoder_layout(config), config, weights, latents);
    return si_sdr(made.flatten(1), sound.flatten(1)).mean().item<double>();
}

TEST(LinearStart, GivesBackTheWaveformBeforeTheFirstStep) {
    EXPECT_GT(sdr_at_start(narrow_codec()), 15);
}

TEST(LinearStart, HoldsForStereoForSeveralBlocksAndWithoutCausality) {
    CodecConfig config = narrow_codec();
    config.audio_channels = 2;
    config.num_residual_layers = 2;
    config.use_causal_conv = false;
    EXPECT_GT(sdr_at_start(config), 15);
}

TEST(LinearStart, LeavesNetworksWithANormOverTimeAlone) {
    CodecConfig config = narrow_codec();
    config.norm_type = "time_group_norm";
    at::Generator rng = make_generator(2);
    NamedTensors weights = first_codec_weights(config, rng);
    NamedTensors before;
    for (const auto& [name, tensor] : weights) before[name] = tensor.detach().clone();
    start_linear(weights, config, dull_noise(1, rng));
    for (const auto& [name, tensor] : weights) EXPECT_TRUE(at::equal(tensor, before[name])) << name;
}

}  // namespace
}  // namespace affetto
