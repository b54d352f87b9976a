#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <string_view>

#include "affetto/analysis/score_features.hpp"
#include "affetto/core/random.hpp"
#include "affetto/listener/linear_model.hpp"
#include "corpus/corpus_under_test.hpp"

namespace affetto {
namespace {

/// What the linear model hears: fourteen measures, no more.
constexpr std::array<std::string_view, 14> kHeard = {
    "velocity_mean", "velocity_sd",    "notes_per_second",   "onsets_per_second", "note_length",
    "pitch_range",   "share_below_c3", "polyphony",          "pitch_mean",        "mode_index",
    "triad_balance", "dissonance",     "out_of_scale_share", "articulation"};

Matrix heard_features(const std::vector<Etude>& etudes) {
    Matrix rows(etudes.size(), kHeard.size());
    for (std::size_t i = 0; i < etudes.size(); ++i) {
        const FeatureVector all = score_features(test::pitched_notes(etudes[i].score));
        for (std::size_t f = 0; f < kHeard.size(); ++f)
            rows(i, f) = all.values[*score_feature_set().index_of(kHeard[f])];
    }
    return rows;
}

/// Groups dealt to folds, so that no twin helps with its original.
std::vector<std::size_t> deal_folds(const std::vector<Etude>& etudes, std::size_t folds) {
    std::vector<std::string> groups;
    for (const Etude& etude : etudes)
        if (groups.empty() || groups.back() != etude.group) groups.push_back(etude.group);
    Random rng(5);
    rng.shuffle(groups);
    std::vector<std::size_t> fold_of;
    fold_of.reserve(etudes.size());
    for (const Etude& etude : etudes)
        fold_of.push_back(
            static_cast<std::size_t>(std::find(groups.begin(), groups.end(), etude.group) -
                                     groups.begin()) %
            folds);
    return fold_of;
}

/// Share of left-out pieces whose class a linear model names, by five folds.
double cross_validated_accuracy(const Matrix& rows, const std::vector<int>& labels, int classes,
                                const std::vector<std::size_t>& fold_of) {
    std::size_t right = 0;
    for (std::size_t fold = 0; fold < 5; ++fold) {
        std::vector<std::size_t> fit, held;
        for (std::size_t i = 0; i < labels.size(); ++i)
            (fold_of[i] == fold ? held : fit).push_back(i);
        Matrix x(fit.size(), kHeard.size());
        std::vector<int> y;
        for (std::size_t i = 0; i < fit.size(); ++i) {
            for (std::size_t f = 0; f < kHeard.size(); ++f) x(i, f) = rows(fit[i], f);
            y.push_back(labels[fit[i]]);
        }
        const Standardisation standard = fit_standardisation(x);
        const LogisticModel model = fit_logistic(standard.apply(x), y, classes, 1.0);
        for (const std::size_t i : held) {
            std::vector<double> one;
            for (std::size_t f = 0; f < kHeard.size(); ++f) one.push_back(rows(i, f));
            const auto p = model.probabilities(standard.apply(one));
            const auto best = std::max_element(p.begin(), p.end()) - p.begin();
            if (best == labels[i]) ++right;
        }
    }
    return static_cast<double>(right) / static_cast<double>(labels.size());
}

TEST(Corpus, IsNeitherTooEasyNorTooHardForALinearModel) {
    const std::vector<Etude>& etudes = test::corpus();
    const Matrix rows = heard_features(etudes);
    std::vector<int> quadrants, arousal, valence;
    for (const Etude& etude : etudes) {
        quadrants.push_back(static_cast<int>(quadrant_of(etude.emotion)));
        arousal.push_back(etude.emotion.arousal >= 0);
        valence.push_back(etude.emotion.valence >= 0);
    }
    const auto folds = deal_folds(etudes, 5);
    const double quadrant = cross_validated_accuracy(rows, quadrants, kNumQuadrants, folds);
    std::printf("linear model on %zu features: quadrant %.3f, arousal %.3f, valence %.3f\n",
                kHeard.size(), quadrant, cross_validated_accuracy(rows, arousal, 2, folds),
                cross_validated_accuracy(rows, valence, 2, folds));
    EXPECT_GE(quadrant, 0.65);
    EXPECT_LE(quadrant, 0.75);
}

}  // namespace
}  // namespace affetto
