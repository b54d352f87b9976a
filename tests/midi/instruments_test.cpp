#include "affetto/midi/instruments.hpp"

#include <gtest/gtest.h>

namespace affetto {
namespace {

TEST(Instruments, AllHaveANameAndARangeOfAnOctaveOrMore) {
    for (int program = 0; program < 128; ++program) {
        const Instrument& instrument = instrument_of(program);
        EXPECT_FALSE(instrument.name.empty()) << program;
        EXPECT_GE(instrument.high - instrument.low, 12) << program;
        EXPECT_GE(instrument.low, 21) << program;
        EXPECT_LE(instrument.high, 108) << program;
    }
}

TEST(Instruments, PlayWhatTheirStringsAndReedsAllow) {
    EXPECT_FALSE(instrument_of(40).plays(54));  // violin: G3 is the lowest
    EXPECT_TRUE(instrument_of(40).plays(55));
    EXPECT_FALSE(instrument_of(73).plays(59));  // flute: C4
    EXPECT_FALSE(instrument_of(24).plays(39));  // guitar: E2
    EXPECT_TRUE(instrument_of(0).plays(21));    // piano
    EXPECT_EQ(instrument_of(42).name, "Cello");
    EXPECT_EQ(instrument_of(127).name, "Sound effect");
}

TEST(Instruments, APartNameTellsOfAHandAsAWord) {
    EXPECT_EQ(hand_in("Piano right hand"), Hand::right);
    EXPECT_EQ(hand_in("LH"), Hand::left);
    EXPECT_EQ(hand_in("Piano (Left)"), Hand::left);
    EXPECT_EQ(hand_in("Bright piano"), Hand::none);
    EXPECT_EQ(hand_in(""), Hand::none);
}

}  // namespace
}  // namespace affetto
