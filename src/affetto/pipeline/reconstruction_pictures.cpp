#include "affetto/pipeline/reconstruction_pictures.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "affetto/generation/generate.hpp"
#include "affetto/pipeline/clips_to_show.hpp"
#include "affetto/pipeline/report_figures.hpp"
#include "affetto/pipeline/window_music.hpp"
#include "affetto/pipeline/window_posteriors.hpp"
#include "affetto/plots/piano_roll.hpp"
#include "affetto/training/prior_builder.hpp"
#ifdef AFFETTO_WITH_AUDIO
#include "affetto/pipeline/frame_pictures.hpp"
#endif

namespace affetto {
namespace {

/// One a quadrant: held out where there is one, else of the training split.
std::vector<Window> windows_to_show(const LatentSet& set) {
    constexpr std::size_t kCandidates = 1'000;
    std::vector<Window> shown;
    std::set<std::optional<Quadrant>> quadrants;
    for (const char* split : {"validation", "train"}) {
        const std::vector<Window> candidates = first_windows(set, split, kCandidates);
        std::vector<std::optional<Emotion>> emotions;
        for (const Window& window : candidates) emotions.push_back(window.clip->emotion);
        for (const std::size_t i : clips_to_show(emotions, 1)) {
            std::optional<Quadrant> quadrant;
            if (emotions[i]) quadrant = quadrant_of(*emotions[i]);
            if (quadrants.insert(quadrant).second) shown.push_back(candidates[i]);
        }
    }
    return shown;
}

std::string title_of(const Window& window) {
    const LatentClip& clip = *window.clip;
    return (clip.emotion ? std::string(name_of(quadrant_of(*clip.emotion))) : "no label") + ", " +
           clip.id + (clip.split == "train" ? ", training" : ", held out");
}

std::string figure_name(std::size_t row, const std::string& what) {
    return "reconstruction-" + std::to_string(row + 1) + "-" + what;
}

/// The place of each part's name among the names seen so far; new ones are added. A part then has
/// one colour in both pictures.
std::vector<RollNote> roll_notes(const Score& score, std::vector<std::string>& names) {
    std::vector<int> places;
    for (const std::string& name : part_names(score)) {
        const auto found = std::find(names.begin(), names.end(), name);
        places.push_back(static_cast<int>(found - names.begin()));
        if (found == names.end()) names.push_back(name);
    }
    std::vector<TimedNote> timed = timed_notes(score);
    start_at_zero(timed);
    std::vector<RollNote> notes;
    for (const TimedNote& n : timed)
        notes.push_back(
            {n.onset, n.duration, n.pitch, n.velocity, places[static_cast<std::size_t>(n.part)]});
    return notes;
}

double end_of(const std::vector<RollNote>& notes) {
    double end = 1;
    for (const RollNote& note : notes) end = std::max(end, note.onset + note.duration);
    return end;
}

std::vector<PictureRow> of_scores(const TrainedModel& model, const LatentSet& set,
                                  const std::vector<Window>& windows, std::uint64_t seed) {
    const Posterior q = encode_windows(model.of_scores(), set, windows);
    std::vector<std::vector<RollNote>> originals;
    std::vector<std::vector<std::string>> names(windows.size());
    std::vector<PiecePlan> plans;
    std::vector<Random> rngs;
    for (std::size_t i = 0; i < windows.size(); ++i) {
        originals.push_back(roll_notes(score_of_window(windows[i], set), names[i]));
        plans.push_back(plan_like_window(windows[i], set, q.mean[static_cast<std::int64_t>(i)],
                                         end_of(originals[i])));
        rngs.emplace_back(seed, i);
    }
    const auto pieces = generate_pieces(model, plans, likeliest_notes(), rngs);
    std::vector<PictureRow> rows;
    for (std::size_t i = 0; i < windows.size(); ++i) {
        const std::vector<RollNote> decoded = roll_notes(pieces[i].score, names[i]);
        rows.push_back(
            {title_of(windows[i]),
             {{figure_name(i, "original"),
               piano_roll_svg("Original", originals[i], names[i], decoded)},
              {figure_name(i, "decoded"), piano_roll_svg("Decoded from the posterior mean", decoded,
                                                         names[i], originals[i])}}});
    }
    return rows;
}

#ifdef AFFETTO_WITH_AUDIO
std::vector<PictureRow> of_sound(const TrainedModel& model, const LatentSet& set,
                                 const std::vector<Window>& windows) {
    torch::NoGradGuard no_grad;
    const FrameCvae& network = model.of_sound();
    const Forward mode;
    const std::int64_t rate = network.config().frames_per_latent;
    std::vector<PictureRow> rows;
    for (std::size_t i = 0; i < windows.size(); ++i) {
        const Batch batch = make_batch({&windows[i], 1}, set);
        const std::int64_t frames = batch.steps.size(0);
        const at::Tensor x =
            at::constant_pad_nd(batch.steps, {0, 0, 0, 0, 0, (rate - frames % rate) % rate});
        const at::Tensor felt = network.embed(batch.emotion, batch.known, mode);
        const at::Tensor latents = network.encode(x, felt, mode).mean;
        const at::Tensor decoded =
            network.decode(latents, felt.unsqueeze(0).expand({latents.size(0), -1, -1}), mode)
                .narrow(0, 0, frames)
                .select(1, 0);
        const at::Tensor original = batch.steps.select(1, 0);
        const auto picture = [&](const std::string& title, const at::Tensor& values) {
            const FeatureStatistics& statistics = set.frames.statistics;
            return frames_svg(title, statistics.restore(values), set.frames, set.representation,
                              statistics.restore(original));
        };
        rows.push_back(
            {title_of(windows[i]),
             {{figure_name(i, "original"), picture("Original", original)},
              {figure_name(i, "decoded"), picture("Decoded from the posterior means", decoded)},
              {figure_name(i, "difference"),
               difference_svg("Decoded minus original", decoded - original, set.frames,
                              set.representation)}}});
    }
    return rows;
}
#endif

}  // namespace

std::vector<PictureRow> reconstruction_pictures(const TrainedModel& model, const LatentSet& set,
                                                std::uint64_t seed) {
    const std::vector<Window> windows = windows_to_show(set);
    if (windows.empty()) return {};
    if (!is_sound(set.representation)) return of_scores(model, set, windows, seed);
#ifdef AFFETTO_WITH_AUDIO
    return of_sound(model, set, windows);
#else
    return {};
#endif
}

}  // namespace affetto
