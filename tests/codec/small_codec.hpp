#pragma once

#include "affetto/codec/codec_layout.hpp"
#include "affetto/codec/weight_tensors.hpp"

namespace affetto::test {

/// A causal mono codec of a few thousand parameters: 6 samples a frame, 3 codebooks of 8 entries.
CodecConfig small_config();
/// The same with segments of 60 samples that begin every 54, stereo, normalised, with
/// time_group_norm.
CodecConfig small_segmented_config();

/// Random weights under the names of visit_parameters, the same for the same seed.
WeightTensors random_weights(const CodecConfig& config, std::uint64_t seed = 1);

}  // namespace affetto::test
