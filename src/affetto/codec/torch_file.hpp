#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "affetto/codec/weight_tensors.hpp"

namespace affetto {

/// Reads weights as torch.save writes them since PyTorch 1.6 (and so Meta's EnCodec, *.th): a zip
/// archive with one folder, in it the pickle of a state dict, data.pkl, and a record data/N for
/// each storage. Nothing in the file is run (see parse_state_dict_pickle). Records that PyTorch
/// does not write are refused. Throws CheckpointError: `name` and the fault.
WeightTensors parse_torch_file(std::span<const std::byte> file, std::string_view name);

}  // namespace affetto
