#include "affetto/evaluation/metrics.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/analysis/copied_run.hpp"
#include "affetto/analysis/entropy.hpp"
#include "affetto/analysis/key.hpp"
#include "affetto/analysis/note_statistics.hpp"
#include "affetto/analysis/onsets.hpp"
#include "affetto/analysis/repetition.hpp"
#include "affetto/core/error.hpp"
#include "affetto/evaluation/realism.hpp"
#include "affetto/evaluation/similarity.hpp"
#include "affetto/listener/judgement.hpp"

namespace affetto {
namespace {

using Pieces = std::vector<JudgedPiece>;

std::vector<LabelledFeatures> labelled(const Pieces& pieces) {
    std::vector<LabelledFeatures> result;
    for (const JudgedPiece& p : pieces) result.push_back({p.features, p.emotion});
    return result;
}

Matrix rows_of(const Pieces& pieces, std::optional<Quadrant> quadrant = std::nullopt) {
    Matrix rows(0, feature_infos().size());
    for (const JudgedPiece& p : pieces) {
        if (quadrant && quadrant_of(p.emotion) != *quadrant) continue;
        rows.values.insert(rows.values.end(), p.features.values.begin(), p.features.values.end());
        ++rows.rows;
    }
    return rows;
}

Json agreement_json(const Listener& listener, const Pieces& pieces) {
    const Agreement a = measure_agreement(listener, labelled(pieces));
    return {{"pieces", a.pieces},
            {"quadrant_accuracy", a.quadrant_accuracy},
            {"arousal_accuracy", a.arousal_accuracy},
            {"valence_accuracy", a.valence_accuracy},
            {"arousal_correlation", a.arousal_correlation},
            {"valence_correlation", a.valence_correlation},
            {"confusion", a.confusion}};
}

Json emotion_json(const EvaluationInput& input, Random& rng) {
    const std::vector<LabelledFeatures> training = labelled(input.training);
    const Listener full = fit_listener(training);
    ListenerConfig config;
    config.without_velocity = true;
    const Listener blind = fit_listener(training, config);
    return {{"how",
             "a linear listener, fitted on the reference's training split, predicts each piece's "
             "emotion; "
             "asked for (generated) or labelled (real)"},
            {"generated", agreement_json(full, input.generated)},
            {"generated_without_velocity", agreement_json(blind, input.generated)},
            {"held_out", agreement_json(full, input.held_out)},
            {"held_out_without_velocity", agreement_json(blind, input.held_out)},
            {"shuffled_labels",
             shuffled_label_accuracy(training, labelled(input.held_out), {}, 10, rng)}};
}

Json diversity_json(const Pieces& pieces) {
    double ngrams = 0, pitch = 0, rhythm = 0, outside = 0, density = 0, voices = 0;
    for (const JudgedPiece& p : pieces) {
        ngrams += distinct_ngrams(p.notes, 4);
        pitch += pitch_class_entropy(p.notes);
        rhythm += rhythm_entropy(p.notes);
        outside += out_of_scale_share(p.notes);
        density += notes_per_second(p.notes);
        voices += polyphony(p.notes);
    }
    const double n = std::max<double>(1, static_cast<double>(pieces.size()));
    return {{"distinct_4grams", ngrams / n},     {"pitch_class_entropy_bits", pitch / n},
            {"rhythm_entropy_bits", rhythm / n}, {"out_of_scale_share", outside / n},
            {"notes_per_second", density / n},   {"polyphony", voices / n}};
}

Json quadrants_json(const EvaluationInput& input) {
    Json table = Json::object();
    for (int q = 0; q < kNumQuadrants; ++q) {
        const auto quadrant = static_cast<Quadrant>(q);
        const auto of = [&](const Pieces& pieces) {
            Pieces chosen;
            for (const JudgedPiece& p : pieces)
                if (quadrant_of(p.emotion) == quadrant) chosen.push_back(p);
            return diversity_json(chosen);
        };
        table[std::string(name_of(quadrant))] = {{"generated", of(input.generated)},
                                                 {"real", of(input.training)}};
    }
    return table;
}

Json similarity_json(const EvaluationInput& input) {
    const Matrix reference = rows_of(input.training);
    Json generated = Json::array(), real = Json::array();
    int own_nearest = 0;
    for (int i = 0; i < kNumQuadrants; ++i) {
        const Matrix target = rows_of(input.training, static_cast<Quadrant>(i));
        Json row = Json::array(), real_row = Json::array();
        std::optional<double> best;
        int best_at = -1;
        for (int j = 0; j < kNumQuadrants; ++j) {
            const auto quadrant = static_cast<Quadrant>(j);
            const auto d = feature_distance(target, rows_of(input.generated, quadrant), reference);
            const auto r = feature_distance(target, rows_of(input.held_out, quadrant), reference);
            row.push_back(d ? Json(*d) : Json());
            real_row.push_back(r ? Json(*r) : Json());
            if (d && (!best || *d < *best)) {
                best = d;
                best_at = j;
            }
        }
        own_nearest += best_at == i ? 1 : 0;
        generated.push_back(row);
        real.push_back(real_row);
    }
    return {{"how",
             "Frechet distance in standardised analysis features, covariances shrunk by 0.3; rows "
             "real Q1..Q4 "
             "(training), columns Q1..Q4 of the other set"},
            {"generated", generated},
            {"held_out", real},
            {"own_nearest_of_4", own_nearest}};
}

Json realism_json(const EvaluationInput& input, Random& rng) {
    const Matrix generated = rows_of(input.generated), held_out = rows_of(input.held_out);
    const Matrix training = rows_of(input.training);
    const auto auc = [&](const Matrix& a, const Matrix& b) {
        return a.rows < 5 || b.rows < 5 ? Json() : Json(separation_auc(a, b, rng));
    };
    return {{"how",
             "AUC of a logistic classifier in five folds on the analysis features; 0.5 means it "
             "cannot tell; it "
             "rises with the number of pieces"},
            {"pieces", generated.rows},
            {"generated_against_real", auc(generated, held_out)},
            {"real_against_real", auc(held_out, training)}};
}

Json copying_json(const EvaluationInput& input) {
    std::vector<std::vector<TimedNote>> corpus;
    for (const JudgedPiece& p : input.training) corpus.push_back(p.notes);
    const RunIndex index(corpus);
    const auto longest = [&](const Pieces& pieces) {
        CommonRun worst;
        std::string piece;
        double sum = 0;
        for (const JudgedPiece& p : pieces) {
            const CommonRun run = index.longest(p.notes);
            sum += static_cast<double>(run.notes);
            if (run.notes <= worst.notes) continue;
            worst = run;
            piece = p.id;
        }
        return Json{
            {"longest_run_notes", worst.notes},
            {"mean_run_notes", pieces.empty() ? 0.0 : sum / static_cast<double>(pieces.size())},
            {"piece", piece},
            {"copied_from", worst.notes > 0 ? input.training[worst.piece].id : ""}};
    };
    return {{"how", "longest run of notes shared with a training clip, transposition-invariant"},
            {"generated", longest(input.generated)},
            {"held_out", longest(input.held_out)}};
}

Json endings_json(const Pieces& pieces) {
    int on_time = 0;
    double worst_repetition = 0;
    for (const JudgedPiece& p : pieces) {
        double end = 0;
        for (const TimedNote& n : p.notes) end = std::max(end, n.end());
        on_time += std::abs(end - p.seconds_asked) <= 1.0 ? 1 : 0;
        worst_repetition = std::max(worst_repetition, longest_repeated_pitch(p.notes));
    }
    return {{"how",
             "pieces whose last note ends within 1 s of the length asked for; the longest time one "
             "pitch was "
             "struck alone"},
            {"pieces", pieces.size()},
            {"end_on_time", on_time},
            {"longest_single_pitch_seconds", worst_repetition}};
}

}  // namespace

Json measure(const EvaluationInput& input, Random& rng) {
    if (input.training.size() < 20)
        throw DataError(
            "evaluation needs at least 20 labelled training clips in --reference, found " +
            std::to_string(input.training.size()));
    if (input.held_out.empty() || input.generated.empty())
        throw DataError("evaluation needs held-out clips in --reference and pieces in --generated");
    return {{"version", 1},
            {"emotion", emotion_json(input, rng)},
            {"diversity",
             {{"generated", diversity_json(input.generated)},
              {"real", diversity_json(input.held_out)}}},
            {"quadrants", quadrants_json(input)},
            {"similarity", similarity_json(input)},
            {"realism", realism_json(input, rng)},
            {"copying", copying_json(input)},
            {"endings", endings_json(input.generated)}};
}

}  // namespace affetto
