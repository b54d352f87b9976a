#include <gmock/gmock.h>

#include <limits>

#include "affetto/core/text.hpp"
#include "affetto/plots/bars.hpp"
#include "affetto/plots/emotion_density.hpp"
#include "affetto/plots/histogram.hpp"
#include "affetto/plots/plane.hpp"
#include "affetto/plots/svg.hpp"
#include "affetto/plots/waveform.hpp"
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
    EXPECT_EQ(escape_markup("a\x01\xff"), R"(a\x01\xff)");
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

TEST(Histogram, OfLevelsEndsAtTheLoudest) {
    const std::string svg = histogram_svg("h", "dB", std::vector<double>{-40, -30, -20});
    EXPECT_THAT(svg, HasSubstr(">-20</text>"));
    EXPECT_EQ(occurrences(svg, ">0</text>"), 1u);  // of the counts
}

TEST(Bars, DrawOneBarASeriesAndCategory) {
    const std::string svg = bars_svg("b", {"one", "two"}, {{"a", {1, 2}}, {"b", {0, 9}}});
    expect_sound_figure(svg);
    EXPECT_EQ(occurrences(svg, "<rect"), 1u + 4u + 2u);  // background, bars, legend
    EXPECT_THAT(svg, HasSubstr(">9</text>"));
    expect_sound_figure(bars_svg("b", {}, {}));
}

TEST(Bars, OfOneSeriesNeedNoLegendAndKeepTheirNumbersBelowTheTitle) {
    const std::string svg = bars_svg("b", {"one", "two"}, {{"a", {400, 3}}});
    EXPECT_EQ(occurrences(svg, "<rect"), 1u + 2u);
    // The title stands at 20, in letters 12 high; the number at least as far below it.
    const std::string element = svg.substr(0, svg.find(">400</text>"));
    const std::size_t y = element.rfind(" y='");
    ASSERT_NE(y, std::string::npos);
    const std::size_t digits = y + 4;
    const auto height = parse_number(element.substr(digits, element.find('\'', digits) - digits));
    ASSERT_TRUE(height.has_value());
    EXPECT_GT(*height, 20 + 12);
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

TEST(EmotionDensity, CountsPointsByCellAndQuadrant) {
    const std::vector<Emotion> points = {{0.5f, 0.5f},  {0.51f, 0.52f},
                                         {-0.5f, 0.5f}, {-0.5f, -0.5f},
                                         {1, -1},       {2, static_cast<float>(kNan)}};
    const std::string svg = emotion_density_svg("d", points);
    expect_sound_figure(svg);
    for (const char* share : {"Q1 40.0 %", "Q2 20.0 %", "Q3 20.0 %", "Q4 20.0 %"})
        EXPECT_THAT(svg, HasSubstr(share));
    // The background, four cells that are not empty, twice twenty bars, and the scale: 1 and 2.
    EXPECT_EQ(occurrences(svg, "<rect"), 1u + 4u + 40u + 2u);
    EXPECT_THAT(svg, HasSubstr("<title>2</title>"));
    expect_sound_figure(emotion_density_svg("none", {}));
}

TEST(Waveform, DrawsTheRangeOfEachPixel) {
    std::vector<float> sound(48'000);
    for (std::size_t i = 0; i < sound.size(); ++i) sound[i] = i % 2 == 0 ? 0.5f : -0.25f;
    const std::string svg = waveform_svg("w", sound, 24'000);
    expect_sound_figure(svg);
    EXPECT_EQ(occurrences(svg, "<polygon"), 1u);
    EXPECT_LT(svg.size(), 20'000u);
    // 86 pixels from -0.5 at 130 to 0.5 at 44: -0.25 lies at 108.5; each half a pixel outwards.
    EXPECT_THAT(svg, HasSubstr(",43.5 "));
    EXPECT_THAT(svg, HasSubstr(",109.0 "));
}

TEST(Waveform, HoldsWhatIsOddInItsFrame) {
    for (const std::vector<float>& odd : {std::vector<float>{},
                                          {0.5f},
                                          {static_cast<float>(kNan), 7.0f, -7.0f},
                                          std::vector<float>(1000, 1e30f)})
        for (const int rate : {0, 8'000}) expect_sound_figure(waveform_svg("w", odd, rate));
}

}  // namespace
}  // namespace affetto
