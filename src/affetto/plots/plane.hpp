#pragma once

#include <span>
#include <string>

#include "affetto/core/emotion.hpp"

namespace affetto {

/// The valence-arousal plane. Clips at one point are one disc whose area is their number.
std::string plane_svg(const std::string& title, std::span<const Emotion> points);

}  // namespace affetto
