#pragma once

#include "affetto/midi/score.hpp"

namespace affetto {

/// How well the onsets of a score lie on the grid of its own beats. Onsets are counted once per
/// tick. An onset lies on a grid when it is at most kGridTolerance (or half a tick, where that is
/// more) away from one of its lines. Onsets spread evenly over the beat give 0.03 for sixteenths
/// and 0.07 for the whole grid; music entered on a grid gives nearly 1. The tolerance is narrow
/// enough to refuse a performance that keeps the file's tempo well, as transcriptions sometimes do.
///
/// The grid may be shifted against the beats as a whole (files cut from a longer session are):
/// `phase_beats` is the shift that fits best, 0 unless another one is clearly better.
struct GridFit {
    double share_on_sixteenths = 0;  ///< multiples of 1/4 beat, 0..1
    double share_on_triplets = 0;    ///< multiples of 1/6 beat, 0..1
    double share_on_grid = 0;        ///< on either of them, 0..1
    double phase_beats = 0;          ///< [0, 0.5): the lines are at phase + k/4 and phase + k/6
    int onsets = 0;                  ///< distinct onset ticks measured
    bool on_grid = false;            ///< share_on_grid is at least kOnGridShare
};

inline constexpr double kGridTolerance = 1.0 / 240;  ///< beats
inline constexpr double kOnGridShare = 0.75;

/// All parts, drums included. A score with fewer than two onsets is not on a grid.
GridFit measure_grid(const Score& score);

}  // namespace affetto
