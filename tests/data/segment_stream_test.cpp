#include "affetto/data/segment_stream.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "affetto/core/error.hpp"
#include "affetto/core/random.hpp"

namespace affetto {
namespace {

/// A configuration and levels that cut in every way.
struct Case {
    SegmentationConfig config;
    LevelBlocks levels;
    double duration = 0;
};

Case random_case(Random& rng) {
    Case c;
    c.config.lengths.clear();
    for (int n = rng.integer(0, 3); n > 0; --n) c.config.lengths.push_back(rng.integer(2, 40) / 4.);
    c.config.overlap = rng.chance(0.5) ? 0 : rng.integer(0, 9) / 10.0;
    c.config.remainder = remainder_policies()[static_cast<std::size_t>(rng.integer(0, 2))];
    c.duration = rng.integer(0, 1'000) / 20.0;
    c.levels.block_seconds = 0.1;
    double level = -20;
    while (0.1 * static_cast<double>(c.levels.decibels.size()) < c.duration) {
        if (rng.chance(0.03)) level = rng.chance(0.5) ? -20 : -90;
        c.levels.decibels.push_back(level);
    }
    return c;
}

TEST(SegmentStream, GivesEachChunkAsSoonAsItHasEnded) {
    SegmentationConfig config;
    config.lengths = {2, 1};
    SegmentStream stream(config, 0.5);
    std::vector<CutChunk> cut;
    for (int block = 0; block < 4; ++block) stream.add_block(-20, cut);
    ASSERT_EQ(cut.size(), 3u);
    EXPECT_EQ(cut[0].chunk, (Chunk{0, 1}));
    EXPECT_EQ(cut[1].chunk, (Chunk{1, 1}));
    EXPECT_EQ(cut[2].chunk, (Chunk{0, 2}));
    EXPECT_EQ(cut[2].rank, 1u);
    EXPECT_EQ(stream.needed_from(), 2);
}

TEST(SegmentStream, NeedsNothingBeforeTheChunksThatAreStillOpen) {
    Random rng(3);
    for (int round = 0; round < 500; ++round) {
        const Case c = random_case(rng);
        SegmentStream stream(c.config, c.levels.block_seconds);
        std::vector<CutChunk> cut;
        double needed = 0;
        const auto check = [&] {
            for (const CutChunk& chunk : cut) EXPECT_GE(chunk.chunk.start, needed - 1e-9);
            cut.clear();
            EXPECT_GE(stream.needed_from(), needed);
            needed = stream.needed_from();
        };
        std::size_t block = 0;
        for (; static_cast<double>(block + 1) * 0.1 <= c.duration; ++block) {
            stream.add_block(c.levels.decibels[block], cut);
            check();
        }
        stream.finish(c.duration, std::span(c.levels.decibels).subspan(block), cut);
        for (const CutChunk& chunk : cut) EXPECT_GE(chunk.chunk.start, needed - 1e-9);
        // No more than the longest chunk and a block lie behind.
        if (c.config.lengths.empty()) continue;
        EXPECT_GE(needed, static_cast<double>(block) * 0.1 - 10.1) << "round " << round;
    }
}

/// Seconds of [start, end) softer than the threshold, counted straight from the definition.
double silent_seconds(const Case& c, double start, double end) {
    double seconds = 0;
    for (std::size_t i = 0; i < c.levels.decibels.size(); ++i)
        if (c.levels.decibels[i] < c.config.silence_db)
            seconds += std::max(0.0, std::min(end, static_cast<double>(i + 1) * 0.1) -
                                         std::max(start, static_cast<double>(i) * 0.1));
    return seconds;
}

TEST(SegmentStream, LeavesOutJustTheChunksThatAreMostlySilent) {
    Random rng(4);
    std::size_t left_out = 0;
    for (int round = 0; round < 500; ++round) {
        const Case c = random_case(rng);
        SegmentationConfig all = c.config;
        all.max_silent_share = 1;
        std::vector<Chunk> loud;
        for (const Chunk& chunk : segment(c.duration, all, c.levels).chunks)
            if (silent_seconds(c, chunk.start, chunk.start + chunk.length) <=
                0.5 * chunk.length + 1e-6)
                loud.push_back(chunk);
        const Segmentation found = segment(c.duration, c.config, c.levels);
        EXPECT_EQ(found.chunks, loud) << "round " << round;
        left_out += found.silent;
    }
    EXPECT_GT(left_out, 100u);
}

TEST(SegmentStream, CutsTheSameEndOnlyOnce) {
    SegmentationConfig config;
    config.lengths = {3, 5};
    config.remainder = "keep";
    const Segmentation cut = segment(8, config);
    EXPECT_EQ(cut.chunks, (std::vector<Chunk>{{0, 3}, {3, 3}, {6, 2}, {0, 5}, {5, 3}}));
    config.lengths = {4, 6};
    std::vector<std::string> ids;
    for (const Chunk& chunk : segment(16, config).chunks) ids.push_back(chunk_id("a", chunk));
    std::sort(ids.begin(), ids.end());
    EXPECT_EQ(std::unique(ids.begin(), ids.end()), ids.end());
    // [12, 16) is a whole chunk of 4 seconds and the remainder of those of 6.
    EXPECT_EQ(std::count(ids.begin(), ids.end(), "a_00012000-00016000ms"), 1);
}

TEST(SegmentStream, RefusesAConfigurationThatIsNone) {
    SegmentationConfig config;
    config.overlap = 1;
    EXPECT_THROW(SegmentStream(config, 0.1), ConfigError);
}

}  // namespace
}  // namespace affetto
