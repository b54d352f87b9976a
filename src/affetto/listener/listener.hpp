#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "affetto/analysis/feature_set.hpp"
#include "affetto/core/emotion.hpp"
#include "affetto/core/file.hpp"
#include "affetto/listener/linear_model.hpp"

namespace affetto {

/// Predicts how music feels from interpretable features of a score or of a recording: a ridge
/// regression each for valence and arousal, a logistic regression for the quadrant, all on
/// standardised features. It is fitted on the training split of a data set and judges music; it
/// never takes part in a loss.
struct ListenerConfig {
    double ridge_penalty = 30.0;     ///< on standardised features
    double logistic_penalty = 10.0;  ///< on standardised features
    bool without_loudness = false;   ///< leave out the features that loudness or velocity moves
};

template <class Visitor>
void visit_fields(ListenerConfig& c, Visitor&& v) {
    v.field("ridge_penalty", c.ridge_penalty, "Penalty on the weights for valence and arousal");
    v.field("logistic_penalty", c.logistic_penalty, "Penalty on the weights for the quadrant");
    v.field("without_loudness", c.without_loudness,
            "Leave out the features that loudness or velocity moves");
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
    Emotion emotion;        ///< within [-1, 1]
    double valence_sd = 0;  ///< spread of the left-out residuals on the training data
    double arousal_sd = 0;
    std::array<double, kNumQuadrants> quadrant_probability{};  ///< Q1..Q4, sums to 1
    Quadrant quadrant = Quadrant::Q1;                          ///< the most probable

    /// Two-class decisions are these against 0.5.
    double high_arousal_probability() const {
        return quadrant_probability[0] + quadrant_probability[1];
    }
    double positive_valence_probability() const {
        return quadrant_probability[0] + quadrant_probability[3];
    }
};

struct Listener {
    ListenerConfig config;
    const FeatureSet* feature_set = nullptr;  ///< what it hears with; never null once fitted
    std::size_t fitted_on = 0;                ///< pieces
    std::vector<std::string> features;        ///< the columns of what follows, of the feature set
    Standardisation standardisation;
    RidgeModel valence;
    RidgeModel arousal;
    LogisticModel quadrant;
};

/// Throws DataError for fewer than 20 pieces, or features that are not finite or of another number
/// than the set has.
Listener fit_listener(const FeatureSet& feature_set, std::span<const LabelledFeatures> pieces,
                      const ListenerConfig& config = {});

Prediction predict(const Listener& listener, const FeatureVector& features);

/// What one feature adds to the predicted valence and arousal: weight x how far the feature is from
/// its mean over the training data, in its SDs. Together with the biases they sum to the prediction
/// (before it is held within [-1, 1]).
struct Contribution {
    std::string feature;
    double value = 0;    ///< in the feature's unit
    double typical = 0;  ///< its mean over the training data
    double valence = 0;
    double arousal = 0;
};
/// Largest |valence| + |arousal| first.
std::vector<Contribution> contributions(const Listener& listener, const FeatureVector& features);

/// A JSON file, strict: unknown or missing keys, unknown features or another version of them, sizes
/// that do not fit and spreads that are not above 0 are a DataError naming the file and the key.
void save_listener(const Path& path, const Listener& listener);
Listener load_listener(const Path& path);

}  // namespace affetto
