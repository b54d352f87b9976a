#pragma once

#include <span>

#include "affetto/data/clips.hpp"
#include "affetto/features/latents_folder.hpp"
#include "affetto/pipeline/piece_tools.hpp"

namespace affetto {

/// Writes report.html and plots/*.svg into a latents folder of scores whose manifest is there: what
/// was encoded, clips per split and quadrant, how often each value occurs, and some clips as the
/// representation keeps them, decoded again, with piano rolls and, where `player` is given, to be
/// heard. `encoded` are the clips of `set`, in its order.
void write_score_latents_page(const Path& folder, std::span<const Clip* const> encoded,
                              const LatentSet& set, const PlayerSound& player);

}  // namespace affetto
