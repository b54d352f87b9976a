#pragma once

#include "affetto/generation/plan.hpp"
#include "affetto/generation/sampling.hpp"
#include "affetto/midi/score.hpp"
#include "affetto/model/batch.hpp"

namespace affetto {

// Windows of notes and rolls as music.

/// What a window holds, from the start of its clip's condition on.
Score score_of_window(const Window& window, const LatentSet& set);

/// A piece decoded from `latent` [Z] in the place of this window: with its label, key, metre, tempo
/// and instruments, at most `seconds` long.
PiecePlan plan_like_window(const Window& window, const LatentSet& set, const at::Tensor& latent,
                           double seconds);

/// Always the likeliest value, nothing beyond the model's own condition.
SamplingConfig likeliest_notes();

/// Notes moved so that the first begins at 0.
void start_at_zero(std::vector<TimedNote>& notes);

}  // namespace affetto
