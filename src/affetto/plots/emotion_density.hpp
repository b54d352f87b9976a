#pragma once

#include <span>
#include <string>

#include "affetto/core/emotion.hpp"

namespace affetto {

/// How often each place of the valence-arousal plane occurs: the plane in 20 x 20 cells, darker
/// where more points lie (the square root of their number, so that few are seen beside many), the
/// marginal histograms of valence above and of arousal beside it, and each quadrant's share in its
/// corner. A scale says how many points the colours stand for. Points that are not finite are left
/// out.
std::string emotion_density_svg(const std::string& title, std::span<const Emotion> points);

}  // namespace affetto
