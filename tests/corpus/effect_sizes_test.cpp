#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <functional>

#include "affetto/analysis/key.hpp"
#include "affetto/analysis/note_statistics.hpp"
#include "affetto/analysis/onsets.hpp"
#include "affetto/analysis/repetition.hpp"
#include "corpus/corpus_under_test.hpp"

namespace affetto {
namespace {

using Notes = std::vector<TimedNote>;

/// A feature with the effect sizes measured on EMOPIA (Hung et al. 2021): Cohen's d of arousal (Q1,
/// Q2 against Q3, Q4) and of valence (Q1, Q4 against Q2, Q3).
struct Effect {
    const char* name;
    double arousal, valence;
    std::function<double(const Notes&)> measure;
};

const std::vector<Effect>& effects() {
    static const std::vector<Effect> table = {
        {"mean velocity", 2.28, -0.18, [](const Notes& n) { return velocity_statistics(n).mean; }},
        {"notes per second", 1.62, -0.28, [](const Notes& n) { return notes_per_second(n); }},
        {"mean note length", -1.30, -0.05,
         [](const Notes& n) { return length_statistics(n).mean; }},
        {"pitch range", 1.21, -0.20, [](const Notes& n) { return double(pitch_range(n)); }},
        {"onsets per second", 1.11, -0.36, [](const Notes& n) { return onsets_per_second(n); }},
        {"velocity SD", -0.75, -0.04, [](const Notes& n) { return velocity_statistics(n).sd; }},
        {"share below C3", 0.62, -0.30, [](const Notes& n) { return share_below(n); }},
        {"polyphony", 0.51, -0.29, [](const Notes& n) { return polyphony(n); }},
        {"mode index", -0.16, 1.05, [](const Notes& n) { return mode_index(n); }},
        {"share major", -0.10, 0.92,
         [](const Notes& n) { return estimate_key(n).minor ? 0. : 1.; }},
        {"mean pitch", -0.14, -0.01, [](const Notes& n) { return pitch_statistics(n).mean; }},
    };
    return table;
}

double mean_of(const std::vector<double>& x) {
    double sum = 0;
    for (const double value : x) sum += value;
    return sum / static_cast<double>(x.size());
}

double variance_of(const std::vector<double>& x) {
    const double mean = mean_of(x);
    double sum = 0;
    for (const double value : x) sum += (value - mean) * (value - mean);
    return sum / static_cast<double>(x.size() - 1);
}

/// Difference of means over the pooled standard deviation.
double cohens_d(const std::vector<double>& high, const std::vector<double>& low) {
    const auto n = static_cast<double>(high.size()), m = static_cast<double>(low.size());
    const double pooled = ((n - 1) * variance_of(high) + (m - 1) * variance_of(low)) / (n + m - 2);
    return (mean_of(high) - mean_of(low)) / std::sqrt(pooled);
}

/// Right sign and within a factor of two; small effects only have to stay small.
void expect_near(const std::string& what, double found, double published) {
    if (std::abs(published) < 0.3) {
        EXPECT_LT(std::abs(found), 0.5) << what;
        return;
    }
    EXPECT_GT(found / published, 0.5) << what;
    EXPECT_LT(found / published, 2.0) << what;
}

TEST(Corpus, CarriesEmotionByTheEffectSizesOfPerformedMusic) {
    std::printf("%-18s %8s %8s %8s %8s   %7s %7s %7s %7s\n", "", "d arous", "EMOPIA", "d valen",
                "EMOPIA", "Q1", "Q2", "Q3", "Q4");
    for (const Effect& effect : effects()) {
        std::vector<double> excited, calm, pleasant, unpleasant;
        std::vector<std::vector<double>> by_quadrant(kNumQuadrants);
        for (const Etude& etude : test::corpus()) {
            const double value = effect.measure(test::pitched_notes(etude.score));
            (etude.emotion.arousal >= 0 ? excited : calm).push_back(value);
            (etude.emotion.valence >= 0 ? pleasant : unpleasant).push_back(value);
            by_quadrant[static_cast<std::size_t>(quadrant_of(etude.emotion))].push_back(value);
        }
        const double arousal = cohens_d(excited, calm), valence = cohens_d(pleasant, unpleasant);
        std::printf("%-18s %+8.2f %+8.2f %+8.2f %+8.2f  ", effect.name, arousal, effect.arousal,
                    valence, effect.valence);
        for (const auto& values : by_quadrant) std::printf(" %7.2f", mean_of(values));
        std::printf("\n");
        expect_near(std::string(effect.name) + ", arousal", arousal, effect.arousal);
        expect_near(std::string(effect.name) + ", valence", valence, effect.valence);
    }
}

TEST(Corpus, IsAsTonalAndVariedAsPerformedMusicWithinReason) {
    double outside = 0, distinct = 0, voices = 0;
    for (const Etude& etude : test::corpus()) {
        const Notes notes = test::pitched_notes(etude.score);
        outside += out_of_scale_share(notes) / static_cast<double>(test::corpus().size());
        distinct += distinct_ngrams(notes, 4) / static_cast<double>(test::corpus().size());
        voices += polyphony(notes) / static_cast<double>(test::corpus().size());
    }
    std::printf(
        "out-of-scale share %.3f (EMOPIA 0.045), distinct 4-grams %.3f (0.866), polyphony "
        "%.2f (5.9)\n",
        outside, distinct, voices);
    EXPECT_LT(outside, 0.10);
    EXPECT_GT(distinct, 0.4);
    EXPECT_GT(voices, 3);
}

}  // namespace
}  // namespace affetto
