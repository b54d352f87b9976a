#include "affetto/analysis/score_features.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "affetto/analysis/entropy.hpp"
#include "affetto/analysis/harmony.hpp"
#include "affetto/analysis/key.hpp"
#include "affetto/analysis/melody.hpp"
#include "affetto/analysis/note_statistics.hpp"
#include "affetto/analysis/onsets.hpp"
#include "affetto/analysis/pulse.hpp"
#include "affetto/analysis/repetition.hpp"
#include "affetto/core/error.hpp"

namespace affetto {
namespace {

using Notes = std::span<const TimedNote>;

/// A feature and how it is measured. Rates and lengths are heard in ratios, so they are logarithms:
/// that also makes their relation to a rating more nearly linear.
struct Feature {
    FeatureInfo info;
    double (*measure)(Notes);
};

double median(std::vector<double> values) {
    if (values.empty()) return 0.0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

double safe_log2(double x) { return std::log2(std::max(x, 1e-3)); }

constexpr std::array kFeatures = {
    Feature{{"notes_per_second", "log2 1/s", "how many notes sound a second"},
            [](Notes n) { return safe_log2(notes_per_second(n)); }},
    Feature{{"onsets_per_second", "log2 1/s", "how many chords or single notes begin a second"},
            [](Notes n) { return safe_log2(onsets_per_second(n)); }},
    Feature{{"typical_gap", "log2 s", "median time from one chord or single note to the next"},
            [](Notes n) { return safe_log2(median(inter_onset_intervals(n))); }},
    Feature{{"note_length", "log2 s", "mean length of a note"},
            [](Notes n) { return safe_log2(length_statistics(n).mean); }},
    Feature{{"note_length_sd", "log2 s", "how much note lengths vary"},
            [](Notes n) { return safe_log2(length_statistics(n).sd); }},
    Feature{{"articulation", "", "length over the time to the next chord: 1 legato, 0.25 staccato"},
            articulation},
    Feature{{"polyphony", "notes", "how many notes sound at once"}, polyphony},
    Feature{{"pitch_mean", "semitones", "mean pitch"},
            [](Notes n) { return pitch_statistics(n).mean; }},
    Feature{{"pitch_sd", "semitones", "how far pitches spread"},
            [](Notes n) { return pitch_statistics(n).sd; }},
    Feature{{"pitch_range", "semitones", "from the lowest to the highest pitch"},
            [](Notes n) { return static_cast<double>(pitch_range(n)); }},
    Feature{{"share_below_c3", "", "share of notes in the bass"},
            [](Notes n) { return share_below(n); }},
    Feature{{"velocity_mean", "", "how hard notes are struck, 1..127", true},
            [](Notes n) { return velocity_statistics(n).mean; }},
    Feature{{"velocity_sd", "", "how much the force of notes varies", true},
            [](Notes n) { return velocity_statistics(n).sd; }},
    Feature{
        {"melody_velocity_lead", "", "how much harder the melody is struck than the rest", true},
        [](Notes n) { return velocity_statistics(skyline(n)).mean - velocity_statistics(n).mean; }},
    Feature{{"mode_index", "", "fit of the best major key minus that of the best minor key"},
            mode_index},
    Feature{{"scale_mode_index", "", "fit of the major scale's tones minus that of the minor's"},
            scale_mode_index},
    Feature{{"out_of_scale_share", "", "share of notes outside the scale of the key"},
            [](Notes n) { return out_of_scale_share(n); }},
    Feature{{"triad_balance", "", "major minus minor colour of the chords"}, triad_balance},
    Feature{{"fifths_over_bass", "", "share of notes a fifth over the bass"}, fifths_over_bass},
    Feature{{"dissonance", "", "roughness of what sounds together"}, dissonance},
    Feature{{"harmonic_change", "", "how much the harmony moves from second to second"},
            harmonic_change},
    Feature{{"pitch_class_entropy", "bits", "how many of the twelve tones are in use"},
            pitch_class_entropy},
    Feature{{"melody_pitch", "semitones", "mean pitch of the melody"},
            [](Notes n) { return measure_contour(n).mean_pitch; }},
    Feature{{"melody_interval", "semitones", "mean size of a melodic step"},
            [](Notes n) { return measure_contour(n).mean_interval; }},
    Feature{{"melody_rising", "", "share of moving melodic steps that go up"},
            [](Notes n) { return measure_contour(n).rising_share; }},
    Feature{{"melody_repetition", "", "share of the melody that was heard before"},
            melodic_repetition},
    Feature{{"distinct_4grams", "", "share of four-note runs that differ"},
            [](Notes n) { return distinct_ngrams(n, 4); }},
    Feature{{"rhythm_entropy", "bits", "variety of the times between onsets"}, rhythm_entropy},
    Feature{{"pulse_clarity", "", "how clearly onsets agree on a beat"},
            [](Notes n) { return measure_pulse(n).clarity; }},
};
static_assert(kFeatures.size() <= 30);

constexpr auto kInfos = [] {
    std::array<FeatureInfo, kFeatures.size()> infos;
    for (std::size_t i = 0; i < infos.size(); ++i) infos[i] = kFeatures[i].info;
    return infos;
}();

}  // namespace

const FeatureSet& score_feature_set() {
    static constexpr FeatureSet kSet{"score", 1, kInfos};
    return kSet;
}

FeatureVector score_features(std::span<const TimedNote> notes) {
    const auto pitched =
        std::count_if(notes.begin(), notes.end(), [](const TimedNote& n) { return !n.drums; });
    if (pitched < 2 || sounding_length(notes) <= 0)
        throw DataError("score features: the score has " + std::to_string(pitched) +
                        " pitched notes; features need at least two that take time");
    FeatureVector features;
    for (const Feature& feature : kFeatures) features.values.push_back(feature.measure(notes));
    return features;
}

FeatureVector score_features(const Score& score) { return score_features(timed_notes(score)); }

}  // namespace affetto
