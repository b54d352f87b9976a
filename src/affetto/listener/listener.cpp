#include "affetto/listener/listener.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr std::size_t kFewestPieces = 20;

void check_penalty(const char* field, double value) {
    if (!(value > 0 && value <= 1e9))
        throw ConfigError(std::string(field) + ": must lie in (0, 1e9], got " +
                          format_number(value));
}

/// The columns of the listener out of all features.
std::vector<double> chosen_values(const Listener& listener, const FeatureVector& features) {
    const FeatureSet& set = *listener.feature_set;
    if (features.values.size() != set.size())
        throw DataError("listener: a piece has " + std::to_string(features.values.size()) +
                        " features instead of " + std::to_string(set.size()));
    std::vector<double> values;
    for (const std::string& name : listener.features) {
        const auto index = set.index_of(name);
        if (!index) throw DataError("listener: this version does not measure the feature " + name);
        const double value = features.values[*index];
        if (!std::isfinite(value))
            throw DataError("listener: the feature " + name + " of a piece is not finite");
        values.push_back(value);
    }
    return values;
}

}  // namespace

void validate(const ListenerConfig& config) {
    check_penalty("listener.ridge_penalty", config.ridge_penalty);
    check_penalty("listener.logistic_penalty", config.logistic_penalty);
}

Listener fit_listener(const FeatureSet& feature_set, std::span<const LabelledFeatures> pieces,
                      const ListenerConfig& config) {
    validate(config);
    if (pieces.size() < kFewestPieces)
        throw DataError("listener: needs at least " + std::to_string(kFewestPieces) +
                        " labelled pieces to be fitted on, got " + std::to_string(pieces.size()));
    Listener listener;
    listener.config = config;
    listener.feature_set = &feature_set;
    listener.fitted_on = pieces.size();
    for (const FeatureInfo& info : feature_set.infos)
        if (!(config.without_loudness && info.uses_loudness))
            listener.features.emplace_back(info.name);

    Matrix raw(pieces.size(), listener.features.size());
    std::vector<double> valence, arousal;
    std::vector<int> quadrants;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const std::vector<double> row = chosen_values(listener, pieces[i].features);
        std::copy(row.begin(), row.end(), raw.row(i).begin());
        valence.push_back(pieces[i].emotion.valence);
        arousal.push_back(pieces[i].emotion.arousal);
        quadrants.push_back(static_cast<int>(quadrant_of(pieces[i].emotion)));
    }
    listener.standardisation = fit_standardisation(raw);
    const Matrix x = listener.standardisation.apply(raw);
    listener.valence = fit_ridge(x, valence, config.ridge_penalty);
    listener.arousal = fit_ridge(x, arousal, config.ridge_penalty);
    listener.quadrant = fit_logistic(x, quadrants, kNumQuadrants, config.logistic_penalty);
    return listener;
}

Prediction predict(const Listener& listener, const FeatureVector& features) {
    const std::vector<double> x = listener.standardisation.apply(chosen_values(listener, features));
    const auto on_axis = [](double value) {
        return static_cast<float>(std::clamp(value, -1.0, 1.0));
    };
    Prediction prediction;
    prediction.emotion = {on_axis(listener.valence.predict(x)),
                          on_axis(listener.arousal.predict(x))};
    prediction.valence_sd = listener.valence.residual_sd;
    prediction.arousal_sd = listener.arousal.residual_sd;
    const std::vector<double> p = listener.quadrant.probabilities(x);
    std::copy(p.begin(), p.end(), prediction.quadrant_probability.begin());
    prediction.quadrant = static_cast<Quadrant>(std::max_element(p.begin(), p.end()) - p.begin());
    return prediction;
}

std::vector<Contribution> contributions(const Listener& listener, const FeatureVector& features) {
    const std::vector<double> values = chosen_values(listener, features);
    const std::vector<double> x = listener.standardisation.apply(values);
    std::vector<Contribution> all;
    for (std::size_t i = 0; i < x.size(); ++i)
        all.push_back({listener.features[i], values[i], listener.standardisation.mean[i],
                       listener.valence.weights[i] * x[i], listener.arousal.weights[i] * x[i]});
    std::stable_sort(all.begin(), all.end(), [](const Contribution& a, const Contribution& b) {
        return std::abs(a.valence) + std::abs(a.arousal) >
               std::abs(b.valence) + std::abs(b.arousal);
    });
    return all;
}

}  // namespace affetto
