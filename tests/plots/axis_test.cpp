#include "affetto/plots/axis.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace affetto::svg {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Axis, PlacesItsEndsAtTheEndsOfItsPixels) {
    const Axis axis{-1, 3, 300, 100};
    EXPECT_DOUBLE_EQ(axis.at(-1), 300);
    EXPECT_DOUBLE_EQ(axis.at(1), 200);
    EXPECT_DOUBLE_EQ(axis.at(3), 100);
}

TEST(Axis, HasRoundTicksWithinItself) {
    EXPECT_THAT((Axis{0, 10}.ticks()), ElementsAre(0, 2, 4, 6, 8, 10));
    EXPECT_THAT((Axis{0, 2}.ticks(1)), ElementsAre(0, 1, 2));
    for (const double tick : Axis{-0.37, 0.91}.ticks()) {
        EXPECT_GE(tick, -0.37);
        EXPECT_LE(tick, 0.91);
    }
}

TEST(Axis, CountsDecadesWhenLogarithmic) {
    EXPECT_THAT((Axis{0.01, 100, 0, 4, true}.ticks()),
                ElementsAre(DoubleNear(0.01, 1e-9), DoubleNear(0.1, 1e-9), 1, 10, 100));
    EXPECT_THAT((Axis{1, 10, 0, 1, true}.ticks()), ElementsAre(1, 2, 5, 10));
    EXPECT_NEAR((Axis{0.01, 100, 0, 4, true}.at(1)), 2, 1e-12);
}

TEST(AxisFor, HoldsFiniteValuesAndIsNeverEmpty) {
    const Axis axis = axis_for({kNan, 2, -1, kInfinity, 5}, 0, 1);
    EXPECT_EQ(axis.low, -1);
    EXPECT_EQ(axis.high, 5);
    for (const std::vector<double>& values :
         {std::vector<double>{}, {kNan}, {0.0}, {7.0, 7.0}, {1e299, -1e299}, {1e20, 1e20}}) {
        const Axis any = axis_for(values, 0, 1);
        EXPECT_LT(any.low, any.high);
        EXPECT_LT(any.ticks().size(), 20u);
    }
    EXPECT_GT(axis_for({-3, 0, 0.5, 2}, 0, 1, true).low, 0);
}

}  // namespace
}  // namespace affetto::svg
