#pragma once

#include "affetto/midi/score.hpp"

namespace affetto {

/// How well the onsets of a score lie on the grid of its own tempo. Shares are of distinct onsets
/// (chords count once), each in 0..1. An onset lies on a grid when it is at most 1/96 of a beat
/// (half a tick at 48 ticks a beat) away: onsets spread evenly over the beat give about 0.08 for
/// sixteenths and 0.06 for triplet eighths.
struct GridFit {
    double share_on_sixteenths = 0;       ///< multiples of 1/4 beat
    double share_on_triplet_eighths = 0;  ///< multiples of 1/3 beat
    double share_on_grid = 0;             ///< on either of them
    double mean_distance_beats = 0;       ///< to the nearest sixteenth; 1/16 for even spread
    int onsets = 0;                       ///< distinct onsets measured
    bool on_grid = false;                 ///< share_on_grid is at least kOnGridShare
};
inline constexpr double kOnGridShare = 0.9;

/// All parts, drums included. A score without notes is not on a grid.
GridFit measure_grid(const Score& score);

}  // namespace affetto
