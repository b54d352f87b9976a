#pragma once

#include <span>

namespace affetto {

/// The largest magnitude of any sample; 0 for none.
float peak_of(std::span<const float> samples);

/// The root of the mean of the squared samples; 0 for none.
double rms_of(std::span<const float> samples);

/// 20 log10(amplitude), at least -200: decibels relative to full scale where that is 1.
double to_decibels(double amplitude);
/// The inverse: 10^(decibels / 20).
double from_decibels(double decibels);

}  // namespace affetto
