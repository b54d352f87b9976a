#include <gmock/gmock.h>

#include "affetto/analysis/key.hpp"
#include "notes.hpp"

namespace affetto {
namespace {

using test::chords;
using test::melody;
using test::note;
using test::transposed;

// I IV V I and i iv V i.
const auto kMajorCadence = chords({{60, 64, 67}, {60, 65, 69}, {59, 62, 67}, {60, 64, 67}});
const auto kMinorCadence = chords({{60, 63, 67}, {60, 65, 68}, {59, 62, 67}, {60, 63, 67}});

TEST(Key, IsFoundInEveryTranspositionOfACadence) {
    for (int shift = 0; shift < 12; ++shift) {
        const Key major = estimate_key(transposed(kMajorCadence, shift));
        EXPECT_EQ(major.tonic, shift);
        EXPECT_FALSE(major.minor);
        const Key minor = estimate_key(transposed(kMinorCadence, shift));
        EXPECT_EQ(minor.tonic, shift);
        EXPECT_TRUE(minor.minor);
        EXPECT_GT(minor.strength, 0.7);
    }
}

TEST(Key, IgnoresDrums) {
    auto notes = kMajorCadence;
    for (int i = 0; i < 50; ++i) {
        notes.push_back(note(0, 4, 37));
        notes.back().drums = true;
    }
    EXPECT_EQ(name_of(estimate_key(notes)), "C major");
    EXPECT_EQ(out_of_scale_share(notes), 0);
}

TEST(Key, OfSilenceIsCMajorWithoutStrength) {
    const Key key = estimate_key(std::span<const TimedNote>{});
    EXPECT_EQ(name_of(key), "C major");
    EXPECT_EQ(key.strength, 0);
    EXPECT_EQ(mode_index(std::span<const TimedNote>{}), 0);
    EXPECT_EQ(scale_mode_index(std::span<const TimedNote>{}), 0);
    EXPECT_EQ(out_of_scale_share({}), 0);
}

TEST(Key, NamesAreSpeltAsTheSignatureHasThem) {
    EXPECT_EQ(name_of({10, false, 1}), "Bb major");
    EXPECT_EQ(name_of({6, true, 1}), "F# minor");
    EXPECT_EQ(name_of({8, false, 1}), "Ab major");
    EXPECT_EQ(name_of({8, true, 1}), "G# minor");
}

TEST(Key, RelativeMajorLiesAMinorThirdUp) {
    EXPECT_EQ(relative_major_tonic({9, true, 1}), 0);   // A minor -> C major
    EXPECT_EQ(relative_major_tonic({11, true, 1}), 2);  // B minor -> D major
    EXPECT_EQ(relative_major_tonic({5, false, 1}), 5);
}

TEST(ModeIndex, IsPositiveForMajorAndNegativeForMinor) {
    EXPECT_GT(mode_index(kMajorCadence), 0.05);
    EXPECT_LT(mode_index(kMinorCadence), -0.05);
    EXPECT_GT(scale_mode_index(kMajorCadence), 0.05);
    EXPECT_LT(scale_mode_index(kMinorCadence), -0.05);
}

TEST(OutOfScale, CountsChromaticNotesAndNoFormOfMinor) {
    const Key a_minor{9, true, 1};
    EXPECT_EQ(out_of_scale_share(melody({69, 71, 72, 74, 76, 77, 78, 79, 80}), a_minor), 0);
    EXPECT_DOUBLE_EQ(out_of_scale_share(melody({69, 70, 72, 75}), a_minor), 0.5);
    EXPECT_DOUBLE_EQ(out_of_scale_share(melody({60, 61, 62, 63}), Key{0, false, 1}), 0.5);
}

}  // namespace
}  // namespace affetto
