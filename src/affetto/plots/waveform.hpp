#pragma once

#include <span>
#include <string>

namespace affetto {

/// One channel of sound against time: for each pixel the range of its samples. The axis reaches to
/// the largest magnitude, at most 1; what lies beyond is held there. An empty sound, or a rate that
/// is not above 0, gives an empty frame. `room` pixels stay free at the right: with
/// svg::kColourScale the seconds stand above those of an image chart.
std::string waveform_svg(const std::string& title, std::span<const float> samples,
                         int sample_rate_hz, double room = 0);

}  // namespace affetto
