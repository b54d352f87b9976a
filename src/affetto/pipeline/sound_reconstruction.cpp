#include "affetto/pipeline/sound_reconstruction.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/core/error.hpp"
#include "affetto/data/clips.hpp"
#ifdef AFFETTO_WITH_AUDIO
#include "affetto/audio/mono_sound.hpp"
#include "affetto/model/latent_use.hpp"
#include "affetto/pipeline/encode_clip.hpp"
#include "affetto/pipeline/probed_latents.hpp"
#endif

namespace affetto {

#ifdef AFFETTO_WITH_AUDIO
namespace {

struct HeldOutFrames {
    std::vector<at::Tensor> frames;  // [T, D], not normalised, one T for all
    std::vector<LatentClip> clips;   // without features
    int left_out = 0;
};

/// The first window of each of at most `most` clips outside the training split; shorter clips are
/// left out.
HeldOutFrames read_held_out(const ReconstructionOptions& options, const ModelDescription& d,
                            int most, Progress& progress) {
    const ClipSet clips = read_clips(options.clips);
    std::vector<const Clip*> candidates;
    for (const Clip& clip : clips.clips)
        if (clip.split != Split::train) candidates.push_back(&clip);
    const std::size_t wanted = std::min(candidates.size(), static_cast<std::size_t>(most));
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
            held.clips.push_back(latent_clip_of(clip));
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

/// The encoder's view of held-out windows, all of one length.
struct Encoded {
    at::Tensor felt;      // emotion vectors [B, E]
    Posterior posterior;  // [L, B, Z]
};

Encoded encode(const FrameCvae& network, const ModelDescription& d, const HeldOutFrames& held) {
    const auto count = static_cast<std::int64_t>(held.clips.size());
    at::Tensor emotion = at::zeros({count, emotion_columns()}), known = at::zeros({count, 1});
    for (std::int64_t b = 0; b < count; ++b) {
        const LatentClip& clip = held.clips[static_cast<std::size_t>(b)];
        if (!clip.emotion) continue;
        write_emotion(*clip.emotion,
                      clip.labels.empty() ? weights_near(*clip.emotion) : weights_of(clip.labels),
                      {emotion[b].data_ptr<float>(), static_cast<std::size_t>(emotion.size(1))});
        known[b][0] = 1.0;
    }
    const at::Tensor felt = network.embed(emotion, known, Forward{});
    const at::Tensor frames = d.frames.statistics.normalise(at::stack(held.frames, 1));
    constexpr std::int64_t kBatch = 32;
    std::vector<at::Tensor> means, log_vars;
    for (std::int64_t i = 0; i < count; i += kBatch) {
        throw_if_interrupted();
        const std::int64_t size = std::min(kBatch, count - i);
        const Posterior q =
            network.encode(frames.narrow(1, i, size), felt.narrow(0, i, size), Forward{});
        means.push_back(q.mean);
        log_vars.push_back(q.log_var);
    }
    return {felt, {at::cat(means, 1), at::cat(log_vars, 1)}};
}

/// The quadrant heard in posterior means, their mean over each window. A codec takes long to encode
/// more clips than are decoded.
Json probe(const ReconstructionOptions& options, const TrainedModel& model,
           const HeldOutFrames& decoded, Progress& progress) {
    constexpr std::uint64_t kProbeStream = 5;
    const ModelDescription& d = model.description;
    const HeldOutFrames more = d.representation == Representation::encodec
                                   ? decoded
                                   : read_held_out(options, d, options.max_probed_clips, progress);
    const at::Tensor means = encode(model.of_sound(), d, more).posterior.mean.mean(0);
    Random rng(options.seed, kProbeStream);
    return probe_quadrant(probed_latents(means, more.clips), rng);
}

double root_mean_square(const at::Tensor& difference) {
    return std::sqrt(difference.square().mean().item<double>());
}

}  // namespace

Json measure_sound_reconstruction(const ReconstructionOptions& options, const TrainedModel& model,
                                  Progress& progress) {
    torch::NoGradGuard no_grad;
    const ModelDescription& d = model.description;
    const HeldOutFrames held = read_held_out(options, d, options.max_clips, progress);
    const FrameCvae& network = model.of_sound();
    const at::Tensor frames = at::stack(held.frames, 1);  // [T, B, D]
    const auto count = static_cast<std::int64_t>(held.frames.size());
    const Encoded encoded = encode(network, d, held);
    const Posterior& q = encoded.posterior;
    const at::Tensor decoded = d.frames.statistics.restore(network.decode(
        q.mean, encoded.felt.unsqueeze(0).expand({q.mean.size(0), -1, -1}), Forward{}));
    const at::Tensor normal_error =
        d.frames.statistics.normalise(decoded) - d.frames.statistics.normalise(frames);
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
              {"active_units", active_units(q.mean.reshape({-1, q.mean.size(2)}))},
              {"units", q.mean.size(2)},
              {"probe", probe(options, model, held, progress)}}}};
}
#else
Json measure_sound_reconstruction(const ReconstructionOptions&, const TrainedModel&, Progress&) {
    throw UsageError("this build reads no sound (AFFETTO_WITH_AUDIO=OFF)");
}
#endif

}  // namespace affetto
