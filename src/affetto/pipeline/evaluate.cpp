#include "affetto/pipeline/evaluate.hpp"

#include "affetto/core/text.hpp"
#include "affetto/pipeline/evaluation_set.hpp"
#include "affetto/pipeline/heard_pieces.hpp"
#include "affetto/pipeline/report_page.hpp"
#include "affetto/pipeline/shown_pieces.hpp"

namespace affetto {
namespace {

Listener listener_of(const EvaluationInput& input) {
    std::vector<LabelledFeatures> training;
    for (const JudgedPiece& p : input.training) training.push_back({p.features, p.emotion});
    return fit_listener(training);
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
    StagedFolder out(options.out, options.overwrite);
    const EvaluationSet set = read_evaluation_set(options.generated, options.reference, progress);
    Random rng(options.seed);
    Report report;
    Json& metrics = report.metrics;
    metrics = measure(set.input, rng);
    metrics["generated_unjudged"] = set.unjudged;

    const Listener listener = listener_of(set.input);
    report.generated = hear(listener, set.input.generated);
    report.held_out = hear(listener, set.input.held_out);
    metrics["pieces"] = {{"how", "what the listener hears in each piece"},
                         {"generated", to_json(report.generated)},
                         {"held_out", to_json(report.held_out)}};
    choose_shown_pieces(report, set, options.player_sound, options.out, progress);

    write_json(out.path() / "metrics.json", metrics);
    write_text(out.path() / "report.html", report_page(report));
    write_json(out.path() / "manifest.json", {{"what", "affetto evaluation"},
                                              {"model", options.model},
                                              {"generated", display(options.generated)},
                                              {"reference", display(options.reference)},
                                              {"seed", options.seed}});
    out.commit();
    return metrics;
}

}  // namespace affetto
