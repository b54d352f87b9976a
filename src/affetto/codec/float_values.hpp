#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "affetto/core/safetensors.hpp"

namespace affetto {

/// Whether numbers of this type are floating-point.
bool is_float(Dtype dtype);

/// Whether weights of this name may be of this type: floating-point, and of the marks `inited` of
/// code books, which no codec needs, truth values too.
bool is_weight_type(std::string_view name, Dtype dtype);

/// Little-endian floating-point numbers of 16, 32 or 64 bits as float32, each the nearest value;
/// bits of float32 stay as they are. `dtype` must be one of is_float, or boolean (0 and 1), the
/// size a multiple of its own.
std::vector<float> float_values(Dtype dtype, std::span<const std::byte> bytes);

}  // namespace affetto
