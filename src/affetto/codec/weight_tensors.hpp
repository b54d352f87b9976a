#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "affetto/core/file.hpp"

namespace affetto {

/// A parameter or buffer of a network as it stands in a weight file.
struct WeightTensor {
    std::vector<std::int64_t> shape;
    std::vector<float> values;  ///< C order
};

using WeightTensors = std::map<std::string, WeightTensor>;  // by the file's own names

/// Reads the weights of a codec, under the names that the file uses: safetensors, or what
/// torch.save writes (.th, .pt, .bin), told apart by their content. Numbers of 16 and 64 bits are
/// converted to float32, the nearest value. Throws CheckpointError naming the file and the fault:
/// anything malformed, and tensors of whole numbers or truth values, which no codec has.
WeightTensors read_weight_tensors(const Path& file);

/// The same from bytes; `name` is a path, or a word for it.
WeightTensors parse_weight_tensors(Bytes bytes, std::string_view name);

}  // namespace affetto
