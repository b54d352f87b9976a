#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "affetto/core/file.hpp"

namespace affetto {

/// The safetensors format (https://github.com/huggingface/safetensors, format text of 2023): 8
/// bytes little-endian header length, a JSON header, the tensors' bytes. Everything the format says
/// is enforced on reading; nothing is executed.
enum class Dtype { f64, f32, f16, bf16, i64, i32, i16, i8, u8, boolean };
std::size_t size_of(Dtype d);
std::string_view name_of(Dtype d);  ///< the format's name, "F32"

struct TensorEntry {
    std::string name;
    Dtype dtype = Dtype::f32;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes;  ///< little-endian, C order; lives as long as its file
};

/// A file in memory. Tensors are sorted by name.
struct SafetensorsFile {
    Bytes storage;
    std::map<std::string, std::string> metadata;
    std::vector<TensorEntry> tensors;
    bool verified = false;  ///< it carried our checksum, which matched

    const TensorEntry* find(std::string_view name) const;
};

struct SafetensorsLimits {
    std::uint64_t max_header_bytes = 100'000'000;  ///< the reference implementation's limit
    std::uint64_t max_tensors = 100'000;
};

/// A pure function over bytes (moved in). Throws CheckpointError: `name` (a path or a word for it),
/// the place, the rule. Where the metadata has entries of ours ("affetto.format" and
/// "affetto.sha256", a checksum of the whole file as it is with 64 zeros in the checksum's place)
/// they are verified and taken out of `metadata`: no byte of a file of ours can change unnoticed.
SafetensorsFile parse_safetensors(Bytes bytes, std::string_view name,
                                  const SafetensorsLimits& limits = {});
SafetensorsFile read_safetensors(const Path& path);

/// Tensors to write; `bytes` must match dtype and shape. Adds the checksum. Deterministic: the
/// widest dtypes first, then by name; data aligned to 8 bytes by blanks after the header. Throws
/// std::invalid_argument for names that stand twice, keys beginning with "affetto." and text that
/// is not UTF-8.
Bytes serialize_safetensors(std::vector<TensorEntry> tensors,
                            std::map<std::string, std::string> metadata);
void write_safetensors(const Path& path, std::vector<TensorEntry> tensors,
                       std::map<std::string, std::string> metadata);

}  // namespace affetto
