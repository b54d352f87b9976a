#include "affetto/codec/codec_weights.hpp"

#include <gmock/gmock.h>

#include <limits>

#include "affetto/core/error.hpp"
#include "codec/small_codec.hpp"
#include "core/message_of.hpp"

namespace affetto {
namespace {

using test::message_of;
using test::random_weights;
using test::small_config;
using ::testing::ElementsAre;
using ::testing::FloatEq;
using ::testing::Pointwise;

std::string refusal(WeightTensors weights) {
    return message_of<CheckpointError>(
        [&] { (void)codec_weights(std::move(weights), small_config(), "w.safetensors"); });
}

/// `name` replaced by a direction and a length for each element of dimension 0.
WeightTensors with_norm(const std::string& name, const std::string& g, const std::string& v,
                        const std::vector<float>& lengths, const std::vector<float>& directions) {
    WeightTensors weights = random_weights(small_config());
    const std::vector<std::int64_t> shape = weights.at(name).shape;
    weights.erase(name);
    weights[g] = {{shape[0], 1, 1}, lengths};
    weights[v] = {shape, directions};
    return weights;
}

TEST(CodecWeights, NamesOfMetaBecomeThoseOfHuggingFace) {
    const auto name = [](const char* meta) { return canonical_tensor_name(meta); };
    EXPECT_EQ(name("encoder.model.0.conv.conv.weight_g"), "encoder.layers.0.conv.weight_g");
    EXPECT_EQ(name("encoder.model.1.block.3.conv.norm.bias"), "encoder.layers.1.block.3.norm.bias");
    EXPECT_EQ(name("encoder.model.1.shortcut.conv.conv.bias"),
              "encoder.layers.1.shortcut.conv.bias");
    EXPECT_EQ(name("decoder.model.3.convtr.convtr.weight_v"), "decoder.layers.3.conv.weight_v");
    EXPECT_EQ(name("decoder.model.3.convtr.norm.weight"), "decoder.layers.3.norm.weight");
    EXPECT_EQ(name("encoder.model.13.lstm.bias_hh_l1"), "encoder.layers.13.lstm.bias_hh_l1");
    EXPECT_EQ(name("quantizer.vq.layers.7._codebook.embed_avg"),
              "quantizer.layers.7.codebook.embed_avg");
    EXPECT_EQ(name("encoder.layers.0.conv.parametrizations.weight.original1"),
              "encoder.layers.0.conv.weight_v");
    EXPECT_EQ(name("something.else"), "something.else");
}

TEST(CodecWeights, NormOfAConvolutionIsOverItsInputsAndTaps) {
    // [4 out, 1 in, 5 taps]: 3, 4 and zeros have length 5.
    std::vector<float> directions;
    for (int out = 0; out < 4; ++out) directions.insert(directions.end(), {3, 0, 4, 0, 0});
    const std::string name = "encoder.layers.0.conv.weight";
    const WeightTensors folded = codec_weights(
        with_norm(name, name + "_g", name + "_v", {5, 10, -5, 1}, directions), small_config(), "w");
    EXPECT_THAT(
        folded.at(name).values,
        Pointwise(FloatEq(), {3.0f,  0.0f, 4.0f,  0.0f, 0.0f, 6.0f, 0.0f, 8.0f, 0.0f, 0.0f,
                              -3.0f, 0.0f, -4.0f, 0.0f, 0.0f, 0.6f, 0.0f, 0.8f, 0.0f, 0.0f}));
}

TEST(CodecWeights, NormOfATransposedConvolutionIsOverItsOutputsAndTaps) {
    // [8 in, 4 out, 4 taps]: sixteen ones have length 4.
    const std::string name = "decoder.layers.6.conv.weight";
    const std::vector<float> lengths{4, 8, 12, 16, 20, 24, 28, 32};
    const WeightTensors folded =
        codec_weights(with_norm(name, "decoder.layers.6.conv.parametrizations.weight.original0",
                                "decoder.layers.6.conv.parametrizations.weight.original1", lengths,
                                std::vector<float>(8 * 4 * 4, 1.0f)),
                      small_config(), "w");
    for (std::size_t in = 0; in < 8; ++in)
        for (std::size_t i = 0; i < 16; ++i)
            EXPECT_FLOAT_EQ(folded.at(name).values[in * 16 + i], static_cast<float>(in + 1));
}

TEST(CodecWeights, PlainWeightsStayAsTheyAre) {
    const WeightTensors weights = random_weights(small_config());
    const WeightTensors read = codec_weights(weights, small_config(), "w");
    EXPECT_EQ(read.size(), weights.size());
    for (const auto& [name, tensor] : weights) EXPECT_EQ(read.at(name).values, tensor.values);
}

TEST(CodecWeights, BuffersOfTrainingAreLeftOut) {
    WeightTensors weights = random_weights(small_config());
    const std::size_t count = weights.size();
    weights["quantizer.vq.layers.0._codebook.inited"] = {{1}, {1}};
    weights["quantizer.layers.1.codebook.cluster_size"] = {{8}, std::vector<float>(8)};
    EXPECT_EQ(codec_weights(weights, small_config(), "w").size(), count);
}

TEST(CodecWeights, MissingTensorsAreNamed) {
    WeightTensors weights = random_weights(small_config());
    weights.erase("decoder.layers.6.conv.bias");
    EXPECT_EQ(refusal(weights),
              "w.safetensors: tensor 'decoder.layers.6.conv.bias' of shape [4] is missing");
}

TEST(CodecWeights, SurplusTensorsAreNamed) {
    WeightTensors weights = random_weights(small_config());
    weights["encoder.layers.99.conv.bias"] = {{2}, {0, 0}};
    EXPECT_EQ(refusal(weights),
              "w.safetensors: tensor 'encoder.layers.99.conv.bias' of shape [2] does not belong to "
              "a codec of this configuration");
}

TEST(CodecWeights, TensorsOfAnotherShapeAreNamed) {
    WeightTensors weights = random_weights(small_config());
    weights["encoder.layers.0.conv.bias"] = {{5}, std::vector<float>(5)};
    EXPECT_EQ(refusal(weights),
              "w.safetensors: tensor 'encoder.layers.0.conv.bias' has shape [5], expected [4]");
}

TEST(CodecWeights, ATensorUnderTwoNamesIsRefused) {
    WeightTensors weights = random_weights(small_config());
    weights["encoder.model.0.conv.conv.bias"] = weights.at("encoder.layers.0.conv.bias");
    EXPECT_EQ(refusal(weights),
              "w.safetensors: tensor 'encoder.model.0.conv.conv.bias' is there under two names");
}

TEST(CodecWeights, ValuesThatAreNotFiniteAreRefused) {
    WeightTensors weights = random_weights(small_config());
    weights["encoder.layers.0.conv.bias"].values[1] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(refusal(weights),
              "w.safetensors: tensor 'encoder.layers.0.conv.bias' holds NaN or infinite values");
}

}  // namespace
}  // namespace affetto
