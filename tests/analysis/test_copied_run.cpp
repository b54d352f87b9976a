#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "affetto/analysis/copied_run.hpp"
#include "affetto/analysis/onsets.hpp"
#include "notes.hpp"

namespace affetto {
namespace {

using test::melody;
using test::noise;
using test::note;
using test::transposed;

/// `inserted` after the first `before` notes of `host`, each half a second.
std::vector<TimedNote> with_quotation(const std::vector<int>& host, std::size_t before,
                                      const std::vector<int>& inserted) {
    std::vector<int> pitches(host.begin(), host.begin() + static_cast<std::ptrdiff_t>(before));
    pitches.insert(pitches.end(), inserted.begin(), inserted.end());
    pitches.insert(pitches.end(), host.begin() + static_cast<std::ptrdiff_t>(before), host.end());
    return melody(pitches);
}

TEST(CommonRun, FindsATransposedQuotationAndWhereItStands) {
    const std::vector<int> theme = {60, 67, 64, 72, 71, 62, 65, 69};
    std::vector<int> moved = theme;
    for (int& pitch : moved) pitch += 5;
    const auto query = with_quotation({50, 51, 50, 51}, 2, theme);
    const auto piece = with_quotation({80, 83, 80, 83, 80, 83}, 4, moved);
    const CommonRun run = longest_common_run(query, piece);
    EXPECT_EQ(run.notes, 8u);
    EXPECT_EQ(run.query_position, 2u);
    EXPECT_EQ(run.piece_position, 4u);
}

TEST(CommonRun, OfAPieceWithItselfIsAllOfIt) {
    Random rng(5);
    const auto piece = noise(rng, 200, 40);
    EXPECT_EQ(longest_common_run(piece, piece).notes, 200u);
    EXPECT_EQ(longest_common_run(piece, transposed(piece, -7)).notes, 200u);
}

TEST(CommonRun, AsksForTheRhythmToo) {
    const std::vector<int> theme = {60, 67, 64, 72, 71, 62};
    EXPECT_EQ(longest_common_run(melody(theme, 0.25), melody(theme, 0.3)).notes, 6u);
    EXPECT_EQ(longest_common_run(melody(theme, 0.25), melody(theme, 1.5)).notes, 0u);
}

TEST(CommonRun, IsNothingWithSilence) {
    EXPECT_EQ(longest_common_run({}, melody({60, 62})).notes, 0u);
    EXPECT_EQ(longest_common_run(melody({60, 62}), {}).notes, 0u);
    EXPECT_EQ(RunIndex({}).longest(melody({60, 62})).notes, 0u);
}

/// The definition, by comparing every pair of places.
std::size_t slow_longest(const std::vector<TimedNote>& a, const std::vector<TimedNote>& b) {
    const auto same_step = [&](std::size_t i, std::size_t j) {
        const auto time_class = [](double s) {
            return s <= kChordSeconds ? 0 : 1 + static_cast<int>(std::log2(s / kChordSeconds));
        };
        return a[i + 1].pitch - a[i].pitch == b[j + 1].pitch - b[j].pitch &&
               time_class(a[i + 1].onset - a[i].onset) == time_class(b[j + 1].onset - b[j].onset);
    };
    std::size_t best = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t j = 0; j < b.size(); ++j) {
            std::size_t n = 0;
            while (i + n + 1 < a.size() && j + n + 1 < b.size() && same_step(i + n, j + n)) ++n;
            if (n > 0) best = std::max(best, n + 1);
        }
    return best;
}

TEST(RunIndex, AgreesWithComparingEveryPairOfPlaces) {
    Random rng(7);
    const auto random_melody = [&rng] {
        std::vector<TimedNote> notes;
        double at = 0;
        for (int i = 0; i < 120; ++i) {
            notes.push_back(note(at, 0.2, 60 + rng.integer(0, 3)));
            at += rng.chance(0.5) ? 0.1 : 0.5;
        }
        return notes;
    };
    std::vector<std::vector<TimedNote>> pieces;
    for (int i = 0; i < 12; ++i) pieces.push_back(random_melody());
    const RunIndex index(pieces);
    for (int trial = 0; trial < 10; ++trial) {
        const auto query = random_melody();
        std::size_t expected = 0;
        for (const auto& piece : pieces) expected = std::max(expected, slow_longest(query, piece));
        const CommonRun run = index.longest(query);
        EXPECT_EQ(run.notes, expected);
        EXPECT_EQ(slow_longest(query, pieces[run.piece]), expected);
    }
}

}  // namespace
}  // namespace affetto
