#include "affetto/data/splits.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace affetto {
namespace {

ListedClip clip_of(std::string group, Quadrant quadrant) {
    ListedClip clip;
    clip.group = std::move(group);
    clip.emotion = centre_of(quadrant);
    return clip;
}

/// Clips in groups of 1 to `largest`, mostly of one quadrant each.
std::vector<ListedClip> random_clips(Random& rng, int groups, int largest) {
    std::vector<ListedClip> clips;
    for (int g = 0; g < groups; ++g) {
        const auto home = static_cast<Quadrant>(rng.integer(0, 3));
        const int size = rng.integer(1, largest);
        for (int k = 0; k < size; ++k) {
            const auto away = static_cast<Quadrant>(rng.integer(0, 3));
            clips.push_back(clip_of("g" + std::to_string(g), rng.chance(0.2) ? away : home));
            if (rng.chance(0.1)) clips.back().emotion.reset();
        }
    }
    return clips;
}

TEST(AssignSplits, NeverDividesAGroupAndLeavesNoClipWithout) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Random rng(seed);
        std::vector<ListedClip> clips = random_clips(rng, rng.integer(1, 60), rng.integer(1, 12));
        assign_splits(clips, rng);
        std::map<std::string, std::set<Split>> splits;
        bool any_train = false;
        for (const ListedClip& clip : clips) {
            ASSERT_TRUE(clip.split) << "seed " << seed;
            splits[clip.group].insert(*clip.split);
            any_train |= clip.split == Split::train;
        }
        EXPECT_TRUE(any_train) << "seed " << seed;
        for (const auto& [group, found] : splits)
            EXPECT_EQ(found.size(), 1u) << group << ", seed " << seed;
    }
}

TEST(AssignSplits, MeetsTheSharesInEveryQuadrant) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        Random rng(seed);
        std::vector<ListedClip> clips = random_clips(rng, 300, 5);
        assign_splits(clips, rng);
        std::map<Quadrant, std::map<Split, double>> counts;
        std::map<Quadrant, double> totals;
        for (const ListedClip& clip : clips) {
            if (!clip.emotion) continue;
            ++counts[quadrant_of(*clip.emotion)][*clip.split];
            ++totals[quadrant_of(*clip.emotion)];
        }
        for (auto& [quadrant, splits] : counts) {
            EXPECT_NEAR(splits[Split::train] / totals[quadrant], 0.8, 0.03) << "seed " << seed;
            EXPECT_NEAR(splits[Split::validation] / totals[quadrant], 0.1, 0.03);
            EXPECT_NEAR(splits[Split::test] / totals[quadrant], 0.1, 0.03);
        }
    }
}

TEST(AssignSplits, GivesTenSinglePiecesOneEachToValidationAndTest) {
    std::vector<ListedClip> clips;
    for (int i = 0; i < 10; ++i)
        clips.push_back(clip_of(std::to_string(i), static_cast<Quadrant>(i % 4)));
    Random rng(1);
    assign_splits(clips, rng);
    std::map<Split, int> counts;
    for (const ListedClip& clip : clips) ++counts[*clip.split];
    EXPECT_EQ(counts[Split::train], 8);
    EXPECT_EQ(counts[Split::validation], 1);
    EXPECT_EQ(counts[Split::test], 1);
}

TEST(AssignSplits, RepeatsWithItsSeedAndVariesWithIt) {
    const auto run = [](std::uint64_t seed) {
        Random material(7), rng(seed);
        std::vector<ListedClip> clips = random_clips(material, 80, 4);
        assign_splits(clips, rng);
        std::vector<Split> splits;
        for (const ListedClip& clip : clips) splits.push_back(*clip.split);
        return splits;
    };
    EXPECT_EQ(run(1), run(1));
    EXPECT_NE(run(1), run(2));
}

TEST(AssignSplits, KeepsSplitsThatTheDataSetBroughtAndAddsNothingToItsHeldOutOnes) {
    std::vector<ListedClip> clips;
    for (int i = 0; i < 30; ++i) clips.push_back(clip_of(std::to_string(i / 2), Quadrant::Q1));
    clips[0].split = Split::validation;  // group 0; clips[1] follows
    clips[4].split = Split::train;
    Random rng(1);
    assign_splits(clips, rng);
    EXPECT_EQ(clips[0].split, Split::validation);
    EXPECT_EQ(clips[1].split, Split::validation);
    for (std::size_t i = 2; i < clips.size(); ++i) EXPECT_EQ(clips[i].split, Split::train);
}

TEST(AssignSplits, DealsTrainAndValidationWhereTheDataSetBroughtOnlyATestSet) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        Random rng(seed);
        std::vector<ListedClip> clips = random_clips(rng, 200, 3);
        std::set<std::string> official;
        for (ListedClip& clip : clips)
            if (clip.group.back() == '7') {
                clip.split = Split::test;
                official.insert(clip.group);
            }
        assign_splits(clips, rng);
        std::map<Split, double> counts;
        std::map<std::string, std::set<Split>> splits;
        for (const ListedClip& clip : clips) {
            ++counts[*clip.split];
            splits[clip.group].insert(*clip.split);
            EXPECT_EQ(clip.split == Split::test, official.contains(clip.group));
        }
        EXPECT_NEAR(counts[Split::validation] / (counts[Split::train] + counts[Split::validation]),
                    1.0 / 9, 0.02);
        for (const auto& [group, found] : splits) EXPECT_EQ(found.size(), 1u) << group;
    }
}

TEST(AssignSplits, RefusesSharesThatAreNone) {
    std::vector<ListedClip> clips = {clip_of("a", Quadrant::Q1)};
    Random rng(1);
    EXPECT_THROW(assign_splits(clips, rng, {0.5, 0.1, 0.1}), std::invalid_argument);
    EXPECT_THROW(assign_splits(clips, rng, {0, 0.5, 0.5}), std::invalid_argument);
    EXPECT_THROW(assign_splits(clips, rng, {1.2, -0.1, -0.1}), std::invalid_argument);
}

}  // namespace
}  // namespace affetto
