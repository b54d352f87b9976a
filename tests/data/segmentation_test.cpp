#include "affetto/data/segmentation.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "affetto/core/error.hpp"
#include "affetto/core/random.hpp"
#include "affetto/data/clips.hpp"

namespace affetto {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

SegmentationConfig config_of(std::vector<double> lengths, std::string remainder = "drop") {
    SegmentationConfig config;
    config.lengths = std::move(lengths);
    config.remainder = std::move(remainder);
    return config;
}

TEST(Segment, CutsSeveralLengthsInOneRunTheShortestFirst) {
    EXPECT_THAT(segment(20, config_of({10, 5})).chunks,
                ElementsAre(Chunk{0, 5}, Chunk{5, 5}, Chunk{10, 5}, Chunk{15, 5}, Chunk{0, 10},
                            Chunk{10, 10}));
}

TEST(Segment, WithoutLengthsTakesTheWhole) {
    EXPECT_THAT(segment(12.25, config_of({})).chunks, ElementsAre(Chunk{0, 12.25}));
    EXPECT_THAT(segment(1e-9, config_of({})).chunks, ElementsAre(Chunk{0, 1e-9}));
    EXPECT_TRUE(segment(0, config_of({})).chunks.empty());
}

TEST(Segment, OverlapsByItsShareOfTheChunk) {
    SegmentationConfig config = config_of({10});
    config.overlap = 0.75;
    EXPECT_THAT(segment(17.5, config).chunks,
                ElementsAre(Chunk{0, 10}, Chunk{2.5, 10}, Chunk{5, 10}, Chunk{7.5, 10}));
}

TEST(Segment, DropsKeepsOrPadsTheRemainder) {
    const Segmentation dropped = segment(45, config_of({10}, "drop"));
    EXPECT_EQ(dropped.chunks.size(), 4u);
    EXPECT_EQ(dropped.remainders, 1u);
    EXPECT_EQ(segment(45, config_of({10}, "keep")).chunks.back(), (Chunk{40, 5, 0}));
    EXPECT_EQ(segment(45, config_of({10}, "pad")).chunks.back(), (Chunk{40, 5, 5}));
    EXPECT_EQ(segment(45, config_of({10}, "pad")).remainders, 0u);
}

TEST(Segment, LeavesOutARemainderShorterThanHalfAChunk) {
    for (const char* policy : {"drop", "keep", "pad"}) {
        const Segmentation cut = segment(44.9, config_of({10}, policy));
        EXPECT_EQ(cut.chunks.size(), 4u) << policy;
        EXPECT_EQ(cut.remainders, 1u) << policy;
    }
}

TEST(Segment, HasNoRemainderWhereAnOverlappingChunkReachesTheEnd) {
    SegmentationConfig config = config_of({10}, "keep");
    config.overlap = 0.5;
    const Segmentation cut = segment(20, config);
    EXPECT_EQ(cut.chunks.size(), 3u);
    EXPECT_EQ(cut.remainders, 0u);
}

TEST(Segment, OfMusicShorterThanAChunkIsItsRemainder) {
    EXPECT_TRUE(segment(6, config_of({10}, "drop")).chunks.empty());
    EXPECT_THAT(segment(6, config_of({10}, "keep")).chunks, ElementsAre(Chunk{0, 6}));
    EXPECT_THAT(segment(6, config_of({10}, "pad")).chunks, ElementsAre(Chunk{0, 6, 4}));
    EXPECT_TRUE(segment(4, config_of({10}, "pad")).chunks.empty());
}

TEST(Segment, LiesInsideInOrderAndCoversAllButTheRemainder) {
    Random rng(1);
    for (int round = 0; round < 2000; ++round) {
        const double length = rng.uniform(0.1, 30), duration = rng.uniform(0, 120);
        SegmentationConfig config = config_of({length});
        config.overlap = rng.chance(0.3) ? 0 : rng.uniform(0, 0.9);
        config.remainder = remainder_policies()[static_cast<std::size_t>(rng.integer(0, 2))];
        const Segmentation cut = segment(duration, config);
        double covered = 0, before = -1;
        for (const Chunk& chunk : cut.chunks) {
            EXPECT_GT(chunk.start, before) << "round " << round;
            EXPECT_LE(chunk.start, covered + 1e-9) << "a gap, round " << round;
            EXPECT_LE(chunk.start + chunk.length, duration + 1e-9) << "round " << round;
            const bool shorter = &chunk == &cut.chunks.back() && config.remainder == "keep";
            if (shorter)
                EXPECT_GE(chunk.length, length / 2 - 1e-5) << "round " << round;
            else
                EXPECT_NEAR(chunk.length + chunk.padding, length, 1e-5) << "round " << round;
            before = chunk.start;
            covered = std::max(covered, chunk.start + chunk.length);
        }
        const double most = config.remainder == "drop" ? length : length / 2;
        EXPECT_LT(duration - covered, most + 1e-5) << "round " << round;
        EXPECT_EQ(cut.remainders, duration - covered > 1e-5 ? 1u : 0u) << "round " << round;
    }
}

TEST(Segment, CutsEachOfSeveralLengthsAsItWouldAlone) {
    const std::vector<Chunk> together = segment(33, config_of({4, 7}, "keep")).chunks;
    std::vector<Chunk> alone = segment(33, config_of({4}, "keep")).chunks;
    for (const Chunk& chunk : segment(33, config_of({7}, "keep")).chunks) alone.push_back(chunk);
    EXPECT_EQ(together, alone);
    EXPECT_EQ(segment(33, config_of({7, 4, 7}, "keep")).chunks, together);
}

TEST(Segment, LeavesOutChunksThatAreMostlySilent) {
    LevelBlocks levels{0.5, std::vector<double>(40, -20)};                       // 20 s
    std::fill(levels.decibels.begin() + 10, levels.decibels.begin() + 16, -90);  // 5 s to 8 s
    std::fill(levels.decibels.begin() + 25, levels.decibels.begin() + 30, -90);  // 12.5 s to 15 s
    const Segmentation cut = segment(20, config_of({5}), levels);
    // 3 of 5 seconds are silent in the second chunk, just half in the third.
    EXPECT_THAT(cut.chunks, ElementsAre(Chunk{0, 5}, Chunk{10, 5}, Chunk{15, 5}));
    EXPECT_EQ(cut.silent, 1u);
}

TEST(Segment, CountsSilenceBySecondsWhereBlocksCrossAChunksEdge) {
    const LevelBlocks levels{2, {-90, -20, -90, -20}};
    SegmentationConfig config = config_of({3});
    config.max_silent_share = 0.4;
    // [0, 3) has 2 silent seconds, [3, 6) has 2.
    EXPECT_EQ(segment(6, config, levels).silent, 2u);
    config.max_silent_share = 0.7;
    EXPECT_EQ(segment(6, config, levels).silent, 0u);
    config.max_silent_share = 1;
    EXPECT_EQ(segment(6, config, {1, std::vector<double>(6, -200)}).silent, 0u);
}

TEST(Segment, TakesTimeWithoutALevelForSound) {
    EXPECT_EQ(segment(10, config_of({5}), {1, {-90, -90, -90, -90, -90}}).silent, 1u);
}

TEST(Segment, RefusesWhatCannotBeCut) {
    EXPECT_THROW(segment(10, config_of({0})), ConfigError);
    EXPECT_THROW(segment(10, config_of({5, std::nan("")})), ConfigError);
    EXPECT_THROW(segment(10, config_of({5}, "join")), ConfigError);
    SegmentationConfig config = config_of({5});
    config.overlap = 1;
    try {
        segment(10, config);
        FAIL() << "an overlap of 1 was accepted";
    } catch (const ConfigError& error) {
        EXPECT_THAT(error.what(), HasSubstr("segmentation.overlap: must lie in [0, 0.9], got 1"));
    }
    EXPECT_THROW(segment(-1, config_of({5})), std::invalid_argument);
    EXPECT_THROW(segment(std::nan(""), config_of({5})), std::invalid_argument);
    EXPECT_THROW(segment(1e300, config_of({5})), std::invalid_argument);
    EXPECT_THROW(segment(10, config_of({5}), {0, {-20}}), std::invalid_argument);
}

TEST(ChunkId, SortsByTimeAndNamesAFile) {
    EXPECT_EQ(chunk_id("song_0005", {15, 5}), "song_0005_00015000-00020000ms");
    EXPECT_EQ(chunk_id("song_0005", {40, 5, 5}), "song_0005_00040000-00050000ms");
    EXPECT_LT(chunk_id("song_0005", {5, 5}), chunk_id("song_0005", {10, 5}));
    EXPECT_LT(chunk_id("song_0005", {95, 5}), chunk_id("song_0005", {1000, 5}));
    EXPECT_TRUE(is_clip_id(chunk_id(std::string(125, 'a'), {1e6, 5})));
}

TEST(ChunkId, IsUniqueAndTheSameInEveryRun) {
    SegmentationConfig config = config_of({0.1, 0.15, 5, 10, 7.777}, "keep");
    config.overlap = 0.9;
    std::set<std::string> ids, again;
    const Segmentation cut = segment(45, config);
    for (const Chunk& chunk : cut.chunks) ids.insert(chunk_id("a", chunk));
    for (const Chunk& chunk : segment(45, config).chunks) again.insert(chunk_id("a", chunk));
    EXPECT_EQ(ids.size(), cut.chunks.size());
    EXPECT_EQ(ids, again);
}

}  // namespace
}  // namespace affetto
