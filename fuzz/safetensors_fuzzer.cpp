#include <algorithm>
#include <cstdint>
#include <optional>

#include "affetto/core/error.hpp"
#include "affetto/core/safetensors.hpp"
#include "require.hpp"

// Any bytes are read or refused; what was read is the same once written by us, and then verified.

namespace {

std::optional<affetto::SafetensorsFile> parse(affetto::Bytes bytes) {
    try {
        return affetto::parse_safetensors(std::move(bytes), "fuzz");
    } catch (const affetto::CheckpointError&) {
        return std::nullopt;
    }
}

bool same(const affetto::TensorEntry& a, const affetto::TensorEntry& b) {
    return a.name == b.name && a.dtype == b.dtype && a.shape == b.shape &&
           std::equal(a.bytes.begin(), a.bytes.end(), b.bytes.begin(), b.bytes.end());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = std::as_bytes(std::span(data, size));
    const auto file = parse(affetto::Bytes(bytes.begin(), bytes.end()));
    if (!file) return 0;
    const auto again = parse(affetto::serialize_safetensors(file->tensors, file->metadata));
    require(again && again->verified && again->metadata == file->metadata);
    require(std::equal(file->tensors.begin(), file->tensors.end(), again->tensors.begin(),
                       again->tensors.end(), same));
    return 0;
}
