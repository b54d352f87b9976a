#include "affetto/pipeline/demo.hpp"

#include <gtest/gtest.h>

#include "affetto/core/error.hpp"
#include "affetto/core/json.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

TEST(Demo, RunsEveryStageOnceAndSkipsThemTheSecondTime) {
    const test::TemporaryFolder folder;
    DemoOptions options;
    options.out = folder / "demo";
    options.steps = 2;
    Progress silent;
    std::string plan;
    options.say = [&](const std::string& text) { plan = text; };
    const DemoSummary first = demo(options, silent);
    EXPECT_EQ(first.done.size(), 6u);
    EXPECT_TRUE(first.skipped.empty());
    EXPECT_TRUE(std::filesystem::exists(first.report));
    EXPECT_TRUE(std::filesystem::exists(first.training_report));
    EXPECT_TRUE(std::filesystem::is_regular_file(first.music)) << display(first.music);
    EXPECT_NE(first.why.find("the listener hears"), std::string::npos) << first.why;
    for (const char* stage : {"corpus", "clips", "latents", "model", "generated", "evaluation"})
        EXPECT_NE(plan.find(stage), std::string::npos) << stage << " in " << plan;
    EXPECT_EQ(plan.rfind("About ", 0), 0u) << plan;
    const Json metrics = read_json(options.out / "evaluation/metrics.json");
    EXPECT_GE(metrics.at("emotion").at("generated").at("pieces").get<int>(), 40);
    EXPECT_EQ(metrics.at("reconstruction").at("posterior").at("units"), 32);

    const DemoSummary second = demo(options, silent);
    EXPECT_TRUE(second.done.empty());
    EXPECT_EQ(second.skipped.size(), 6u);
    EXPECT_EQ(second.music, first.music);
    EXPECT_EQ(plan, "Every stage is done already.\n");

    options.steps = 3;  // another model: corpus, clips and latents stay
    const DemoSummary third = demo(options, silent);
    EXPECT_EQ(third.skipped.size(), 3u);
    EXPECT_EQ(third.done.front(), "model");
}

TEST(Demo, KeepsAwayFromAFolderOfOtherThings) {
    const test::TemporaryFolder folder;
    write_text(folder / "photos" / "thesis.doc", "years");
    DemoOptions options;
    options.out = folder / "photos";
    Progress silent;
    EXPECT_THROW(demo(options, silent), UsageError);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(options.out), {}), 1);
}

}  // namespace
}  // namespace affetto
