#include "affetto/evaluation/metrics.hpp"

#include "affetto/analysis/score_features.hpp"
#include "affetto/core/error.hpp"
#include "affetto/evaluation/feature_rows.hpp"
#include "affetto/evaluation/kernel_distance.hpp"
#include "affetto/evaluation/realism.hpp"
#include "affetto/evaluation/score_metrics.hpp"
#include "affetto/evaluation/similarity.hpp"
#include "affetto/evaluation/sound_metrics.hpp"
#include "affetto/listener/judgement.hpp"

namespace affetto {
namespace {

using Pieces = std::vector<JudgedPiece>;

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
    const FeatureSet& set = *input.feature_set;
    const std::vector<LabelledFeatures> training = labelled(input.training);
    const Listener full = fit_listener(set, training);
    ListenerConfig config;
    config.without_loudness = true;
    const Listener deaf_to_loudness = fit_listener(set, training, config);
    Json json{{"how",
               "a linear listener, fitted on the reference's training split, predicts each piece's "
               "emotion; asked for (generated) or labelled (reference)"},
              {"generated", agreement_json(full, input.generated)},
              {"generated_without_loudness", agreement_json(deaf_to_loudness, input.generated)},
              {"held_out", agreement_json(full, input.held_out)},
              {"held_out_without_loudness", agreement_json(deaf_to_loudness, input.held_out)},
              {"shuffled_labels",
               shuffled_label_accuracy(set, training, labelled(input.held_out), {}, 10, rng)},
              {"listener",
               {{"features", set.name},
                {"fitted_on", full.fitted_on},
                {"valence_sd", full.valence.residual_sd},
                {"arousal_sd", full.arousal.residual_sd}}}};
    if (!input.resynthesised.empty())
        json["resynthesised"] = agreement_json(full, input.resynthesised);
    return json;
}

Json similarity_json(const EvaluationInput& input) {
    const Matrix reference = feature_rows(input.training);
    Json generated = Json::array(), real = Json::array();
    int own_nearest = 0;
    for (int i = 0; i < kNumQuadrants; ++i) {
        const Matrix target = feature_rows(input.training, static_cast<Quadrant>(i));
        Json row = Json::array(), real_row = Json::array();
        std::optional<double> best;
        int best_at = -1;
        for (int j = 0; j < kNumQuadrants; ++j) {
            const auto quadrant = static_cast<Quadrant>(j);
            const auto d =
                feature_distance(target, feature_rows(input.generated, quadrant), reference);
            const auto r =
                feature_distance(target, feature_rows(input.held_out, quadrant), reference);
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
             "reference Q1..Q4 "
             "(training), columns Q1..Q4 of the other set"},
            {"generated", generated},
            {"held_out", real},
            {"own_nearest_of_4", own_nearest}};
}

/// Frechet and kernel distance of two sets in features standardised by the training split.
Json distances_between(const Matrix& a, const Matrix& b, const Matrix& training) {
    const auto number = [](std::optional<double> d) { return d ? Json(*d) : Json(); };
    return {{"frechet", number(feature_distance(a, b, training))},
            {"kernel", number(kernel_distance(a, b, training))}};
}

Json distance_json(const EvaluationInput& input) {
    const Matrix training = feature_rows(input.training), held_out = feature_rows(input.held_out);
    const auto to_held_out = [&](const Matrix& rows) {
        return distances_between(rows, held_out, training);
    };
    Json json{
        {"how", "distances to the held-out pieces in the " + std::string(input.feature_set->name) +
                    " features, standardised over the training split: Frechet (covariances shrunk "
                    "by 0.3) and squared maximum mean discrepancy with the kernel "
                    "(x.y / features + 1)^3, unbiased, so that it may lie below 0; reference: the "
                    "training split"},
        {"generated", to_held_out(feature_rows(input.generated))},
        {"real", to_held_out(training)}};
    if (!input.resynthesised.empty())
        json["resynthesised"] = to_held_out(feature_rows(input.resynthesised));
    return json;
}

Json realism_json(const EvaluationInput& input, Random& rng) {
    const Matrix generated = feature_rows(input.generated), held_out = feature_rows(input.held_out);
    const auto auc = [&](const Matrix& a, const Matrix& b) {
        return a.rows < 5 || b.rows < 5 ? Json() : Json(separation_auc(a, b, rng));
    };
    Separation told;
    if (generated.rows >= 5 && held_out.rows >= 5) told = separate(generated, held_out, rng);
    Json json{
        {"how", "AUC of a logistic classifier in five folds on the " +
                    std::string(input.feature_set->name) +
                    " features; 0.5 means it cannot tell; it rises with the number of pieces"},
        {"pieces", generated.rows},
        {"generated_against_real", told.scores_a.empty() ? Json() : Json(told.auc)},
        {"told", told.scores_a},
        {"real_against_real", auc(held_out, feature_rows(input.training))}};
    if (!input.resynthesised.empty()) {
        const Matrix resynthesised = feature_rows(input.resynthesised);
        json["generated_against_resynthesised"] = auc(generated, resynthesised);
        json["resynthesised_against_real"] = auc(resynthesised, held_out);
    }
    return json;
}

}  // namespace

Json measure(const EvaluationInput& input, Random& rng) {
    if (input.training.size() < 20)
        throw DataError(
            "evaluation needs at least 20 labelled training clips in --reference, found " +
            std::to_string(input.training.size()));
    if (input.held_out.empty() || input.generated.empty())
        throw DataError("evaluation needs held-out clips in --reference and pieces in --generated");
    Json metrics{{"version", 2},
                 {"kind", input.feature_set->name},
                 {"emotion", emotion_json(input, rng)},
                 {"similarity", similarity_json(input)},
                 {"distance", distance_json(input)},
                 {"realism", realism_json(input, rng)}};
    metrics.update(input.feature_set == &score_feature_set() ? score_metrics(input)
                                                             : sound_metrics(input));
    return metrics;
}

}  // namespace affetto
