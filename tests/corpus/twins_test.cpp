#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

#include "affetto/analysis/copied_run.hpp"
#include "corpus/corpus_under_test.hpp"

namespace affetto {
namespace {

std::map<std::string, const Etude*> by_id() {
    std::map<std::string, const Etude*> result;
    for (const Etude& etude : test::corpus()) result[etude.id] = &etude;
    return result;
}

TEST(Twins, AreATenthOfTheCorpus) {
    const std::size_t twins = test::corpus().size() - test::originals().size();
    EXPECT_GE(twins, test::corpus().size() * 9 / 100);
    EXPECT_LE(twins, test::corpus().size() * 11 / 100);
}

TEST(Twins, DifferFromTheirOriginalInTheOneCueTheyName) {
    const auto etudes = by_id();
    std::set<std::string> moved;
    for (const Etude& twin : test::corpus()) {
        if (twin.twin_of.empty()) {
            EXPECT_TRUE(twin.moved_cue.empty()) << twin.id;
            continue;
        }
        ASSERT_TRUE(etudes.count(twin.twin_of)) << twin.id;
        const Etude& original = *etudes.at(twin.twin_of);
        EXPECT_EQ(twin.group, original.group);
        EXPECT_EQ(original.group, original.id);
        ASSERT_EQ(twin.cues.size(), original.cues.size());
        std::vector<std::string> changed;
        for (std::size_t i = 0; i < twin.cues.size(); ++i)
            if (twin.cues[i].second != original.cues[i].second)
                changed.push_back(twin.cues[i].first);
        EXPECT_THAT(changed, testing::ElementsAre(twin.moved_cue)) << twin.id;
        EXPECT_EQ(twin.metre, original.metre);
        EXPECT_FALSE(twin.score.parts == original.score.parts &&
                     twin.score.tempos == original.score.tempos)
            << twin.id << " sounds like its original; moved: " << twin.moved_cue;
        moved.insert(twin.moved_cue);
    }
    EXPECT_GE(moved.size(), 10u);
}

TEST(Twins, OfTempoAndLoudnessKeepEveryPitch) {
    const auto etudes = by_id();
    for (const Etude& twin : test::corpus()) {
        if (twin.moved_cue != "tempo" && twin.moved_cue != "loudness") continue;
        const Etude& original = *etudes.at(twin.twin_of);
        ASSERT_EQ(twin.score.parts.size(), original.score.parts.size()) << twin.id;
        for (std::size_t p = 0; p < twin.score.parts.size(); ++p) {
            const auto& ours = twin.score.parts[p].notes;
            const auto& theirs = original.score.parts[p].notes;
            ASSERT_EQ(ours.size(), theirs.size()) << twin.id;
            for (std::size_t i = 0; i < ours.size(); ++i) ASSERT_EQ(ours[i].pitch, theirs[i].pitch);
        }
    }
}

TEST(Corpus, SharesNoMelodyOfSixteenNotesBetweenPieces) {
    const auto originals = test::originals();
    std::vector<std::vector<TimedNote>> melodies;
    melodies.reserve(originals.size());
    for (const Etude* etude : originals) melodies.push_back(test::melody_notes(etude->score));
    std::size_t longest = 0;
    // Each against all before it, in blocks: a run index cannot leave its own query out.
    constexpr std::size_t kBlock = 20;
    for (std::size_t start = 0; start < melodies.size(); start += kBlock) {
        const std::size_t end = std::min(start + kBlock, melodies.size());
        std::vector<std::vector<TimedNote>> others(
            melodies.begin() + static_cast<std::ptrdiff_t>(end), melodies.end());
        std::vector<std::size_t> names;
        for (std::size_t i = end; i < melodies.size(); ++i) names.push_back(i);
        const RunIndex index(others);
        for (std::size_t i = start; i < end; ++i) {
            CommonRun run;
            std::size_t with = 0;
            if (!others.empty()) {
                run = index.longest(melodies[i]);
                with = run.notes > 0 ? names[run.piece] : 0;
            }
            for (std::size_t j = i + 1; j < end; ++j) {
                const CommonRun near = longest_common_run(melodies[i], melodies[j]);
                if (near.notes > run.notes) {
                    run = near;
                    with = j;
                }
            }
            longest = std::max(longest, run.notes);
            EXPECT_LT(run.notes, 16u) << originals[i]->id << " and " << originals[with]->id;
        }
    }
    std::printf("longest melody run shared by two pieces: %zu notes\n", longest);
}

}  // namespace
}  // namespace affetto
