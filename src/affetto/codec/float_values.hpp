#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "affetto/core/safetensors.hpp"

namespace affetto {

/// Whether numbers of this type are floating-point.
bool is_float(Dtype dtype);

/// Little-endian floating-point numbers of 16, 32 or 64 bits as float32, each the nearest value;
/// bits of float32 stay as they are. `dtype` must be one of is_float, the size a multiple of its
/// own.
std::vector<float> float_values(Dtype dtype, std::span<const std::byte> bytes);

}  // namespace affetto
