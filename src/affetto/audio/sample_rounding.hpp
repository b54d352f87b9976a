#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "affetto/core/random.hpp"

namespace affetto {

/// What is added to a sample before it is rounded to 16 bits: noise of two steps (the sum of two
/// uniform draws, TPDF), which makes the error independent of the sound, or nothing. `automatic` is
/// the noise for samples that do not fit 16 bits, and nothing for those that do: silence stays
/// silent, and 16-bit sound keeps every bit.
enum class Dither { automatic, none };

/// "auto", "none"
std::string_view name_of(Dither dither);
std::vector<std::string> dither_names();
/// Throws UsageError naming the choices.
Dither dither_from_name(std::string_view name);

/// Samples in [-1, 1) as whole numbers of `bits` bits: times 2^(bits - 1), rounded to the nearest,
/// half to even, and clipped to what the bits hold. The draws come from a generator of a fixed
/// seed, in the order of the samples: the same sound gives the same numbers, in whatever pieces.
class SampleRounding {
public:
    /// `bits`: 16 or 24. With 24 nothing is dithered: a step there lies below any noise.
    SampleRounding(int bits, Dither dither);

    /// `whole` has the size of `samples`. A NaN becomes 0.
    void round(std::span<const float> samples, std::span<std::int32_t> whole);

private:
    double steps_;  ///< of full scale
    bool dithers_;
    Random noise_;
};

}  // namespace affetto
