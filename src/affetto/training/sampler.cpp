#include "affetto/training/sampler.hpp"

#include <algorithm>
#include <numeric>

#include "affetto/core/error.hpp"
#include "affetto/training/label_trust.hpp"

namespace affetto {

WindowSampler::WindowSampler(const LatentSet& set, const TrainingConfig& config)
    : set_(&set), config_(config) {
    for (const LatentClip& clip : set.clips)
        if (clip.split == "train") clips_.push_back(&clip);
    if (clips_.empty())
        throw DataError("the latents hold no clip of the training split; nothing to learn from");
}

void WindowSampler::set_queue(std::vector<std::int64_t> queue) {
    for (const std::int64_t index : queue)
        if (index < 0 || index >= clips_per_epoch())
            throw CheckpointError("the checkpoint's sampler names clip " + std::to_string(index) +
                                  " of " + std::to_string(clips_per_epoch()) +
                                  ": it belongs to other latents");
    queue_ = std::move(queue);
}

Batch WindowSampler::next(Random& rng, int rank, int ranks) {
    std::vector<LatentClip> clips;
    std::vector<Window> windows;
    clips.reserve(static_cast<std::size_t>(config_.batch_size));
    const int share = config_.batch_size / ranks;
    for (int b = 0; b < config_.batch_size; ++b) {
        if (queue_.empty()) {
            queue_.resize(clips_.size());
            std::iota(queue_.begin(), queue_.end(), 0);
            rng.shuffle(queue_);
        }
        const LatentClip& source = *clips_[static_cast<std::size_t>(queue_.back())];
        queue_.pop_back();
        const bool notes = set_->representation == Representation::notes;
        const Jitter jitter = notes ? draw_jitter(set_->format, config_, rng) : Jitter();
        const bool doubted = is_doubted(source, config_.inferred_spread, rng);
        const std::int64_t steps = source.features.size(0);
        const std::int64_t length = std::min<std::int64_t>(steps, set_->window);
        const double place = rng.uniform(-0.25, 1.25);
        const auto begin = static_cast<std::int64_t>(std::clamp(place, 0.0, 1.0) *
                                                     static_cast<double>(steps - length));
        if (b / share != rank) continue;
        clips.push_back(notes ? jittered(source, set_->format, jitter) : source);
        if (doubted) clips.back().emotion.reset();
        windows.push_back({&clips.back(), begin, length});
    }
    return make_batch(windows, *set_);
}

Jitter draw_jitter(const NoteFormat& format, const TrainingConfig& config, Random& rng) {
    Jitter jitter;
    if (format.time_base == TimeBase::seconds && config.tempo_jitter > 0)
        jitter.stretch = 1 + rng.uniform(-config.tempo_jitter, config.tempo_jitter);
    jitter.louder = rng.uniform(-1, 1) * config.velocity_jitter;
    return jitter;
}

LatentClip jittered(const LatentClip& clip, const NoteFormat& format, const Jitter& jitter) {
    LatentClip copy = clip;
    const double factor = jitter.stretch, louder = jitter.louder;
    const bool stretch = factor != 1;
    if (!stretch && louder == 0) return copy;

    const NoteVocabulary vocabulary(format);
    std::vector<std::int16_t> gap(static_cast<std::size_t>(vocabulary.gap.size()));
    std::vector<std::int16_t> duration(static_cast<std::size_t>(vocabulary.duration.size()));
    std::vector<std::int16_t> velocity(static_cast<std::size_t>(vocabulary.velocity.size()));
    for (std::size_t i = 0; i < duration.size(); ++i)
        duration[i] = static_cast<std::int16_t>(
            vocabulary.duration.nearest(vocabulary.duration.values[i] * factor));
    for (std::size_t i = 0; i < velocity.size(); ++i)
        velocity[i] = static_cast<std::int16_t>(
            vocabulary.velocity.nearest(vocabulary.velocity.values[i] + louder));
    copy.features = clip.features.clone();
    auto steps = copy.features.accessor<std::int16_t, 2>();
    double exact = 0, reached = 0;
    for (std::int64_t t = 0; t < copy.features.size(0); ++t) {
        if (stretch) {
            exact += vocabulary.gap.value(steps[t][kGap]) * factor;
            steps[t][kGap] =
                static_cast<std::int16_t>(vocabulary.gap.nearest(std::max(0.0, exact - reached)));
            reached += vocabulary.gap.value(steps[t][kGap]);
            steps[t][kDuration] = duration[static_cast<std::size_t>(steps[t][kDuration])];
        }
        steps[t][kVelocity] = velocity[static_cast<std::size_t>(steps[t][kVelocity])];
    }
    copy.condition.length *= factor;
    return copy;
}

std::vector<Window> validation_windows(const LatentSet& set, int count, std::string_view split) {
    std::vector<Window> all;
    for (const LatentClip& clip : set.clips)
        if (clip.split == split)
            all.push_back({&clip, 0, std::min<std::int64_t>(clip.features.size(0), set.window)});
    if (static_cast<int>(all.size()) <= count) return all;
    std::vector<Window> chosen;
    for (int i = 0; i < count; ++i)
        chosen.push_back(
            all[all.size() * static_cast<std::size_t>(i) / static_cast<std::size_t>(count)]);
    return chosen;
}

}  // namespace affetto
