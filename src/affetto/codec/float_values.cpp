#include "affetto/codec/float_values.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <stdexcept>

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

}  // namespace

bool is_float(Dtype dtype) {
    return dtype == Dtype::f64 || dtype == Dtype::f32 || dtype == Dtype::f16 ||
           dtype == Dtype::bf16;
}

bool is_weight_type(std::string_view name, Dtype dtype) {
    return is_float(dtype) || (dtype == Dtype::boolean && name.ends_with("inited"));
}

std::vector<float> float_values(Dtype dtype, std::span<const std::byte> bytes) {
    switch (dtype) {
        case Dtype::f32: {
            std::vector<float> values(bytes.size() / sizeof(float));
            if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
            return values;
        }
        case Dtype::f64:
            return convert<double>(bytes, [](double v) { return static_cast<float>(v); });
        case Dtype::f16:
            return convert<std::uint16_t>(bytes, half_value);
        case Dtype::bf16:
            return convert<std::uint16_t>(bytes, bfloat_value);
        case Dtype::boolean:
            return convert<std::uint8_t>(bytes,
                                         [](std::uint8_t v) { return v != 0 ? 1.0f : 0.0f; });
        default:
            throw std::invalid_argument("float_values: not a floating-point type");
    }
}

}  // namespace affetto
