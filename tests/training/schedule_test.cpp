#include "affetto/training/schedule.hpp"

#include <gtest/gtest.h>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

TrainingConfig with_schedule(const std::string& name) {
    TrainingConfig c;
    c.beta_schedule = name;
    c.beta = 0.8;
    c.beta_warmup_steps = 100;
    c.beta_ratio = 0.5;
    c.beta_cycles = 3;
    return c;
}

TEST(BetaSchedule, ConstantIsBetaFromTheFirstStep) {
    const TrainingConfig c = with_schedule("constant");
    for (const int step : {0, 1, 99, 100'000}) EXPECT_EQ(beta_at(c, step), 0.8);
}

TEST(BetaSchedule, LinearGrowsOnceAndStays) {
    const TrainingConfig c = with_schedule("linear");
    EXPECT_EQ(beta_at(c, 0), 0);
    EXPECT_DOUBLE_EQ(beta_at(c, 25), 0.2);
    EXPECT_EQ(beta_at(c, 100), 0.8);
    EXPECT_EQ(beta_at(c, 250), 0.8);
}

TEST(BetaSchedule, CyclicalGrowsInItsShareOfEachCycleAndStaysAfterTheLast) {
    const TrainingConfig c = with_schedule("cyclical");  // cycles of 200 steps
    for (const int begin : {0, 200, 400}) {
        EXPECT_EQ(beta_at(c, begin), 0) << begin;
        EXPECT_DOUBLE_EQ(beta_at(c, begin + 50), 0.4) << begin;
        EXPECT_EQ(beta_at(c, begin + 100), 0.8) << begin;
        EXPECT_EQ(beta_at(c, begin + 199), 0.8) << begin;
    }
    for (const int step : {600, 650, 10'000}) EXPECT_EQ(beta_at(c, step), 0.8) << step;
}

TEST(BetaSchedule, AnUnknownOneIsRefusedByName) {
    TrainingConfig c = with_schedule("cyclic");
    try {
        validate(c);
        FAIL() << "expected an error";
    } catch (const ConfigError& fault) {
        EXPECT_NE(std::string(fault.what()).find("beta_schedule"), std::string::npos);
        EXPECT_NE(std::string(fault.what()).find("'cyclic'"), std::string::npos);
    }
}

}  // namespace
}  // namespace affetto
