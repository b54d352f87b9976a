#include <algorithm>
#include <cstdint>
#include <optional>

#include "affetto/codec/state_dict_pickle.hpp"
#include "affetto/codec/weight_tensors.hpp"
#include "affetto/core/error.hpp"
#include "require.hpp"

// Any bytes are read as weights or refused in one line; what was read has the values of its shapes,
// and no more of them than the file has bytes. The pickle alone is tried as well, since few changes
// of a file get past the archive's checksums.

namespace {

template <class Parse>
auto parse(Parse&& action) -> std::optional<decltype(action())> {
    try {
        return action();
    } catch (const affetto::CheckpointError& fault) {
        require(std::string_view(fault.what()).find('\n') == std::string_view::npos);
        return std::nullopt;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = std::as_bytes(std::span(data, size));
    const auto weights = parse([&] {
        return affetto::parse_weight_tensors(affetto::Bytes(bytes.begin(), bytes.end()), "fuzz");
    });
    std::size_t total = 0;
    if (weights) {
        for (const auto& [name, tensor] : *weights) {
            std::size_t values = 1;
            for (const std::int64_t n : tensor.shape) values *= static_cast<std::size_t>(n);
            require(values == tensor.values.size());
            total += values;
        }
    }
    require(total <= size);
    const auto tensors = parse([&] { return affetto::parse_state_dict_pickle(bytes, "fuzz"); });
    if (!tensors) return 0;
    for (const affetto::PickledTensor& tensor : *tensors) {
        require(tensor.offset >= 0 && tensor.values >= 0);
        require(tensor.values <= tensor.storage_values - tensor.offset);
        require(tensor.shape.size() <= 8);
        require(tensor.storage.find_first_not_of("0123456789") == std::string::npos);
    }
    return 0;
}
