#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "affetto/data/clips.hpp"
#include "affetto/midi/score.hpp"
#include "affetto/pipeline/piece_tools.hpp"
#include "affetto/pipeline/statistics_sections.hpp"

namespace affetto {

// How pages show clips: a few of each quadrant, the beginning of each.

inline constexpr std::size_t kShownPerQuadrant = 2;
inline constexpr double kShownSeconds = 10;

/// A sentence of HTML on which clips a page shows and how much of each.
std::string shown_clips_text();

/// "song_0247_00030000-00040000ms, train: valence -0.38, arousal -0.02 (Q3, dynamic)", and the
/// named emotions where there are some.
std::string label_text(const Clip& clip);

/// A score of a clip, as a page shows it.
struct ShownScore {
    const Clip* clip = nullptr;
    Score score;
};

/// Label, piano roll and, where `player` makes one, the first kShownSeconds to be heard; the rolls
/// join the figures of the page. Where there is no sound the page says why.
std::string shown_scores(std::span<const ShownScore> scores, const PlayerSound& player,
                         std::vector<Figure>& figures);

}  // namespace affetto
