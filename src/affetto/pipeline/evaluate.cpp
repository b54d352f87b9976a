#include "affetto/pipeline/evaluate.hpp"

#include <algorithm>

#include "affetto/core/emotion_spec.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/data/clips.hpp"
#include "affetto/evaluation/metrics.hpp"
#include "affetto/midi/midi_file.hpp"
#include "affetto/pipeline/report_page.hpp"

namespace affetto {
namespace {

/// A piece, or nothing where it cannot be judged (fewer than two pitched notes).
std::optional<JudgedPiece> judged(const std::string& id, const Path& file, Emotion emotion) {
    try {
        JudgedPiece piece;
        piece.id = id;
        piece.notes = timed_notes(read_midi(file).score);
        piece.features = score_features(piece.notes);
        piece.emotion = emotion;
        return piece;
    } catch (const DataError&) {
        return std::nullopt;
    }
}

void read_generated(const EvaluateOptions& options, EvaluationInput& input, int& unjudged) {
    std::vector<Path> sidecars;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(options.generated))
        if (entry.path().extension() == ".json" && entry.path().filename() != "manifest.json")
            sidecars.push_back(entry.path());
    std::sort(sidecars.begin(), sidecars.end());
    for (const Path& sidecar : sidecars) {
        Path score = sidecar;
        score.replace_extension(".mid");
        if (!std::filesystem::exists(score)) continue;
        const Json json = read_json(sidecar);
        EmotionCurve curve;
        double seconds = 0;
        try {
            for (const Json& p : json.at("emotion").at("points"))
                curve.points.push_back(
                    {Seconds(p.at("time").get<double>()),
                     {p.at("valence").get<float>(), p.at("arousal").get<float>()}});
            seconds = json.at("seconds").get<double>();
        } catch (const Json::exception& fault) {
            throw DataError(display(sidecar) +
                            ": not a sidecar of 'affetto generate': " + fault.what());
        }
        if (curve.points.empty()) throw DataError(display(sidecar) + ": emotion has no points");
        auto piece = judged(display(score.lexically_relative(options.generated)), score,
                            curve.mean(Seconds(seconds)));
        if (!piece) {
            ++unjudged;
            continue;
        }
        piece->seconds_asked = seconds;
        input.generated.push_back(std::move(*piece));
    }
    if (input.generated.empty())
        throw DataError(
            display(options.generated) +
            ": no MIDI with a sidecar there; expected a folder written by 'affetto generate'");
}

void read_reference(const EvaluateOptions& options, EvaluationInput& input, Progress& progress) {
    const ClipSet set = read_clips(options.reference);
    std::int64_t done = 0;
    for (const Clip& clip : set.clips) {
        throw_if_interrupted();
        progress.update("evaluate", ++done, static_cast<std::int64_t>(set.clips.size()));
        if (!clip.emotion) continue;
        auto piece = judged(clip.id, set.file_of(clip), *clip.emotion);
        if (!piece) continue;
        (clip.split == Split::train ? input.training : input.held_out).push_back(std::move(*piece));
    }
}

}  // namespace

std::string evaluation_summary(const Json& m) {
    const Json &generated = m.at("emotion").at("generated"), &real = m.at("emotion").at("held_out");
    const auto text = [](const Json& v) {
        return v.is_number() ? format_fixed(v.get<double>(), 3) : "-";
    };
    return "pieces " + generated.at("pieces").dump() + "; quadrant heard " +
           text(generated.at("quadrant_accuracy")) + " (real held-out " +
           text(real.at("quadrant_accuracy")) + ", shuffled " +
           text(m.at("emotion").at("shuffled_labels")) + "); arousal r " +
           text(generated.at("arousal_correlation")) + ", valence r " +
           text(generated.at("valence_correlation")) + "\nrealism AUC " +
           text(m.at("realism").at("generated_against_real")) + "; longest copied run " +
           m.at("copying").at("generated").at("longest_run_notes").dump() + " notes; end on time " +
           m.at("endings").at("end_on_time").dump() + "\n";
}

Json evaluate(const EvaluateOptions& options, Progress& progress) {
    EvaluationInput input;
    int unjudged = 0;
    if (!std::filesystem::is_directory(options.generated))
        throw DataError(display(options.generated) + ": no such folder");
    StagedFolder out(options.out, options.overwrite);
    read_generated(options, input, unjudged);
    read_reference(options, input, progress);
    Random rng(options.seed);
    Json metrics = measure(input, rng);
    metrics["generated_unjudged"] = unjudged;
    if (!options.reconstruction.is_null()) metrics["reconstruction"] = options.reconstruction;
    write_json(out.path() / "metrics.json", metrics);
    write_text(out.path() / "report.html", report_page(metrics, input.generated));
    write_json(out.path() / "manifest.json", {{"what", "affetto evaluation"},
                                              {"model", options.model},
                                              {"generated", display(options.generated)},
                                              {"reference", display(options.reference)},
                                              {"seed", options.seed}});
    out.commit();
    return metrics;
}

}  // namespace affetto
