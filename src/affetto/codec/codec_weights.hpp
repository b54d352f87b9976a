#pragma once

#include <string_view>

#include "affetto/codec/codec_config.hpp"
#include "affetto/codec/weight_tensors.hpp"

namespace affetto {

/// The parameters of a codec under one set of names, whatever file they come from: those of
/// visit_parameters (codec/codec_layout.hpp), with weight norm folded in:
///     weight = weight_g * weight_v / ||weight_v||,
/// the norm taken over all dimensions but dimension 0, which is the output channel of a convolution
/// and the INPUT channel of a transposed one (Salimans and Kingma 2016).
///
/// Understood are Meta's names ("encoder.model.0.conv.conv.weight_g"), Hugging Face's
/// ("encoder.layers.0.conv.weight_g", or "...parametrizations.weight.original0" and "...original1"
/// for weight_g and weight_v), and either with a plain "weight". What only training needs (a
/// codebook's `inited`, `cluster_size`, `embed_avg`) may be there and is left out.
///
/// Throws CheckpointError naming `where` (the file), the tensor, and what was expected and found:
/// tensors that are missing, that no such codec has, of another shape, under two names at once, or
/// with values that are not finite.
WeightTensors codec_weights(WeightTensors file, const CodecConfig& config, std::string_view where);

/// Hugging Face's name for a tensor of Meta's, and for the older spelling of weight norm; any other
/// name as it is.
std::string canonical_tensor_name(std::string name);

}  // namespace affetto
