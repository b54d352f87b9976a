#include <gtest/gtest.h>

#include "cli/little_run.hpp"

namespace affetto::test {
namespace {

TEST(ManyKills, FiftyKillsAtRandomMomentsCostNothing) {
    const LittleRun run;
    expect_kills_cost_nothing(run, 50, 7);
}

}  // namespace
}  // namespace affetto::test
