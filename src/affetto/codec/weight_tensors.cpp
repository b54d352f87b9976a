#include "affetto/codec/weight_tensors.hpp"

#include <bit>
#include <cmath>
#include <cstring>

#include "affetto/core/error.hpp"
#include "affetto/core/safetensors.hpp"

namespace affetto {
namespace {

/// IEEE 754 binary16.
float half_value(std::uint16_t bits) {
    const int exponent = bits >> 10 & 0x1f;
    const int fraction = bits & 0x3ff;
    const float sign = (bits & 0x8000) != 0 ? -1.0f : 1.0f;
    if (exponent == 0) return sign * std::ldexp(static_cast<float>(fraction), -24);
    if (exponent < 31) return sign * std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
    return sign * (fraction == 0 ? INFINITY : NAN);
}

/// The upper half of a float32.
float bfloat_value(std::uint16_t bits) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

template <class Stored, class Convert>
std::vector<float> convert(std::span<const std::byte> bytes, Convert value) {
    std::vector<float> values(bytes.size() / sizeof(Stored));
    for (std::size_t i = 0; i < values.size(); ++i) {
        Stored stored;
        std::memcpy(&stored, bytes.data() + i * sizeof(Stored), sizeof(Stored));
        values[i] = value(stored);
    }
    return values;
}

std::vector<float> float_values(const TensorEntry& tensor, std::string_view file) {
    switch (tensor.dtype) {
        case Dtype::f32:
            return convert<float>(tensor.bytes, [](float v) { return v; });
        case Dtype::f64:
            return convert<double>(tensor.bytes, [](double v) { return static_cast<float>(v); });
        case Dtype::f16:
            return convert<std::uint16_t>(tensor.bytes, half_value);
        case Dtype::bf16:
            return convert<std::uint16_t>(tensor.bytes, bfloat_value);
        default:
            throw CheckpointError(std::string(file) + ": tensor '" + tensor.name + "' has dtype " +
                                  std::string(name_of(tensor.dtype)) +
                                  "; the weights of a codec are F32, F64, F16 or BF16");
    }
}

}  // namespace

WeightTensors parse_weight_tensors(Bytes bytes, std::string_view name) {
    const SafetensorsFile file = parse_safetensors(std::move(bytes), name);
    WeightTensors weights;
    for (const TensorEntry& tensor : file.tensors)
        weights.emplace(tensor.name, WeightTensor{tensor.shape, float_values(tensor, name)});
    return weights;
}

WeightTensors read_weight_tensors(const Path& file) {
    try {
        return parse_weight_tensors(read_bytes(file), display(file));
    } catch (const DataError& fault) {
        throw CheckpointError(fault.what());
    }
}

}  // namespace affetto
