#pragma once

#include <optional>

#include "affetto/audio/loudness_gain.hpp"
#include "affetto/core/json.hpp"
#include "affetto/rendering/renderer.hpp"

namespace affetto {

/// Brings rendered sound to a loudness (none: leaves it), and says what was done for the sidecar:
/// `target_lufs` ("off" for none), `rendered_lufs`, `lufs` (null where it cannot be measured),
/// `gain_db` (how much louder than rendered, what kept the peak included) and `limited_by_peak`.
Json set_loudness(RenderedSound& rendered, std::optional<double> target_lufs);

}  // namespace affetto
