#include "affetto/pipeline/reconstruction.hpp"

#include <algorithm>

#include "affetto/core/error.hpp"
#include "affetto/evaluation/note_match.hpp"
#include "affetto/generation/generate.hpp"
#include "affetto/midi/midi_file.hpp"
#include "affetto/model/latent_use.hpp"
#include "affetto/model/note_stream.hpp"
#include "affetto/pipeline/encode_clip.hpp"
#include "affetto/pipeline/model_codec.hpp"
#include "affetto/pipeline/probed_latents.hpp"
#include "affetto/pipeline/sound_reconstruction.hpp"
#include "affetto/pipeline/window_music.hpp"
#include "affetto/tensor/runtime.hpp"
#include "affetto/training/prior_builder.hpp"

namespace affetto {
namespace {

constexpr std::size_t kBatch = 16;
constexpr double kToleranceSeconds = 0.05;
constexpr std::int64_t kPlace = 64;  // steps that are looked at together, by place in the window
constexpr std::uint64_t kProbeStream = 5;  // apart from the draws of decoding

struct HeldOut {
    LatentSet set;
    std::vector<Window> windows;  ///< the first of each clip
    int left_out = 0;
};

/// At most `most` clips outside the training split, evenly over it.
HeldOut read_held_out(const ReconstructionOptions& options, const ModelDescription& description,
                      int most) {
    HeldOut held;
    held.set.representation = description.representation;
    held.set.format = description.format;
    held.set.window = description.window;
    const ClipSet clips = read_clips(options.clips);
    std::vector<const Clip*> candidates;
    for (const Clip& clip : clips.clips)
        if (clip.split != Split::train) candidates.push_back(&clip);
    const std::size_t wanted = std::min(candidates.size(), static_cast<std::size_t>(most));
    for (std::size_t i = 0; i < wanted; ++i) {
        const Clip& clip = *candidates[candidates.size() * i / wanted];
        try {
            held.set.clips.push_back(encode_clip(clip, read_midi(clips.file_of(clip)).score,
                                                 description.representation, description.format));
        } catch (const DataError&) {
            ++held.left_out;
        }
    }
    if (held.set.clips.size() < 2)
        throw DataError(display(options.clips) +
                        ": fewer than two clips outside the training split fit the model; "
                        "reconstruction cannot be measured");
    for (const LatentClip& clip : held.set.clips)
        held.windows.push_back(
            {&clip, 0, std::min<std::int64_t>(clip.features.size(0), held.set.window)});
    return held;
}

Json posterior_statistics(const Posterior& q) {
    const at::Tensor kl = kl_per_dimension(q).mean(0).to(at::kDouble).contiguous();
    std::vector<double> per_dimension(kl.data_ptr<double>(), kl.data_ptr<double>() + kl.numel());
    return {{"how",
             "posteriors of held-out windows; KL(q(z|x) || N(0, I)) in nats, mean over windows; a "
             "unit is active where its posterior mean has a variance above 0.01"},
            {"windows", q.mean.size(0)},
            {"kl", kl.sum().item<double>()},
            {"kl_per_dimension", per_dimension},
            {"active_units", active_units(q.mean)},
            {"units", q.mean.size(1)}};
}

/// The quadrant heard in posterior means. Judging half of a few clips by the other half says
/// little, and encoding is cheap: more clips are looked at than are decoded.
Json probe(const TrainedModel& model, const ReconstructionOptions& options) {
    const HeldOut held = read_held_out(options, model.description, options.max_probed_clips);
    const at::Tensor means = encode_windows(model.of_scores(), held.set, held.windows).mean;
    Random rng(options.seed, kProbeStream);
    return probe_quadrant(probed_latents(means, held.set.clips), rng);
}

Json teacher_forced(const TrainedModel& model, const HeldOut& held) {
    torch::NoGradGuard no_grad;
    const Forward mode;
    const Cvae& network = model.of_scores();
    const auto* notes = dynamic_cast<const NoteStream*>(&network.stream());
    double nll = 0, steps = 0;
    std::vector<double> nll_at, steps_at;  // by place
    std::array<double, kNoteFields> field_nll{}, field_right{};
    for (std::size_t i = 0; i < held.windows.size(); i += kBatch) {
        throw_if_interrupted();
        const Batch batch = make_batch(
            {held.windows.data() + i, std::min(kBatch, held.windows.size() - i)}, held.set);
        const at::Tensor condition =
            network.condition(network.encode(batch, mode).mean, emotion_and_names(batch),
                              batch.known, batch.piece, mode);
        const at::Tensor h = network.decode(batch, condition, mode);
        const auto sum = [&](const at::Tensor& value) {
            return (value * batch.mask).sum().item<double>();
        };
        steps += batch.mask.sum().item<double>();
        const at::Tensor losses = network.stream().negative_log_likelihood(h, batch, mode);
        nll += sum(losses);
        for (std::int64_t begin = 0, place = 0; begin < losses.size(0); begin += kPlace, ++place) {
            const std::int64_t count = std::min(kPlace, losses.size(0) - begin);
            const at::Tensor mask = batch.mask.narrow(0, begin, count);
            nll_at.resize(std::max(nll_at.size(), static_cast<std::size_t>(place) + 1));
            steps_at.resize(nll_at.size());
            nll_at[static_cast<std::size_t>(place)] +=
                (losses.narrow(0, begin, count) * mask).sum().item<double>();
            steps_at[static_cast<std::size_t>(place)] += mask.sum().item<double>();
        }
        if (notes == nullptr) continue;
        const auto results = notes->field_results(h, batch, mode);
        for (std::size_t f = 0; f < results.size(); ++f) {
            if (!results[f].nll.defined()) continue;
            field_nll[f] += sum(results[f].nll);
            field_right[f] += sum(results[f].correct);
        }
    }
    Json json{{"how",
               "each step of held-out windows predicted from the true steps before it, the latent "
               "(posterior mean) and the label; nats a step"},
              {"nll", nll / steps}};
    for (std::size_t place = 0; place < nll_at.size(); ++place)
        json["by_place"].push_back({{"from", place * kPlace},
                                    {"steps", steps_at[place]},
                                    {"nll", nll_at[place] / steps_at[place]}});
    for (int f = 0; notes != nullptr && f < kNoteFields; ++f) {
        if (!notes->has_field(static_cast<NoteField>(f))) continue;
        const auto field = static_cast<std::size_t>(f);
        json["fields"][std::string(name_of(static_cast<NoteField>(f)))] = {
            {"nll", field_nll[field] / steps}, {"accuracy", field_right[field] / steps}};
    }
    return json;
}

double pitches_right(const std::vector<TimedNote>& a, const std::vector<TimedNote>& b) {
    const std::size_t count = std::min(a.size(), b.size());
    int right = 0;
    for (std::size_t i = 0; i < count; ++i) right += a[i].pitch == b[i].pitch;
    return count == 0 ? 0 : right / static_cast<double>(a.size());
}

Json free_running(const TrainedModel& model, const HeldOut& held, const Posterior& q,
                  std::uint64_t seed, Progress& progress) {
    std::vector<std::vector<TimedNote>> originals, decoded;
    for (std::size_t i = 0; i < held.windows.size(); i += kBatch) {
        throw_if_interrupted();
        progress.update("reconstruction", static_cast<std::int64_t>(i),
                        static_cast<std::int64_t>(held.windows.size()));
        std::vector<PiecePlan> plans;
        std::vector<Random> rngs;
        for (std::size_t j = i; j < std::min(i + kBatch, held.windows.size()); ++j) {
            const Window& window = held.windows[j];
            originals.push_back(timed_notes(score_of_window(window, held.set)));
            start_at_zero(originals.back());
            double seconds = 1;
            for (const TimedNote& note : originals.back()) seconds = std::max(seconds, note.end());
            plans.push_back(
                plan_like_window(window, held.set, q.mean[static_cast<std::int64_t>(j)], seconds));
            rngs.emplace_back(seed, j);
        }
        for (const GeneratedPiece& piece : generate_pieces(model, plans, likeliest_notes(), rngs)) {
            decoded.push_back(timed_notes(piece.score));
            start_at_zero(decoded.back());
        }
    }
    double f1 = 0, chance = 0, right = 0;
    const auto count = static_cast<double>(originals.size());
    for (std::size_t i = 0; i < originals.size(); ++i) {
        const auto& other = decoded[(i + 1) % decoded.size()];
        f1 += match_notes(originals[i], decoded[i], kToleranceSeconds).f1() / count;
        chance += match_notes(originals[i], other, kToleranceSeconds).f1() / count;
        right += pitches_right(originals[i], decoded[i]) / count;
    }
    return {{"how",
             "held-out windows decoded from the posterior mean, the label and the piece's key, "
             "metre, tempo and instruments alone, always the likeliest value; a note is found "
             "where pitch is equal and the onset within 50 ms; chance: against the decoding of "
             "another window"},
            {"windows", originals.size()},
            {"note_f1", f1},
            {"note_f1_by_chance", chance},
            {"pitch_accuracy_by_position", right}};
}

}  // namespace

Json measure_reconstruction(const ReconstructionOptions& options, Progress& progress) {
    configure_runtime({options.threads});
    const TrainedModel model = read_model_with_codec(options.model, options.codec);
    if (dynamic_cast<const FrameCvae*>(model.network.get()) != nullptr)
        return measure_sound_reconstruction(options, model, progress);
    const HeldOut held = read_held_out(options, model.description, options.max_clips);
    const Posterior q = encode_windows(model.of_scores(), held.set, held.windows);
    Json posterior = posterior_statistics(q);
    posterior["probe"] = probe(model, options);
    return {{"clips_left_out", held.left_out},
            {"teacher_forced", teacher_forced(model, held)},
            {"free_running", free_running(model, held, q, options.seed, progress)},
            {"posterior", posterior}};
}

}  // namespace affetto
