#include "affetto/pipeline/evaluate.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/analysis/sound_features.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/result_folder.hpp"
#include "affetto/core/text.hpp"
#include "affetto/evaluation/ratings_agreement.hpp"
#include "affetto/pipeline/evaluation_set.hpp"
#include "affetto/pipeline/heard_pieces.hpp"
#include "affetto/pipeline/listening_study.hpp"
#include "affetto/pipeline/report_page.hpp"
#include "affetto/pipeline/shown_pieces.hpp"

namespace affetto {
namespace {

Listener listener_of(const EvaluationInput& input) {
    std::vector<LabelledFeatures> training;
    for (const JudgedPiece& p : input.training) training.push_back({p.features, p.emotion});
    return fit_listener(*input.feature_set, training);
}

constexpr std::uint64_t kBootstrapStream = 3;  // apart from the draws of the metrics and pages

/// Writes the page and the key. A folder that is replaced hands its keys on, so that ratings of an
/// earlier page still find theirs, and its page where no other is made.
/// People rate emotion in a study, and loudness is part of it: its pieces keep their levels.
PieceTools tools_of_study(const EvaluateOptions& options, const PieceTools& tools) {
    const bool scores = tools.feature_set != &sound_feature_set();
    return scores && options.study_sound ? score_tools(options.study_sound) : tools;
}

void write_listening(const EvaluateOptions& options, const Report& report, const EvaluationSet& set,
                     const PieceTools& tools, std::vector<ListeningClip> keys, const Path& folder,
                     Progress& progress) {
    if (options.listening > 0) {
        ListeningStudy study = make_listening_study(options, set, tools_of_study(options, tools),
                                                    report.generated, report.held_out, progress);
        std::erase_if(
            keys, [&](const ListeningClip& clip) { return clip.page == study.key.front().page; });
        keys.insert(keys.begin(), study.key.begin(), study.key.end());
        write_text(folder / kListeningPageFile, study.page);
    } else if (std::filesystem::exists(options.out / kListeningPageFile)) {
        std::filesystem::copy_file(options.out / kListeningPageFile, folder / kListeningPageFile);
    }
    if (!keys.empty()) write_text(folder / kListeningKeyFile, key_to_csv(keys));
}

std::vector<Path> inputs_of(const EvaluateOptions& options) {
    std::vector<Path> inputs = options.ratings;
    for (const Path& input : {Path(options.model), options.generated, options.reference,
                              Path(options.codec.codec), Path(options.codec.config)})
        inputs.push_back(input);
    return inputs;
}

PieceTools tools_for(const EvaluateOptions& options, const ClipSet& reference) {
    if (reference.manifest.value("kind", "score") != "sound")
        return score_tools(options.player_sound);
    if (options.recordings) return *options.recordings;
    throw UsageError(display(options.reference) +
                     " holds recordings, which this build cannot judge (AFFETTO_WITH_AUDIO and "
                     "AFFETTO_WITH_TORCH must both be ON)");
}

/// Held-out recordings after a trip through the model's representation and back.
std::vector<JudgedPiece> resynthesise(const EvaluateOptions& options, const EvaluationSet& set,
                                      Progress& progress) {
    constexpr std::size_t kMost = 64;
    const std::size_t count = std::min(kMost, set.held_out.size());
    std::vector<JudgedPiece> pieces;
    for (std::size_t i = 0; i < count; ++i) {
        throw_if_interrupted();
        progress.update("resynthesis", static_cast<std::int64_t>(i),
                        static_cast<std::int64_t>(count));
        const std::size_t at = set.held_out.size() * i / count;
        try {
            JudgedPiece piece = options.resynthesised(set.held_out[at].file, set.max_seconds);
            piece.id = set.input.held_out[at].id;
            piece.emotion = set.input.held_out[at].emotion;
            pieces.push_back(std::move(piece));
        } catch (const DataError&) {
            continue;  // too short for the model's frames
        }
    }
    return pieces;
}

}  // namespace

bool are_recordings(const Path& clips) {
    try {
        return read_json(clips / "manifest.json").value("kind", "score") == "sound";
    } catch (const std::exception&) {
        return false;  // evaluate() says what is wrong
    }
}

bool are_snapped_to_codes(const Path& generated) {
    std::error_code error;
    if (!std::filesystem::is_directory(generated, error)) return false;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(generated)) {
        if (entry.path().extension() != ".json") continue;
        try {
            if (read_json(entry.path()).at("codec").at("snapped_to_codes").get<bool>()) return true;
        } catch (const DataError&) {  // evaluate() says what is wrong
        } catch (const Json::exception&) {
        }
    }
    return false;
}

