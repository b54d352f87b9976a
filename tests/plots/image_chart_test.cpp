#include "affetto/plots/image_chart.hpp"

#include <gmock/gmock.h>

#include <limits>
#include <stdexcept>

#include "plots/figure_checks.hpp"

namespace affetto {
namespace {

using test::occurrences;
using testing::HasSubstr;
using testing::Not;

ImageChart chart_of(std::size_t rows, const std::vector<float>& values) {
    ImageChart chart;
    chart.rows = rows;
    chart.values = values;
    chart.width = 2;
    chart.y_label = "hertz";
    chart.value_label = "dB";
    return chart;
}

void expect_whole(const std::string& svg) {
    EXPECT_EQ(occurrences(svg, "<svg"), 1u);
    EXPECT_EQ(occurrences(svg, "</svg>"), 1u);
    EXPECT_EQ(occurrences(svg, "href='data:image/png;base64,"), 2u);  // values, colours
    for (const char* word : {"'nan", "'inf", ">nan", ">inf"})
        EXPECT_EQ(occurrences(svg, word), 0u) << word;
}

TEST(ImageChart, NamesItsAxesAndItsColours) {
    const std::string svg = image_chart_svg("chart", chart_of(2, {-80, -40, -20, 0}));
    expect_whole(svg);
    for (const char* word : {">chart<", ">seconds<", ">hertz<", ">dB<", ">-80<", ">0<", ">2<"})
        EXPECT_THAT(svg, HasSubstr(word)) << word;
}

TEST(ImageChart, MayHaveAnotherAxisThanTime) {
    ImageChart chart = chart_of(2, {1, 2, 3, 4});
    chart.x_label = "codes";
    EXPECT_THAT(image_chart_svg("chart", chart), HasSubstr(">codes<"));
    EXPECT_THAT(image_chart_svg("chart", chart), Not(HasSubstr(">seconds<")));
}

TEST(ImageChart, PutsANamedTickWhereItsRowLies) {
    ImageChart chart = chart_of(4, std::vector<float>(8, 1));
    chart.row_ticks = {{0, "bottom"}, {4, "top"}};
    // The picture reaches from 44 to 286; letters stand 5 below their place.
    const std::string svg = image_chart_svg("chart", chart);
    EXPECT_THAT(svg, HasSubstr("y='291.0' text-anchor='end'>bottom<"));
    EXPECT_THAT(svg, HasSubstr("y='49.0' text-anchor='end'>top<"));
}

TEST(ImageChart, KeepsItsColoursWithinTheRangeAskedFor) {
    ImageChart chart = chart_of(1, {-200, -60, -10, 0});
    chart.lowest = -80;
    EXPECT_THAT(image_chart_svg("chart", chart), Not(HasSubstr(">-200<")));
    EXPECT_THAT(image_chart_svg("chart", chart), HasSubstr(">-80<"));
    // The same picture as of values that end there.
    ImageChart held = chart_of(1, {-80, -60, -10, 0});
    EXPECT_EQ(image_chart_svg("chart", chart), image_chart_svg("chart", held));
}

TEST(ImageChart, TakesOddValuesAndStaysSmall) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float infinity = std::numeric_limits<float>::infinity();
    expect_whole(image_chart_svg("t", chart_of(1, {nan, nan})));
    expect_whole(image_chart_svg("t", chart_of(2, {nan, infinity, -infinity, 3})));
    expect_whole(image_chart_svg("t", chart_of(1, {7})));
    EXPECT_LT(image_chart_svg("t", chart_of(1, std::vector<float>(1'000'000, 1))).size(), 20'000u);
    EXPECT_THROW(image_chart_svg("t", chart_of(2, {1, 2, 3})), std::invalid_argument);
    EXPECT_THROW(image_chart_svg("t", chart_of(0, {})), std::invalid_argument);
}

}  // namespace
}  // namespace affetto
