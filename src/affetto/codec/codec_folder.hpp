#pragma once

#include <memory>

#include "affetto/codec/codec.hpp"

namespace affetto {

/// A codec as a folder: config.json and model.safetensors. Written with Hugging Face's names and
/// weight norm folded in; read in every spelling of codec_weights, so that folders of published
/// models can be read too.

/// The codec of a folder. Throws CheckpointError naming the file and the fault, and UsageError as
/// Codec does.
std::shared_ptr<const Codec> read_codec(const Path& folder, const CodecOptions& options = {});

/// Writes both files into an existing folder. `weights` as visit_parameters lists them; `half`
/// stores them as float16.
void write_codec(const Path& folder, const CodecConfig& config, const WeightTensors& weights,
                 bool half);

}  // namespace affetto
