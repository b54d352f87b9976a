#pragma once

#include <cstdint>

#include "affetto/core/file.hpp"
#include "affetto/core/random.hpp"
#include "affetto/training/codec_adversary.hpp"
#include "affetto/training/ema_quantizer.hpp"
#include "affetto/training/flat_parameters.hpp"

namespace affetto {

/// Where a codec's training run is, apart from what has been learned.
struct CodecRunState {
    std::int64_t step = 0;
    double minutes = 0;
    at::Generator codes;  ///< draws the code vectors
    Random data{0};       ///< draws windows, gains, bandwidths
};

/// Everything that training changes: with it a resumed run ends with the same bytes.
struct CodecRun {
    CodecRunState& state;
    FlatParameters& parameters;
    AdamW& optimizer;
    at::Tensor& ema;  ///< [N], running mean of the parameters
    EmaQuantizer& quantizer;
    CodecAdversary* adversary = nullptr;  ///< where there is one
};

/// Writes the checkpoint of this step (training/checkpoint_files.hpp) and removes older ones.
void write_codec_checkpoint(const Path& folder, const CodecRun& run);

/// Throws CheckpointError where the file belongs to another version or another network.
void read_codec_checkpoint(const Path& path, const CodecRun& run);

}  // namespace affetto
