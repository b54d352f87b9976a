#include "affetto/evaluation/listening.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <set>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

std::vector<ListeningClip> pieces(int generated, int real) {
    std::vector<ListeningClip> all;
    for (int i = 0; i < generated + real; ++i) {
        ListeningClip clip;
        clip.generated = i < generated;
        clip.source = (clip.generated ? "made, \"" : "etude_") + std::to_string(i) + ".mid";
        clip.spec = clip.generated ? "happy:0.5+calm:0.5" : "";
        clip.asked = centre_of(static_cast<Quadrant>(i % kNumQuadrants));
        clip.heard = {0.25f, -0.125f};
        clip.heard_quadrant = Quadrant::Q4;
        all.push_back(clip);
    }
    return all;
}

TEST(ListeningOrder, TakesHalfOfEachKindAndTheQuadrantsInTurn) {
    const auto all = pieces(40, 40);
    Random rng(1);
    const auto order = listening_order(all, rng);
    ASSERT_EQ(order.size(), 80u);
    EXPECT_EQ(std::set<std::size_t>(order.begin(), order.end()).size(), 80u);
    std::array<int, 4> quadrants{};
    int generated = 0;
    for (std::size_t i = 0; i < 16; ++i) {
        generated += all[order[i]].generated ? 1 : 0;
        ++quadrants[static_cast<std::size_t>(quadrant_of(all[order[i]].asked))];
    }
    EXPECT_EQ(generated, 8);
    EXPECT_THAT(quadrants, testing::Each(4));
}

TEST(ListeningOrder, FillsUpWhereOneKindIsScarce) {
    Random rng(1);
    EXPECT_EQ(listening_order(pieces(2, 9), rng).size(), 11u);
    EXPECT_TRUE(listening_order({}, rng).empty());
}

TEST(ListeningOrder, DependsOnItsSeed) {
    Random a(1), b(1), c(2);
    const auto all = pieces(20, 20);
    const auto order = listening_order(all, a);
    EXPECT_EQ(order, listening_order(all, b));
    EXPECT_NE(order, listening_order(all, c));
}

TEST(NumberClips, MixesThemAndNamesThePageAfterThem) {
    auto clips = pieces(8, 8), same = clips, others = clips;
    Random a(1), b(1), c(2);
    number_clips(clips, a);
    number_clips(same, b);
    number_clips(others, c);
    EXPECT_EQ(clips[0].code, "c01");
    EXPECT_EQ(clips[15].code, "c16");
    EXPECT_EQ(clips[0].page.size(), 12u);
    EXPECT_EQ(clips[0].page, same[15].page);
    EXPECT_NE(clips[0].page, others[0].page);
    const auto is_generated = [](const ListeningClip& clip) { return clip.generated; };
    EXPECT_FALSE(std::is_partitioned(clips.begin(), clips.end(), is_generated));
}

TEST(ListeningKey, ReadsBackWhatWasWritten) {
    auto clips = pieces(3, 3);
    Random rng(1);
    number_clips(clips, rng);
    const auto read = key_from_csv(parse_csv(key_to_csv(clips), "key"));
    ASSERT_EQ(read.size(), 6u);
    EXPECT_EQ(key_to_csv(read), key_to_csv(clips));
    EXPECT_EQ(read[2].source, clips[2].source);
    EXPECT_EQ(read[2].heard, clips[2].heard);
    EXPECT_EQ(read[2].heard_quadrant, Quadrant::Q4);
}

TEST(ListeningKey, NamesTheLineOfAFault) {
    std::string text = key_to_csv(pieces(2, 0));
    text.replace(text.find("generated,"), 9, "composed!");
    EXPECT_THAT([&] { key_from_csv(parse_csv(text, "key.csv")); },
                ThrowsMessage<DataError>(HasSubstr("key.csv:2: kind: expected generated or real")));
    EXPECT_THROW(key_from_csv(parse_csv("page,clip\n", "key.csv")), DataError);
}

}  // namespace
}  // namespace affetto
