#include <gmock/gmock.h>

#include <limits>

#include "affetto/plots/cloud.hpp"
#include "affetto/plots/heat_map.hpp"
#include "affetto/plots/intervals.hpp"
#include "affetto/plots/line_chart.hpp"
#include "affetto/plots/piano_roll.hpp"
#include "affetto/plots/scatter.hpp"
#include "affetto/plots/spread_chart.hpp"
#include "affetto/plots/value_bars.hpp"
#include "plots/figure_checks.hpp"

namespace affetto {
namespace {

using test::expect_sound_figure;
using test::occurrences;
using testing::HasSubstr;
using testing::Not;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(LineChart, DrawsALineASeriesAndNamesIt) {
    const std::string svg =
        line_chart_svg("loss", {"epoch", "nats"},
                       {{"train", {1, 2, 3}, {3, 2, 1}}, {"validation", {1, 2, 3}, {3, 3, 3}}});
    expect_sound_figure(svg);
    EXPECT_EQ(occurrences(svg, "<polyline"), 2u);
    for (const char* word : {">train<", ">validation<", ">epoch<", ">nats<", ">loss<"})
        EXPECT_THAT(svg, HasSubstr(word));
}

TEST(LineChart, DrawsASeriesInTheColourOfAnotherWithoutNamingIt) {
    const std::string svg = line_chart_svg(
        "t", {}, {{"kept", {1, 2}, {1, 2}}, {"", {1, 2}, {2, 3}, LineStyle::thin_dashes, 0}});
    expect_sound_figure(svg);
    EXPECT_EQ(occurrences(svg, "<polyline"), 2u);
    EXPECT_EQ(occurrences(svg, "stroke-dasharray"), 1u);
    EXPECT_EQ(occurrences(svg, "<path"), 1u);  // of the legend
    EXPECT_EQ(occurrences(svg, "#e69f00"), 0u);
}

TEST(LineChart, BreaksItsLegendIntoRows) {
    std::vector<LineSeries> series;
    for (int i = 0; i < 8; ++i)
        series.push_back({"a run with a long name " + std::to_string(i), {1, 2}, {1, 2}});
    const std::string svg = line_chart_svg("t", {}, series);
    expect_sound_figure(svg);
    // Three pieces stand at the left: 8 names of 25 letters do not fit into two rows.
    EXPECT_GE(occurrences(svg, "<path d='M72.0 "), 3u);
}

TEST(LineChart, BreaksWhereThereIsNoNumber) {
    const std::vector<double> x = {1, 2, 3, 4, 5};
    const std::string gap = line_chart_svg("t", {}, {{"a", x, {1, 2, kNan, 3, 4}}});
    expect_sound_figure(gap);
    EXPECT_EQ(occurrences(gap, "<polyline"), 2u);
    const std::string log =
        line_chart_svg("t", {"", "", true}, {{"a", x, {0.001, 1, 0, -1, kInfinity}}});
    expect_sound_figure(log);
    EXPECT_EQ(occurrences(log, "<polyline"), 1u);
    EXPECT_THAT(log, HasSubstr(">0.001<"));
}

TEST(LineChart, BeginsAtZeroOnRequest) {
    const std::vector<LineSeries> series = {{"a", {1, 2, 3}, {800, 900, 1000}}};
    EXPECT_THAT(line_chart_svg("t", {"x", "y"}, series), Not(HasSubstr(">0<")));
    EXPECT_THAT(line_chart_svg("t", {"x", "y", false, true}, series), HasSubstr(">0<"));
    expect_sound_figure(line_chart_svg("t", {"x", "y", false, true}, {}));
}

TEST(ValueBars, DrawsABarAValueAndMarksSome) {
    ValueBars bars;
    bars.values = {1, 0.5, kNan, -0.25};
    bars.marked = {true, false, true, false};
    bars.marked_name = "active";
    bars.other_name = "idle";
    const std::string svg = value_bars_svg("v", bars);
    expect_sound_figure(svg);
    EXPECT_EQ(occurrences(svg, "<rect"), 1u + 2u + 3u);  // background, legend, bars
    for (const char* word : {">active<", ">idle<", "<title>1: 0.500</title>"})
        EXPECT_THAT(svg, HasSubstr(word));
    expect_sound_figure(value_bars_svg("none", {}));
    bars.marked.pop_back();
    EXPECT_THROW(value_bars_svg("v", bars), std::invalid_argument);
}

TEST(LineChart, ShowsAloneStandingPointsAndEmptyCharts) {
    const std::string one = line_chart_svg("t", {}, {{"a", {1}, {5}}});
    expect_sound_figure(one);
    EXPECT_EQ(occurrences(one, "<circle"), 1u);
    expect_sound_figure(line_chart_svg("t", {}, {}));
    EXPECT_THROW(line_chart_svg("t", {}, {{"a", {1, 2}, {5}}}), std::invalid_argument);
}

TEST(Cloud, HoldsEveryPointWhereverItLies) {
    const std::string svg =
        cloud_svg("clips", "first", "second", {{"Q1", {-120, 3}, {0.5, 7}}, {"Q2", {}, {}}});
    expect_sound_figure(svg);
    EXPECT_EQ(occurrences(svg, "<circle"), 2u);
    for (const char* word : {">clips<", ">first<", ">second<", ">Q1<", ">Q2<", ">-100<"})
        EXPECT_THAT(svg, HasSubstr(word)) << word;
    expect_sound_figure(cloud_svg("t", "", "", {{"a", {kNan, 1, 2}, {1, kInfinity, 2}}}));
    expect_sound_figure(cloud_svg("t", "", "", {}));
    EXPECT_THROW(cloud_svg("t", "", "", {{"a", {1, 2}, {1}}}), std::invalid_argument);
}

HeatMap two_by_two() {
    HeatMap map;
    map.rows = {"r1", "r2"};
    map.columns = {"c1", "c2"};
    map.cells = {{1.0, 2.0}, {std::nullopt, 4.0}};
    return map;
}

TEST(HeatMap, WritesEveryNumberAndADashWhereThereIsNone) {
    const std::string svg = heat_map_svg("confusion", two_by_two());
    expect_sound_figure(svg);
    for (const char* word : {">1<", ">2<", ">4<", ">\xe2\x80\x93<", ">r1<", ">c2<"})
        EXPECT_THAT(svg, HasSubstr(word)) << word;
}

TEST(HeatMap, TurnsItsShadesRoundForDistances) {
    HeatMap map = two_by_two();
    // White numbers stand on the darkest cells only.
    EXPECT_THAT(heat_map_svg("t", map), HasSubstr("<g fill='#fff'><text"));
    EXPECT_THAT(heat_map_svg("t", map), Not(testing::ContainsRegex("#fff'><text[^>]*>1<")));
    map.darkest_is_low = true;
    EXPECT_THAT(heat_map_svg("t", map), testing::ContainsRegex("#fff'><text[^>]*>1<"));
}

TEST(HeatMap, TakesOddCellsAndRefusesLabelsThatDoNotFit) {
    HeatMap map = two_by_two();
    map.cells = {{kNan, kInfinity}, {3.0, 3.0}};
    expect_sound_figure(heat_map_svg("t", map));
    expect_sound_figure(heat_map_svg("t", {}));
    map.rows.pop_back();
    EXPECT_THROW(heat_map_svg("t", map), std::invalid_argument);
}

TEST(PianoRoll, DrawsEveryNoteAndNamesPartsAndOctaves) {
    const std::vector<RollNote> notes = {{0, 1, 60, 80, 0}, {1, 2, 64, 127, 1}, {2, 8, 48, 1, 0}};
    const std::string svg = piano_roll_svg("piece", notes, {"piano", "bass & drum", "unused"});
    expect_sound_figure(svg);
    EXPECT_EQ(occurrences(svg, "<rect"), 2u + 3u + 2u);  // backgrounds, notes, legend
    for (const char* word : {">C4<", ">C3<", ">seconds<", ">10<", ">piano<", ">bass &amp; drum<"})
        EXPECT_THAT(svg, HasSubstr(word)) << word;
    EXPECT_THAT(svg, Not(HasSubstr("unused")));
}

TEST(PianoRoll, LeavesOutWhatIsNoNote) {
    const std::vector<RollNote> odd = {{kNan, 1}, {0, kInfinity}, {0, 1, 400}, {-1, 1}, {1e12, 1}};
    expect_sound_figure(piano_roll_svg("t", odd));
    expect_sound_figure(piano_roll_svg("t", {}));
}

TEST(Scatter, DrawsEveryFinitePointWithinItsFrame) {
    const std::string svg =
        scatter_svg("t", "asked", "heard", {{"a", {0, 0.5, kNan}, {0, 7, 0}}, {"b", {-1}, {-1}}});
    expect_sound_figure(svg);
    EXPECT_EQ(occurrences(svg, "<circle"), 3u);
    EXPECT_THROW(scatter_svg("t", "", "", {{"a", {1}, {}}}), std::invalid_argument);
}

TEST(SpreadChart, DrawsABarAndALineAChannel) {
    const std::string svg =
        spread_chart_svg("t", {{1, -5, kNan}, {0.5, 2, 1}, {{0.5, "C"}, {1.5, "C#"}}, "x", "dB"});
    expect_sound_figure(svg);
    EXPECT_EQ(occurrences(svg, "<rect"), 1u + 2u * 2u);  // the background, two channels
    for (const char* word : {">C<", ">C#<", ">dB<", "-5.00 \xc2\xb1 2.00"})
        EXPECT_THAT(svg, HasSubstr(word)) << word;
    expect_sound_figure(spread_chart_svg("t", {}));
    EXPECT_THROW(spread_chart_svg("t", {{1}, {}, {}, "", ""}), std::invalid_argument);
}

TEST(Intervals, DrawADotARowAndALineWhereItIsKnown) {
    const std::string svg = intervals_svg(
        "t", {{"sure", 0.5, 0.4, 0.6}, {"alone", 0.25, {}, {}}, {"unknown", kNan, {}, {}}}, 0, 1,
        0.25);
    expect_sound_figure(svg);
    EXPECT_EQ(occurrences(svg, "<circle"), 2u);
    EXPECT_EQ(occurrences(svg, "<rect"), 1u + 1u);  // background, one interval
    EXPECT_THAT(svg, HasSubstr(">unknown<"));
    EXPECT_THROW(intervals_svg("t", {}, 1, 1), std::invalid_argument);
}

}  // namespace
}  // namespace affetto
