#include <gmock/gmock.h>

#include <limits>

#include "affetto/plots/bars.hpp"
#include "affetto/plots/histogram.hpp"
#include "affetto/plots/plane.hpp"
#include "affetto/plots/svg.hpp"
#include "plots/figure_checks.hpp"

namespace affetto {
namespace {

using test::expect_sound_figure;
using test::occurrences;
using testing::HasSubstr;
using testing::Not;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(Markup, IsEscaped) {
    EXPECT_EQ(escape_markup("<a & 'b\">"), "&lt;a &amp; &#39;b&quot;&gt;");
    EXPECT_EQ(escape_markup("caf\xc3\xa9"), "caf\xc3\xa9");
    EXPECT_EQ(escape_markup("a\x01\xff"), "a??");
}

TEST(Svg, HoldsCoordinatesThatAreNoNumbersAtItsBorder) {
    EXPECT_EQ(svg::px(kNan), "0.0");
    EXPECT_EQ(svg::px(1e300), "100000.0");
    EXPECT_EQ(svg::px(1.26), "1.3");
}

TEST(Histogram, CountsEveryFiniteValue) {
    // All in one bin: its bar is as high as the axis, and the axis ends at their number.
    EXPECT_THAT(histogram_svg("h", "x", std::vector<double>(10, 3.0)), HasSubstr(">10</text>"));
    for (const std::vector<double>& odd : {std::vector<double>{},
                                           {0.0},
                                           {-5.0, 5.0},
                                           {1e300, 1.0},
                                           {-1.7e308, 1.7e308},
                                           {1e-300},
                                           {kNan, 1.0}})
        expect_sound_figure(histogram_svg("h", "x", odd));
    EXPECT_THAT(histogram_svg("<x>", "", {}), Not(HasSubstr("<x>")));
}

TEST(Bars, DrawOneBarASeriesAndCategory) {
    const std::string svg = bars_svg("b", {"one", "two"}, {{"a", {1, 2}}, {"b", {0, 9}}});
    expect_sound_figure(svg);
    EXPECT_EQ(occurrences(svg, "<rect"), 1u + 4u + 2u);  // background, bars, legend
    EXPECT_THAT(svg, HasSubstr(">9</text>"));
    expect_sound_figure(bars_svg("b", {}, {}));
}

TEST(Bars, RefuseASeriesOfAnotherLength) {
    EXPECT_THROW(bars_svg("b", {"one", "two"}, {{"a", {1}}}), std::invalid_argument);
}

TEST(Plane, DrawsOneDiscAPoint) {
    const std::vector<Emotion> points = {
        {0.5f, 0.5f}, {0.5f, 0.5f}, {-1, 0}, {std::numeric_limits<float>::quiet_NaN(), 0}};
    const std::string svg = plane_svg("p", points);
    expect_sound_figure(svg);
    EXPECT_EQ(occurrences(svg, "<circle"), 2u);
    EXPECT_THAT(svg, HasSubstr("2 at valence 0.5, arousal 0.5"));
}

}  // namespace
}  // namespace affetto
