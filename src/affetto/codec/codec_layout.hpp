#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "affetto/codec/codec_config.hpp"

namespace affetto {

/// SEANet's layers as a configuration makes them, each with the name that its tensors have in
/// Hugging Face's EncodecModel ("encoder.layers.3"). Weights, the differentiable network and the
/// fast one are built from the same list.

/// A convolution over time, with its norm where the configuration has one. A transposed one makes
/// `stride` samples of each.
struct ConvolutionLayout {
    std::string name;
    std::int64_t in = 0, out = 0;
    std::int64_t kernel = 1, stride = 1, dilation = 1;
    bool transposed = false;

    /// Samples from a kernel's first tap to its last.
    std::int64_t reach() const { return (kernel - 1) * dilation + 1; }
    /// Samples that are added to the input in all (cut from the output of a transposed one), but
    /// for what fills the last window.
    std::int64_t padding() const { return reach() - stride; }
};

/// Samples that are cut from both ends of a transposed convolution's output.
struct TransposedCut {
    std::int64_t left = 0, right = 0;
};
TransposedCut transposed_cut(const ConvolutionLayout& convolution, const CodecConfig& c);

/// The norm's tensors stand beside the convolution's: "x.conv" has "x.norm".
std::string norm_name(const std::string& convolution);
inline constexpr double kNormEpsilon = 1e-5;  ///< added to the variance

/// shortcut(x) + narrow(elu(wide(elu(x)))); without `shortcut` x itself is added.
struct ResidualLayout {
    ConvolutionLayout first, second;
    std::optional<ConvolutionLayout> shortcut;
};

/// x + lstm(x), layer upon layer of the same width.
struct LstmLayout {
    std::string name;
    std::int64_t width = 0, layers = 0;
};

struct EluLayout {};

using LayerLayout = std::variant<ConvolutionLayout, ResidualLayout, LstmLayout, EluLayout>;

std::vector<LayerLayout> encoder_layout(const CodecConfig& c);
std::vector<LayerLayout> decoder_layout(const CodecConfig& c);
/// "quantizer.layers.3.codebook.embed", of shape [codebook_size, hidden_size].
std::string codebook_name(int codebook);

using TensorVisitor =
    std::function<void(const std::string& name, const std::vector<std::int64_t>& shape)>;

/// Calls `visit` for every parameter of the network: convolutions' `weight` ([out, in, kernel]; of
/// transposed ones [in, out, kernel]) and `bias`, norms, LSTMs and codebooks.
void visit_parameters(const CodecConfig& c, const TensorVisitor& visit);
std::int64_t parameter_count(const CodecConfig& c);

}  // namespace affetto
