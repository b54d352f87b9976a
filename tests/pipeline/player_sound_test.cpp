#include "affetto/pipeline/player_sound.hpp"

#include <gtest/gtest.h>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

Score notes(int count) {
    Score score;
    score.parts.resize(1);
    for (int i = 0; i < count; ++i)
        score.parts[0].notes.push_back({Ticks(480 * i), Ticks(480), 60 + i % 12, 90});
    return score;
}

TEST(PlayerSound, IsAnMp3OfAtMostTheLengthAskedFor) {
    const Bytes bytes = player_sound(notes(20), 4);
    ASSERT_GT(bytes.size(), 4'000u);
    EXPECT_LT(bytes.size(), 4 * 16'000u);
    // MPEG frames begin with eleven ones, tags with "ID3".
    const bool frame =
        bytes[0] == std::byte{0xff} && (bytes[1] & std::byte{0xe0}) == std::byte{0xe0};
    EXPECT_TRUE(frame || bytes[0] == std::byte{'I'});
    EXPECT_LT(bytes.size(), player_sound(notes(20), 8).size());
}

TEST(PlayerSound, RefusesAnEmptyScore) { EXPECT_THROW(player_sound(Score{}, 4), DataError); }

}  // namespace
}  // namespace affetto
