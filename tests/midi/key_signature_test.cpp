#include "affetto/midi/key_signature.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>

namespace affetto {
namespace {

TEST(KeySignature, HasTheFewestAccidentals) {
    constexpr std::array<int, 12> kMajor = {0, -5, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5};
    for (int tonic = 0; tonic < 12; ++tonic) {
        const auto at = static_cast<std::size_t>(tonic);
        EXPECT_EQ(sharps_of_key(tonic, false), kMajor[at]);
        EXPECT_LE(std::abs(sharps_of_key(tonic, true)), 6);
    }
    EXPECT_EQ(sharps_of_key(9, true), 0);    // A minor
    EXPECT_EQ(sharps_of_key(1, true), 4);    // C# minor, not Db minor
    EXPECT_EQ(sharps_of_key(8, true), 5);    // G# minor
    EXPECT_EQ(sharps_of_key(3, true), -6);   // Eb minor
    EXPECT_EQ(sharps_of_key(10, true), -5);  // Bb minor
}

TEST(KeySignature, IsDrawnWithManyAccidentalsInAboutOneOfFiftyPieces) {
    Random rng(1);
    std::array<int, 7> drawn{};
    for (int i = 0; i < 10'000; ++i)
        ++drawn[static_cast<std::size_t>(std::abs(sharps_of_key(draw_major_tonic(rng), false)))];
    EXPECT_LT(drawn[5] + drawn[6], 300);
    EXPECT_GT(drawn[5] + drawn[6], 100);
    for (std::size_t i = 2; i < drawn.size(); ++i) EXPECT_LT(drawn[i], drawn[i - 1]) << i;
}

}  // namespace
}  // namespace affetto
