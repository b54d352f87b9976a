#include "affetto/training/codec_first_weights.hpp"

#include <gtest/gtest.h>

#include "affetto/codec/codec_layout.hpp"
#include "affetto/codec/seanet.hpp"

namespace affetto {
namespace {

CodecConfig deep_codec() {
    CodecConfig c;
    c.num_filters = 8;
    c.hidden_size = 32;
    c.num_lstm_layers = 1;
    return c;
}

TEST(FirstCodecWeights, SoundDoesNotFadeOnItsWay) {
    const CodecConfig config = deep_codec();
    at::Generator rng = make_generator(1);
    const NamedTensors weights = first_codec_weights(config, rng);
    const torch::NoGradGuard no_grad;
    const auto level = [](const at::Tensor& x) { return x.square().mean().sqrt().item<double>(); };
    const at::Tensor sound = normal({1, 1, 9'600}, 0.1, rng);
    const at::Tensor latents = run_seanet(encoder_layout(config), config, weights, sound);
    EXPECT_GT(level(latents), 0.02);
    EXPECT_LT(level(latents), 0.5);
    const at::Tensor made = run_seanet(decoder_layout(config), config, weights, latents);
    EXPECT_GT(level(made), 0.004);
    EXPECT_LT(level(made), 0.5);
}

TEST(FirstCodecWeights, AreEveryParameterButTheCodeVectors) {
    const CodecConfig config = deep_codec();
    at::Generator rng = make_generator(2);
    const NamedTensors weights = first_codec_weights(config, rng);
    std::size_t others = 0;
    visit_parameters(config, [&](const std::string& name, const std::vector<std::int64_t>& shape) {
        if (name.rfind("quantizer.", 0) == 0) return;
        ++others;
        ASSERT_EQ(weights.count(name), 1u) << name;
        EXPECT_EQ(weights.at(name).sizes().vec(), shape) << name;
    });
    EXPECT_EQ(weights.size(), others);
}

TEST(FirstCodecWeights, AreTheSameForTheSameGenerator) {
    at::Generator one = make_generator(3), other = make_generator(3);
    const NamedTensors a = first_codec_weights(deep_codec(), one);
    const NamedTensors b = first_codec_weights(deep_codec(), other);
    for (const auto& [name, tensor] : a) EXPECT_TRUE(at::equal(tensor, b.at(name))) << name;
}

}  // namespace
}  // namespace affetto
