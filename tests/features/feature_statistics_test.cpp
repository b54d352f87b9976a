#include "affetto/features/feature_statistics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "affetto/core/error.hpp"
#include "features/test_sounds.hpp"

namespace affetto {
namespace {

using test::largest_difference;

FeatureStatistics statistics_of(const at::Tensor& features) {
    StatisticsAccumulator accumulator;
    accumulator.add(features);
    return accumulator.result();
}

TEST(FeatureStatistics, AreTheMeanAndDeviationOfEachDimension) {
    const FeatureStatistics s =
        statistics_of(at::tensor({1.0f, 10.0f, 2.0f, 10.0f, 6.0f, 10.0f}).view({3, 2}));
    EXPECT_EQ(s.frames, 3);
    EXPECT_LT(largest_difference(s.mean, at::tensor({3.0, 10.0})), 1e-12);
    // sqrt((4 + 1 + 9) / 3); a dimension that never moves is left as it is.
    EXPECT_LT(largest_difference(s.deviation, at::tensor({std::sqrt(14.0 / 3), 1.0})), 1e-12);
}

TEST(FeatureStatistics, DoNotDependOnHowTheFramesCome) {
    const at::Tensor x = test::noise({1'000, 4}, 12) + 1e4;  // far from 0: sums would cancel
    const FeatureStatistics whole = statistics_of(x);
    StatisticsAccumulator one, other;
    one.add(x.slice(0, 0, 1));
    one.add(x.slice(0, 1, 400).view({3, 133, 4}));
    other.add(x.slice(0, 400));
    one.add(x.slice(0, 0, 0));
    one.merge(other);
    const FeatureStatistics parts = one.result();
    EXPECT_EQ(parts.frames, 1'000);
    EXPECT_LT(largest_difference(parts.mean, whole.mean), 1e-9);
    EXPECT_LT(largest_difference(parts.deviation, whole.deviation), 1e-9);
}

TEST(FeatureStatistics, NormaliseAndRestoreUndoEachOther) {
    const at::Tensor x = test::noise({2, 50, 4}, 13) * 30 - 40;
    const FeatureStatistics s = statistics_of(x);
    const at::Tensor normalised = s.normalise(x);
    EXPECT_LT(normalised.view({-1, 4}).mean(0).abs().max().item<double>(), 1e-5);
    EXPECT_LT((normalised.square().view({-1, 4}).mean(0) - 1).abs().max().item<double>(), 1e-4);
    EXPECT_LT(largest_difference(s.restore(normalised), x), 1e-4);
    EXPECT_THROW(s.normalise(at::zeros({3, 5})), std::invalid_argument);
}

TEST(FeatureStatistics, GoThroughJsonUnchanged) {
    const FeatureStatistics s = statistics_of(test::noise({20, 3}, 14));
    const FeatureStatistics back =
        statistics_from_json(parse_json(to_json(s).dump(), "test"), "test");
    EXPECT_EQ(back.frames, s.frames);
    EXPECT_TRUE(at::equal(back.mean, s.mean));
    EXPECT_TRUE(at::equal(back.deviation, s.deviation));
}

TEST(FeatureStatistics, RefuseWhatTheyDidNotWrite) {
    for (const char* text :
         {"3", "{}", R"({"frames":2,"mean":[1],"deviation":[]})",
          R"({"frames":2,"mean":[1,2],"deviation":[1]})",
          R"({"frames":2,"mean":[1],"deviation":[0]})",
          R"({"frames":2,"mean":["x"],"deviation":[1]})", R"({"mean":[1],"deviation":[1]})",
          R"({"frames":-2,"mean":[1],"deviation":[1]})"})
        EXPECT_THAT([&] { statistics_from_json(parse_json(text, "test"), "m.json"); },
                    testing::ThrowsMessage<DataError>(testing::HasSubstr("m.json")))
            << text;
}

TEST(FeatureStatistics, RefuseNothingAndWhatIsNotFinite) {
    EXPECT_THROW(StatisticsAccumulator().result(), DataError);
    StatisticsAccumulator accumulator;
    const float nan = std::numeric_limits<float>::quiet_NaN();
    EXPECT_THROW(accumulator.add(at::full({2, 3}, nan)), DataError);
}

}  // namespace
}  // namespace affetto
