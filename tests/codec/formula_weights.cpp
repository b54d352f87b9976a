#include "codec/formula_weights.hpp"

#include "affetto/core/json.hpp"

namespace affetto::test {
namespace {

/// A number in [-1, 1) for element `i` of tensor `tensor` (the finalizer of SplitMix64).
double noise(std::uint64_t tensor, std::uint64_t i) {
    std::uint64_t z = (tensor << 32) + i + 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    z ^= z >> 31;
    constexpr double kHalf = 8388608;
    return (static_cast<double>(z >> 40) - kHalf) / kHalf;
}

}  // namespace

WeightTensors formula_weights(const Path& folder) {
    const Json formula = read_json(folder / "weights_formula.json");
    WeightTensors weights;
    for (const Json& entry : formula.at("tensors")) {
        WeightTensor tensor{entry.at("shape").get<std::vector<std::int64_t>>(), {}};
        std::size_t count = 1;
        for (const std::int64_t size : tensor.shape) count *= static_cast<std::size_t>(size);
        tensor.values.resize(count);
        const auto index = entry.at("index").get<std::uint64_t>();
        const auto scale = entry.at("scale").get<double>(),
                   offset = entry.at("offset").get<double>();
        for (std::size_t i = 0; i < count; ++i)
            tensor.values[i] = static_cast<float>(offset + scale * noise(index, i));
        weights.emplace(entry.at("name").get<std::string>(), std::move(tensor));
    }
    return weights;
}

}  // namespace affetto::test