std::string evaluation_summary(const Json& m) {
    const Json &generated = m.at("emotion").at("generated"), &real = m.at("emotion").at("held_out");
    const auto text = [](const Json& v) {
        return v.is_number() ? format_fixed(v.get<double>(), 3) : "-";
    };
    std::string listeners, copied;
    const Json& copying = m.at("copying").at("generated");
    if (copying.contains("longest_run_notes"))
        copied = "; longest copied run " + copying.at("longest_run_notes").dump() + " notes";
    if (m.contains("listeners")) {
        const Json& people = m.at("listeners");
        const auto agreement = [&](const char* kind) {
            return text(people.at(kind).at("quadrant_agreement").at("value"));
        };
        listeners = people.at("raters").dump() + " listeners, " + people.at("ratings").dump() +
                    " ratings, " + people.at("skipped_rows").dump() +
                    " rows skipped; quadrant heard by people " + agreement("generated") +
                    " (reference " + agreement("real") + ")\n";
        for (const Json& reason : people.at("skipped"))
            listeners += "skipped: " + reason.get<std::string>() + "\n";
    }
    return "pieces " + generated.at("pieces").dump() + "; quadrant heard " +
           text(generated.at("quadrant_accuracy")) + " (held out " +
           text(real.at("quadrant_accuracy")) + ", shuffled " +
           text(m.at("emotion").at("shuffled_labels")) + "); arousal r " +
           text(generated.at("arousal_correlation")) + ", valence r " +
           text(generated.at("valence_correlation")) + "\nrealism AUC " +
           text(m.at("realism").at("generated_against_real")) + "; Frechet distance " +
           text(m.at("distance").at("generated").at("frechet")) + " (held out " +
           text(m.at("distance").at("real").at("frechet")) + "); end on time " +
           m.at("endings").at("end_on_time").dump() + copied + "\n" + listeners;
}

Json evaluate(const EvaluateOptions& options, Progress& progress) {
    const ClipSet reference = read_clips(options.reference);
    const PieceTools tools = tools_for(options, reference);
    if (options.listening > 0 && !tools.player)
        throw UsageError(
            "--listening needs sound, which this build does not make (AFFETTO_WITH_AUDIO=OFF)");
    ResultFolder out({options.out, options.overwrite, inputs_of(options)});
    EvaluationSet set = read_evaluation_set(options.generated, reference, tools, progress);
    if (options.resynthesised && tools.feature_set == &sound_feature_set())
        set.input.resynthesised = resynthesise(options, set, progress);
    Random rng(options.seed);
    Report report;
    Json& metrics = report.metrics;
    metrics = measure(set.input, rng);
    metrics["generated_unjudged"] = set.unjudged;
    if (!options.reconstruction.is_null()) metrics["reconstruction"] = options.reconstruction;
    metrics["reference"] = set.reference;
    if (std::isfinite(set.max_seconds) && tools.feature_set == &sound_feature_set())
        metrics["reference"]["judged_seconds"] = set.max_seconds;
    metrics["reference"]["how"] = "what the reference pieces are, by the manifest of --reference";

    const Listener listener = listener_of(set.input);
    report.generated = hear(listener, set.input.generated);
    report.held_out = hear(listener, set.input.held_out);
    metrics["pieces"] = {
        {"how",
         "what the listener hears in each piece; generated_probability: the probability, by the "
         "classifier of realism, that it is generated"},
        {"generated", to_json(report.generated)},
        {"held_out", to_json(report.held_out)}};
    // The classifier's answer belongs to the piece.
    const Json told = metrics["realism"]["told"];
    metrics["realism"].erase("told");
    for (std::size_t i = 0; i < told.size(); ++i)
        metrics["pieces"]["generated"][i]["generated_probability"] = told[i];
    const std::vector<ListeningClip> keys = find_listening_keys(options);
    if (!options.ratings.empty()) {
        Random bootstrap(options.seed, kBootstrapStream);
        metrics["listeners"] =
            ratings_agreement(read_ratings(options.ratings, keys), keys, bootstrap);
    }
    choose_shown_pieces(report, set, tools, progress);

    write_json(out.path() / "metrics.json", metrics);
    save_listener(out.path() / "listener.json", listener);
    write_text(out.path() / "report.html", report_page(report, tools));
    write_listening(options, report, set, tools, keys, out.path(), progress);
    write_json(out.path() / "manifest.json", {{"what", "affetto evaluation"},
                                              {"model", options.model},
                                              {"generated", display(options.generated)},
                                              {"reference", display(options.reference)},
                                              {"seed", options.seed}});
    out.commit();
    return metrics;
}

}  // namespace affetto
