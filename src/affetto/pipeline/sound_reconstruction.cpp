#include "affetto/pipeline/sound_reconstruction.hpp"

#include <cmath>

#include "affetto/core/error.hpp"
#include "affetto/data/clips.hpp"
#ifdef AFFETTO_WITH_AUDIO
#include "affetto/audio/mono_sound.hpp"
#endif

namespace affetto {

#ifdef AFFETTO_WITH_AUDIO
namespace {

constexpr double kActiveVariance = 0.01;

struct HeldOutFrames {
    std::vector<at::Tensor> frames;  // [T, D], not normalised, one T for all
    std::vector<Emotion> emotions;
    std::vector<bool> known;
    int left_out = 0;
};

/// The first window of each clip outside the training split; shorter clips are left out.
HeldOutFrames read_held_out(const ReconstructionOptions& options, const ModelDescription& d,
                            Progress& progress) {
    const ClipSet clips = read_clips(options.clips);
    std::vector<const Clip*> candidates;
    for (const Clip& clip : clips.clips)
        if (clip.split != Split::train) candidates.push_back(&clip);
    const std::size_t wanted =
        std::min(candidates.size(), static_cast<std::size_t>(options.max_clips));
    const SoundFeatures features(d.frames, d.representation);
    HeldOutFrames held;
    std::vector<at::Tensor> all;
    std::int64_t shortest = d.window;
    for (std::size_t i = 0; i < wanted; ++i) {
        throw_if_interrupted();
        progress.update("reconstruction", static_cast<std::int64_t>(i),
                        static_cast<std::int64_t>(wanted));
        const Clip& clip = *candidates[candidates.size() * i / wanted];
        try {
            AudioBuffer sound =
                read_mono(clips.file_of(clip), sample_rate_of(d.frames, d.representation));
            const at::Tensor frames = features.of(
                at::from_blob(sound.samples.data(),
                              {static_cast<std::int64_t>(sound.samples.size())}, at::kFloat));
            if (frames.size(0) < d.model.frames_per_latent) throw DataError("too short");
            shortest = std::min(shortest, frames.size(0));
            held.frames.push_back(frames);
            held.emotions.push_back(clip.emotion.value_or(Emotion{}));
            held.known.push_back(clip.emotion.has_value());
        } catch (const DataError&) {
            ++held.left_out;
        }
    }
    if (held.frames.size() < 2)
        throw DataError(display(options.clips) +
                        ": fewer than two clips outside the training split fit the model; "
                        "reconstruction cannot be measured");
    shortest -= shortest % d.model.frames_per_latent;
    for (at::Tensor& frames : held.frames) frames = frames.narrow(0, 0, shortest);
    return held;
}

double root_mean_square(const at::Tensor& difference) {
    return std::sqrt(difference.square().mean().item<double>());
}

}  // namespace

Json measure_sound_reconstruction(const ReconstructionOptions& options, const TrainedModel& model,
                                  Progress& progress) {
    torch::NoGradGuard no_grad;
    const ModelDescription& d = model.description;
    const HeldOutFrames held = read_held_out(options, d, progress);
    const FrameCvae& network = model.of_sound();
    const Forward mode;
    const at::Tensor frames = at::stack(held.frames, 1);  // [T, B, D]
    const auto count = static_cast<std::int64_t>(held.frames.size());
    at::Tensor emotion = at::zeros({count, 2}), known = at::zeros({count, 1});
    for (std::int64_t b = 0; b < count; ++b) {
        const auto at = static_cast<std::size_t>(b);
        emotion[b][0] = held.emotions[at].valence;
        emotion[b][1] = held.emotions[at].arousal;
        known[b][0] = held.known[at] ? 1.0 : 0.0;
    }
    const at::Tensor felt = network.embed(emotion, known, mode);
    const Posterior q =
        network.encode(d.frames.statistics.normalise(frames), felt, mode);  // [L, B, Z]
    const at::Tensor decoded = d.frames.statistics.restore(
        network.decode(q.mean, felt.unsqueeze(0).expand({q.mean.size(0), -1, -1}), mode));
    const at::Tensor normal_error =
        d.frames.statistics.normalise(decoded) - d.frames.statistics.normalise(frames);
    const at::Tensor active = q.mean.reshape({-1, q.mean.size(2)}).var(0) > kActiveVariance;
    return {{"clips_left_out", held.left_out},
            {"free_running",
             {{"how",
               "held-out windows decoded from the posterior means and the label alone: root of the "
               "mean squared error in the features' own unit; the share of the variance of "
               "normalised features explained; chance: against another window"},
              {"windows", count},
              {"frames", frames.size(0)},
              {"error", root_mean_square(decoded - frames)},
              {"error_by_chance", root_mean_square(decoded - frames.roll(1, 1))},
              {"variance_explained", 1 - normal_error.square().mean().item<double>()}}},
            {"posterior",
             {{"how",
               "posteriors of the same windows; a unit is active where its mean has a variance "
               "above 0.01 over windows and time"},
              {"latents", q.mean.size(0) * count},
              {"active_units", active.sum().item<std::int64_t>()},
              {"units", q.mean.size(2)}}}};
}
#else
Json measure_sound_reconstruction(const ReconstructionOptions&, const TrainedModel&, Progress&) {
    throw UsageError("this build reads no sound (AFFETTO_WITH_AUDIO=OFF)");
}
#endif

}  // namespace affetto
