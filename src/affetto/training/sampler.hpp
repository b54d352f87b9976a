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

    /// The next batch_size windows, of which the batch holds the share of one rank: B / ranks of
    /// them, in their order. Every rank draws all of them and so stays in step with the others.
    /// batch_size is a multiple of `ranks`.
    Batch next(Random& rng, int rank = 0, int ranks = 1);

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

/// How a notes clip is changed before it is learned from.
struct Jitter {
    double stretch = 1;  ///< of its times
    double louder = 0;   ///< velocity units
};
/// Within the configured limits; stretched only where times are seconds.
Jitter draw_jitter(const NoteFormat& format, const TrainingConfig& config, Random& rng);
LatentClip jittered(const LatentClip& clip, const NoteFormat& format, const Jitter& jitter);

/// Windows that validation always looks at: the first of each of `count` clips spread over the
/// split.
std::vector<Window> validation_windows(const LatentSet& set, int count,
                                       std::string_view split = "validation");

}  // namespace affetto
