#include "affetto/listener/judgement.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace affetto {
namespace {

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
    const auto n = static_cast<double>(a.size());
    double mean_a = 0, mean_b = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        mean_a += a[i] / n;
        mean_b += b[i] / n;
    }
    double product = 0, square_a = 0, square_b = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        product += (a[i] - mean_a) * (b[i] - mean_b);
        square_a += (a[i] - mean_a) * (a[i] - mean_a);
        square_b += (b[i] - mean_b) * (b[i] - mean_b);
    }
    return square_a > 0 && square_b > 0 ? product / std::sqrt(square_a * square_b) : 0.0;
}

double share(std::size_t right, std::size_t all) {
    return all == 0 ? 0.0 : static_cast<double>(right) / static_cast<double>(all);
}

}  // namespace

Agreement measure_agreement(const Listener& listener, std::span<const LabelledFeatures> pieces) {
    Agreement agreement;
    agreement.pieces = pieces.size();
    std::size_t quadrants = 0, valences = 0, arousals = 0;
    std::vector<double> valence, arousal, predicted_valence, predicted_arousal;
    for (const LabelledFeatures& piece : pieces) {
        const Prediction heard = predict(listener, piece.features);
        const Quadrant label = quadrant_of(piece.emotion);
        ++agreement
              .confusion[static_cast<std::size_t>(label)][static_cast<std::size_t>(heard.quadrant)];
        if (heard.quadrant == label) ++quadrants;
        if ((heard.positive_valence_probability() >= 0.5) == (piece.emotion.valence >= 0))
            ++valences;
        if ((heard.high_arousal_probability() >= 0.5) == (piece.emotion.arousal >= 0)) ++arousals;
        valence.push_back(piece.emotion.valence);
        arousal.push_back(piece.emotion.arousal);
        predicted_valence.push_back(heard.emotion.valence);
        predicted_arousal.push_back(heard.emotion.arousal);
    }
    agreement.quadrant_accuracy = share(quadrants, pieces.size());
    agreement.valence_accuracy = share(valences, pieces.size());
    agreement.arousal_accuracy = share(arousals, pieces.size());
    agreement.valence_correlation = correlation(valence, predicted_valence);
    agreement.arousal_correlation = correlation(arousal, predicted_arousal);
    return agreement;
}

double shuffled_label_accuracy(const FeatureSet& feature_set,
                               std::span<const LabelledFeatures> training,
                               std::span<const LabelledFeatures> judged,
                               const ListenerConfig& config, int deals, Random& rng) {
    if (deals < 1) throw std::invalid_argument("shuffled_label_accuracy: needs at least one deal");
    std::vector<LabelledFeatures> dealt(training.begin(), training.end());
    std::vector<Emotion> labels;
    for (const LabelledFeatures& piece : training) labels.push_back(piece.emotion);
    double sum = 0;
    for (int deal = 0; deal < deals; ++deal) {
        rng.shuffle(labels);
        for (std::size_t i = 0; i < dealt.size(); ++i) dealt[i].emotion = labels[i];
        sum +=
            measure_agreement(fit_listener(feature_set, dealt, config), judged).quadrant_accuracy;
    }
    return sum / deals;
}

}  // namespace affetto
