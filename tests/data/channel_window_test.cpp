#include "affetto/data/channel_window.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace affetto {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

ControlChange control(int at, int controller, int value) { return {Ticks(at), controller, value}; }

std::vector<ControlChange> cut(std::vector<ControlChange> controls, int from = 1000) {
    return cut_channel({std::move(controls), {}}, Ticks(from), Ticks(2000)).controls;
}

TEST(CutChannel, KeepsPitchBendsAndTheOneInForce) {
    const Channel channel{
        {}, {{Ticks(0), 5}, {Ticks(900), 100}, {Ticks(1500), -100}, {Ticks(2000), 7}}};
    EXPECT_THAT(cut_channel(channel, Ticks(1000), Ticks(2000)).pitch_bends,
                ElementsAre(PitchBend{Ticks(0), 100}, PitchBend{Ticks(500), -100}));
    EXPECT_THAT(cut_channel(channel, Ticks(1500), Ticks(2000)).pitch_bends,
                ElementsAre(PitchBend{Ticks(0), -100}));
}

TEST(CutChannel, KeepsTheOrderOfRegisteredParameters) {
    EXPECT_THAT(cut({control(0, 101, 0), control(0, 100, 0), control(0, 6, 12)}),
                ElementsAre(control(0, 101, 0), control(0, 100, 0), control(0, 6, 12)));
}

TEST(CutChannel, SetsEveryParameterToItsLastValue) {
    EXPECT_THAT(
        cut({control(0, 101, 0), control(0, 100, 0), control(0, 6, 12), control(1, 38, 1),
             control(2, 100, 1), control(2, 6, 70), control(3, 99, 1), control(3, 98, 8),
             control(3, 6, 99), control(4, 101, 0), control(4, 100, 0), control(5, 6, 2),
             control(6, 101, 127), control(6, 100, 127), control(7, 6, 55)}),
        ElementsAre(control(0, 101, 0), control(0, 100, 0), control(0, 6, 2), control(0, 101, 0),
                    control(0, 100, 1), control(0, 6, 70), control(0, 99, 1), control(0, 98, 8),
                    control(0, 6, 99), control(0, 101, 127), control(0, 100, 127)));
}

TEST(CutChannel, LetsAValueInsideTheWindowMeetTheParameterChosenBefore) {
    EXPECT_THAT(cut({control(0, 101, 0), control(0, 100, 2), control(1500, 6, 60)}),
                ElementsAre(control(0, 101, 0), control(0, 100, 2), control(500, 6, 60)));
}

TEST(CutChannel, SetsOtherControllersOnceAndLeavesOutWhatComesLater) {
    EXPECT_THAT(cut({control(0, 7, 10), control(10, 64, 127), control(20, 7, 90),
                     control(1000, 64, 0), control(1001, 7, 5), control(2000, 7, 6)}),
                ElementsAre(control(0, 7, 90), control(0, 64, 0), control(1, 7, 5)));
    EXPECT_THAT(cut({control(2500, 7, 10)}), IsEmpty());
}

}  // namespace
}  // namespace affetto
