#pragma once

#include <cstdint>

#include "affetto/core/file.hpp"
#include "affetto/core/json.hpp"
#include "affetto/core/safetensors.hpp"

namespace affetto {

/// A safetensors file: of codes see inspect_codes, else `tensors` (name, dtype, shape), `values` in
/// all, `bytes`, `metadata`, `checksum` ("ok", or "none" in files that others wrote). Throws
/// CheckpointError where the file is damaged.
Json inspect_tensors(const Path& path);

/// The number of values in a tensor.
std::int64_t values_of(const TensorEntry& tensor);
/// "ok" where the file carried our checksum, which reading has verified; else "none".
std::string checksum_state(const SafetensorsFile& file);

}  // namespace affetto
