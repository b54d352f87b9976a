#pragma once

#include <string_view>
#include <vector>

#include "affetto/core/random.hpp"
#include "affetto/features/latents_folder.hpp"
#include "affetto/model/batch.hpp"
#include "affetto/training/config.hpp"

namespace affetto {

/// Draws training windows: every clip of the training split once an epoch in a new order, whatever
/// its length, so that dense clips do not teach more than thin ones. A window begins at the clip's
/// start, stops at its end (a fifth each) or lies anywhere.
class WindowSampler {
public:
    /// Throws DataError where `set` has no training clips. `set` must outlive the sampler.
    WindowSampler(const LatentSet& set, const TrainingConfig& config);

    Batch next(Random& rng);

    std::int64_t clips_per_epoch() const { return static_cast<std::int64_t>(clips_.size()); }
    /// What is left of this epoch's order; with the generator's state this is the sampler's
    /// position.
    const std::vector<std::int64_t>& queue() const { return queue_; }
    void set_queue(std::vector<std::int64_t> queue);

private:
    const LatentSet* set_;
    TrainingConfig config_;
    std::vector<const LatentClip*> clips_;
    std::vector<std::int64_t> queue_;
};

/// A copy of a notes clip stretched in time (seconds only) and moved in velocity within the
/// configured jitter.
LatentClip jittered(const LatentClip& clip, const NoteFormat& format, const TrainingConfig& config,
                    Random& rng);

/// Windows that validation always looks at: the first of each of `count` clips spread over the
/// split.
std::vector<Window> validation_windows(const LatentSet& set, int count,
                                       std::string_view split = "validation");

}  // namespace affetto
