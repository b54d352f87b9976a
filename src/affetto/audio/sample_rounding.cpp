#include "affetto/audio/sample_rounding.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

constexpr std::uint64_t kSeed = 16;

/// In steps, (-1, 1), triangular: both uniform draws come from one number of 64 bits.
double triangular(Random& noise) {
    const std::uint64_t bits = noise.next();
    const auto high = static_cast<std::int64_t>(bits >> 32);
    const auto low = static_cast<std::int64_t>(bits & 0xFFFF'FFFF);
    return static_cast<double>(high - low) * 0x1p-32;
}

}  // namespace

std::string_view name_of(Dither dither) { return dither == Dither::none ? "none" : "auto"; }

std::vector<std::string> dither_names() { return {"auto", "none"}; }

Dither dither_from_name(std::string_view name) {
    if (name == "auto") return Dither::automatic;
    if (name == "none") return Dither::none;
    throw UsageError("'" + std::string(name) + "' is no dither; there are auto and none");
}

SampleRounding::SampleRounding(int bits, Dither dither)
    : steps_(bits == 24 ? 0x1p23 : 0x1p15),
      dithers_(dither == Dither::automatic && bits == 16),
      noise_(kSeed) {
    if (bits != 16 && bits != 24)
        throw std::invalid_argument("SampleRounding: samples have 16 or 24 bits");
}

void SampleRounding::round(std::span<const float> samples, std::span<std::int32_t> whole) {
    if (samples.size() != whole.size())
        throw std::invalid_argument("SampleRounding: sizes do not fit");
    for (std::size_t i = 0; i < samples.size(); ++i) {
        double exact = std::isnan(samples[i]) ? 0.0 : double{samples[i]} * steps_;
        double nearest = std::nearbyint(exact);  // half to even
        if (dithers_ && nearest != exact) nearest = std::nearbyint(exact + triangular(noise_));
        whole[i] = static_cast<std::int32_t>(std::clamp(nearest, -steps_, steps_ - 1));
    }
}

}  // namespace affetto
