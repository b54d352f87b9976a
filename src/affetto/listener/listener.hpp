#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "affetto/analysis/score_features.hpp"
#include "affetto/core/emotion.hpp"
#include "affetto/core/file.hpp"
#include "affetto/listener/linear_model.hpp"

namespace affetto {

/// Predicts how a piece feels from its interpretable features: ridge regressions for valence and
/// arousal, a logistic regression for the quadrant. Fitted on the training split of a data set;
/// used by evaluation, never part of a loss.
struct ListenerConfig {
    double ridge_penalty = 30.0;     ///< on standardised features
    double logistic_penalty = 10.0;  ///< the same for the quadrant
    bool without_velocity = false;   ///< leave out the features that look at velocity
};

template <class Visitor>
void visit_fields(ListenerConfig& c, Visitor&& v) {
    v.field("ridge_penalty", c.ridge_penalty, "Penalty on the weights for valence and arousal");
    v.field("logistic_penalty", c.logistic_penalty, "Penalty on the weights for the quadrant");
    v.field("without_velocity", c.without_velocity, "Leave out features that look at velocity");
}

/// Throws ConfigError naming the field, its limits and the value found.
void validate(const ListenerConfig& config);

/// A piece with what people said of it. Where only the quadrant is known, `emotion` is its
/// centre_of.
struct LabelledFeatures {
    FeatureVector features;
    Emotion emotion;
};

struct Prediction {
    Emotion emotion;        ///< clamped to [-1, 1]
    double valence_sd = 0;  ///< spread of left-out residuals on the training data
    double arousal_sd = 0;
    std::array<double, kNumQuadrants> quadrant_probability{};  ///< sums to 1
    Quadrant quadrant = Quadrant::Q1;                          ///< the most probable

    double high_arousal_probability() const {
        return quadrant_probability[0] + quadrant_probability[1];
    }
    double positive_valence_probability() const {
        return quadrant_probability[0] + quadrant_probability[3];
    }
};

struct Listener {
    ListenerConfig config;
    std::size_t fitted_on = 0;          ///< pieces
    std::vector<std::string> features;  ///< names, the columns of what follows
    Standardisation standardisation;
    RidgeModel valence;
    RidgeModel arousal;
    LogisticModel quadrant;
};

/// Throws DataError where fewer than 20 pieces are given or a quadrant has none.
Listener fit_listener(std::span<const LabelledFeatures> pieces, const ListenerConfig& config = {});

Prediction predict(const Listener& listener, const FeatureVector& features);
/// score_features, then predict.
Prediction predict(const Listener& listener, const Score& score);

/// What one feature adds to a prediction: weight x (value - mean) / sd, on the scale of valence and
/// arousal. The sums with the biases are the predictions before clamping.
struct Contribution {
    std::string feature;
    double value = 0;    ///< in the feature's unit
    double typical = 0;  ///< its mean over the training data
    double valence = 0;
    double arousal = 0;
};
/// Largest effect (|valence| + |arousal|) first.
std::vector<Contribution> contributions(const Listener& listener, const FeatureVector& features);

/// A JSON file, strict: unknown or missing keys, other features or another version of them, shapes
/// and numbers that do not fit are a DataError naming the file and the key.
void save_listener(const Path& path, const Listener& listener);
Listener load_listener(const Path& path);

}  // namespace affetto
