#include "affetto/training/linear_start.hpp"

#include <algorithm>

#include "affetto/codec/codec_layout.hpp"
#include "affetto/tensor/torch.hpp"

namespace affetto {
namespace {

/// Full scale inside the network. ELU bends x < 0 by x^2 / 2.
constexpr double kAmplitude = 0.05;
/// Share of a layer's channels that the transform may fill.
constexpr double kLinearShare = 0.875;

/// The `count` principal directions of rows [N, D], strongest first: [D, count].
at::Tensor principal_directions(const at::Tensor& rows, std::int64_t count) {
    const at::Tensor squares = at::matmul(rows.t(), rows).to(at::kDouble);
    const at::Tensor directions = std::get<1>(at::linalg_eigh(squares));  // weakest first
    return directions.flip(1).narrow(1, 0, count).to(at::kFloat).contiguous();
}

/// What each strided convolution does to a block of inputs [stride * in], time before channels:
/// [stride * in, out]; last the latents.
std::vector<at::Tensor> block_transforms(const CodecConfig& c, const at::Tensor& sound) {
    const std::int64_t hop = hop_length(c), blocks = sound.size(2) / hop;
    at::Tensor rows = kAmplitude * sound.narrow(2, 0, blocks * hop)
                                       .transpose(1, 2)
                                       .reshape({-1, c.audio_channels})
                                       .to(at::kFloat);
    std::vector<at::Tensor> transforms;
    std::int64_t width = c.num_filters;
    std::vector<int> strides = c.upsampling_ratios;
    std::reverse(strides.begin(), strides.end());
    for (const int stride : strides) {
        width *= 2;
        rows = rows.reshape({-1, stride * rows.size(1)});
        const auto room = static_cast<std::int64_t>(kLinearShare * static_cast<double>(width));
        transforms.push_back(rows.size(1) <= room ? at::eye(rows.size(1))
                                                  : principal_directions(rows, room));
        rows = at::matmul(rows, transforms.back());
    }
    transforms.push_back(
        principal_directions(rows, std::min<std::int64_t>(c.hidden_size, rows.size(1))));
    return transforms;
}

/// Where the sample lies that stands at the same time as the output's first.
std::int64_t present_tap(const ConvolutionLayout& layer, const CodecConfig& c) {
    if (layer.transposed) return transposed_cut(layer, c).left;
    return layer.padding() - (c.use_causal_conv ? 0 : layer.padding() / 2);
}

/// Walks through one side's layers in order and writes `transforms` into its convolutions.
class LinearWriter {
public:
    LinearWriter(NamedTensors& weights, const CodecConfig& config, std::int64_t channels)
        : weights_(weights), config_(config), channels_(channels) {}

    /// transform [stride * in, out] of the channels that are linear so far, times `gain`; of a
    /// transposed convolution its transpose.
    void convolution(const ConvolutionLayout& layer, const at::Tensor& transform, double gain) {
        const at::Tensor weight = weights_.at(layer.name + ".weight").detach();
        const std::int64_t tap = present_tap(layer, config_);
        // [taps, in, out] as seen from this layer's input.
        const at::Tensor block =
            layer.transposed ? transform.t().reshape({channels_, layer.stride, -1}).transpose(0, 1)
                             : transform.reshape({layer.stride, channels_, -1});
        const std::int64_t out = block.size(2);
        at::Tensor rows = weight.narrow(layer.transposed ? 1 : 0, 0, out);
        rows.zero_();
        rows.narrow(layer.transposed ? 0 : 1, 0, channels_)
            .narrow(2, tap, layer.stride)
            .copy_(gain * block.permute(layer.transposed ? at::IntArrayRef{1, 2, 0}
                                                         : at::IntArrayRef{2, 1, 0}));
        channels_ = out;
    }
    void residual(const ResidualLayout& layer) {
        weights_.at(layer.second.name + ".weight").detach().narrow(0, 0, channels_).zero_();
        // The shortcut is the identity from the start.
    }
    void lstm(const LstmLayout& layer) {
        for (std::int64_t i = 0; i < layer.layers; ++i)
            for (const char* from : {"ih", "hh"})
                weights_.at(layer.name + ".weight_" + from + "_l" + std::to_string(i))
                    .detach()
                    .narrow(0, 2 * layer.width, layer.width)  // what its cells take in
                    .zero_();
    }

private:
    NamedTensors& weights_;
    const CodecConfig& config_;
    std::int64_t channels_;
};

}  // namespace

void start_linear(NamedTensors& weights, const CodecConfig& config, const at::Tensor& sound) {
    if (config.norm_type == "time_group_norm") return;
    const torch::NoGradGuard no_grad;
    const std::vector<at::Tensor> transforms = block_transforms(config, sound);
    const at::Tensor through = at::eye(config.audio_channels);

    // The encoder: what is there, the blocks, the latents.
    std::vector<std::pair<at::Tensor, double>> steps{{through, kAmplitude}};
    for (const at::Tensor& t : transforms) steps.emplace_back(t, 1);
    // Latents of a usual size; the decoder takes that back.
    steps.back().second = 1 / kAmplitude;
    const auto write = [&](const std::vector<LayerLayout>& layers, std::int64_t channels) {
        LinearWriter writer(weights, config, channels);
        std::size_t next = 0;
        for (const LayerLayout& layer : layers) {
            if (const auto* convolution = std::get_if<ConvolutionLayout>(&layer)) {
                writer.convolution(*convolution, steps[next].first, steps[next].second);
                ++next;
            } else if (const auto* residual = std::get_if<ResidualLayout>(&layer)) {
                writer.residual(*residual);
            } else if (const auto* lstm = std::get_if<LstmLayout>(&layer)) {
                writer.lstm(*lstm);
            }
        }
    };
    write(encoder_layout(config), config.audio_channels);
    // The decoder: the same backwards. Its first and last convolutions are not transposed ones.
    std::reverse(steps.begin(), steps.end());
    steps.front() = {steps.front().first.t().contiguous(), kAmplitude};
    steps.back() = {through, 1 / kAmplitude};
    write(decoder_layout(config), transforms.back().size(1));
}

}  // namespace affetto
