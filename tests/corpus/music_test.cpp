#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "affetto/analysis/melody.hpp"
#include "affetto/analysis/repetition.hpp"
#include "corpus/corpus_under_test.hpp"

namespace affetto {
namespace {

struct Tonic {
    int pitch_class = 0;
    bool minor = false;
};

Tonic tonic_of(const Etude& etude) {
    constexpr std::array<int, 15> kMajorTonics = {11, 6, 1, 8, 3, 10, 5, 0, 7, 2, 9, 4, 11, 6, 1};
    const KeySignature& signature = etude.score.key_signatures.front();
    const int place = signature.sharps + 7;
    const int major = kMajorTonics[static_cast<std::size_t>(place)];
    return {(major + (signature.minor ? 9 : 0)) % 12, signature.minor};
}

std::vector<std::string> words(const std::string& text) {
    std::istringstream stream(text);
    return {std::istream_iterator<std::string>(stream), {}};
}

/// Bars of the phrase plan as the score shows it: the closing chord takes the last unit, phrases of
/// equal length lie before it, and at most two units introduce them.
struct Layout {
    std::int64_t unit = 0;  ///< ticks
    std::vector<std::int64_t> goals;
};

Layout layout_of(const Etude& etude) {
    const TimeSignature& metre = etude.score.time_signatures.front();
    const std::int64_t bar =
        std::int64_t{4} * etude.score.ticks_per_beat * metre.numerator / metre.denominator;
    Layout layout;
    layout.unit = metre.numerator == 2 ? 2 * bar : bar;
    std::int64_t close = 0;
    for (const Part& part : etude.score.parts)
        if (!part.drums) close = std::max(close, part.notes.back().onset.value);
    const std::int64_t closing_unit = close / layout.unit;
    const auto phrases = static_cast<std::int64_t>(etude.form.size());
    const std::int64_t units = closing_unit / phrases / 4 * 4;
    const std::int64_t intro = closing_unit - units * phrases;
    for (std::int64_t p = 1; p <= phrases; ++p)
        layout.goals.push_back((intro + p * units - 1) * layout.unit);
    return layout;
}

/// The lowest pitch that sounds or begins at a tick; -1 for silence.
int bass_at(const Score& score, std::int64_t tick) {
    int lowest = -1;
    for (const Part& part : score.parts)
        for (const Note& note : part.notes)
            if (!part.drums && note.onset.value <= tick &&
                note.onset.value + note.duration.value > tick &&
                (lowest < 0 || note.pitch < lowest))
                lowest = note.pitch;
    return lowest;
}

bool rests_on_its_goal(const Etude& etude, const std::string& cadence, std::int64_t tick) {
    const Tonic tonic = tonic_of(etude);
    const int bass = bass_at(etude.score, tick);
    if (bass < 0) return false;
    const int degree = (bass - tonic.pitch_class + 120) % 12;
    if (cadence == "half") return degree == 7;
    if (cadence == "deceptive") return degree == (tonic.minor ? 8 : 9);
    return degree == 0;
}

TEST(Music, EndsNineOfTenPhrasesOnACadence) {
    std::map<std::string, int> found, all;
    for (const Etude& etude : test::corpus()) {
        const std::vector<std::string> cadences = words(etude.cadences);
        ASSERT_EQ(cadences.size(), etude.form.size()) << etude.id;
        const Layout layout = layout_of(etude);
        for (std::size_t p = 0; p < cadences.size(); ++p) {
            ++all[cadences[p]];
            if (rests_on_its_goal(etude, cadences[p], layout.goals[p])) ++found[cadences[p]];
        }
    }
    int total = 0, good = 0;
    for (const auto& [cadence, count] : all) {
        std::printf("%s: %d of %d phrases rest on the goal's bass\n", cadence.c_str(),
                    found[cadence], count);
        total += count;
        good += found[cadence];
    }
    EXPECT_GE(all.size(), 3u);
    EXPECT_GE(good, total * 9 / 10);
}

TEST(Music, EndsOnAHeldTonicChord) {
    for (const Etude& etude : test::corpus()) {
        const std::string last = words(etude.cadences).back();
        EXPECT_TRUE(last == "authentic" || last == "plagal") << etude.id << " " << last;
        const Ticks end = etude.score.end();
        int held = 0;
        for (const Part& part : etude.score.parts)
            for (const Note& note : part.notes)
                if (!part.drums && note.onset + note.duration == end) ++held;
        EXPECT_GE(held, 3) << etude.id;
        const int bass = bass_at(etude.score, end.value - 1);
        EXPECT_EQ((bass - tonic_of(etude).pitch_class + 120) % 12, 0) << etude.id;
        const TempoMap map(etude.score);
        for (const Part& part : etude.score.parts) {
            if (part.drums) continue;
            const Note& note = part.notes.back();
            EXPECT_GE(map.seconds(note.onset + note.duration).value - map.seconds(note.onset).value,
                      0.7)
                << etude.id << " " << part.name;
        }
    }
}

/// Notes of one pitch in a row, at most.
std::size_t longest_repetition(const std::vector<TimedNote>& melody) {
    std::size_t longest = 0, run = 0;
    for (std::size_t i = 0; i < melody.size(); ++i) {
        run = i > 0 && melody[i].pitch == melody[i - 1].pitch ? run + 1 : 1;
        longest = std::max(longest, run);
    }
    return longest;
}

/// Of all runs of five notes, the share whose rhythm was heard before in the piece.
double rhythmic_repetition(const Score& score, const std::vector<TimedNote>& melody) {
    constexpr std::size_t kNotes = 5;
    const double step = 15 / score.tempos.front().bpm;  // seconds
    std::set<std::vector<long>> known;
    std::size_t all = 0;
    for (std::size_t i = 0; i + kNotes <= melody.size(); ++i, ++all) {
        std::vector<long> rhythm;
        for (std::size_t j = i + 1; j < i + kNotes; ++j)
            rhythm.push_back(std::lround((melody[j].onset - melody[j - 1].onset) / step));
        known.insert(rhythm);
    }
    return all == 0 ? 0 : 1 - static_cast<double>(known.size()) / static_cast<double>(all);
}

TEST(Music, BringsItsMotifsBack) {
    double intervals = 0, rhythms = 0;
    int fresh = 0;
    const auto pieces = static_cast<double>(test::corpus().size());
    for (const Etude& etude : test::corpus()) {
        const std::vector<TimedNote> melody = test::melody_notes(etude.score);
        const double share = rhythmic_repetition(etude.score, melody);
        intervals += melodic_repetition(melody) / pieces;
        rhythms += share / pieces;
        if (share < 0.25) ++fresh;
    }
    std::printf("melody heard before in the piece: %.2f by intervals, %.2f by rhythm (%d fresh)\n",
                intervals, rhythms, fresh);
    EXPECT_GT(intervals, 0.2);
    EXPECT_GT(rhythms, 0.5);
    EXPECT_LT(fresh, pieces / 20);
}

TEST(Music, SingsMostlyInStepsWithinAVoicesRange) {
    double leaps = 0;
    std::size_t longest = 0;
    for (const Etude& etude : test::corpus()) {
        const auto melody = test::melody_notes(etude.score);
        leaps += measure_contour(melody).leap_share / static_cast<double>(test::corpus().size());
        longest = std::max(longest, longest_repetition(melody));
        EXPECT_LE(longest_repetition(melody), 5u) << etude.id;
    }
    std::printf("leaps of a fourth or more in the melody: %.2f, notes of one pitch in a row: %zu\n",
                leaps, longest);
    EXPECT_LT(leaps, 0.35);
}

TEST(Music, KeepsTheMelodyAboveItsAccompaniment) {
    int covered = 0, all = 0;
    for (const Etude& etude : test::corpus()) {
        const std::vector<TimedNote> notes = test::pitched_notes(etude.score);
        for (const TimedNote& sung : test::melody_notes(etude.score)) {
            ++all;
            const auto covers = [&](const TimedNote& note) {
                return note.part != 0 && note.pitch > sung.pitch && note.onset <= sung.onset &&
                       note.end() > sung.onset + 0.05;
            };
            if (std::any_of(notes.begin(), notes.end(), covers)) ++covered;
        }
    }
    std::printf("%d of %d melody notes lie below their accompaniment\n", covered, all);
    EXPECT_LT(covered, all / 50);
}

TEST(Music, ShapesItsPhrasesInLoudness) {
    // Phrases swell: over the corpus their middle is louder than their ends.
    double middle = 0, ends = 0;
    int middles = 0, edges = 0;
    for (const Etude& etude : test::corpus()) {
        const Layout layout = layout_of(etude);
        const std::int64_t length =
            layout.goals.size() > 1 ? layout.goals[1] - layout.goals[0] : layout.goals[0];
        for (const Note& note : etude.score.parts.front().notes) {
            for (const std::int64_t goal : layout.goals) {
                const double place =
                    static_cast<double>(note.onset.value - (goal + layout.unit - length)) /
                    static_cast<double>(length);
                if (place < 0 || place >= 1) continue;
                const bool inside = place > 0.4 && place < 0.75;
                (inside ? middle : ends) += note.velocity;
                ++(inside ? middles : edges);
            }
        }
    }
    EXPECT_GT(middle / middles, ends / edges + 3);
}

TEST(Music, DarkensItsChordsWithValence) {
    // Notes outside the diatonic scale of the key signature come from borrowed, diminished and
    // altered chords.
    double dark = 0, bright = 0;
    int darks = 0, brights = 0;
    for (const Etude& etude : test::corpus()) {
        const Tonic tonic = tonic_of(etude);
        if (tonic.minor) continue;
        constexpr std::array<bool, 12> kScale = {true,  false, true,  false, true,  true,
                                                 false, true,  false, true,  false, true};
        double outside = 0;
        const auto notes = test::pitched_notes(etude.score);
        for (const TimedNote& note : notes)
            if (!kScale[static_cast<std::size_t>((note.pitch - tonic.pitch_class + 120) % 12)])
                outside += 1.0 / static_cast<double>(notes.size());
        if (etude.emotion.valence < -0.2) dark += outside, ++darks;
        if (etude.emotion.valence > 0.2) bright += outside, ++brights;
    }
    std::printf("major pieces, notes outside the scale: %.3f unpleasant, %.3f pleasant\n",
                dark / darks, bright / brights);
    EXPECT_GT(dark / darks, 1.3 * bright / brights);
}

}  // namespace
}  // namespace affetto
