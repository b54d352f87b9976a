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
    const DemoSummary first = demo(options, silent);
    EXPECT_EQ(first.done.size(), 6u);
    EXPECT_TRUE(first.skipped.empty());
    EXPECT_TRUE(std::filesystem::exists(first.report));
    EXPECT_TRUE(std::filesystem::exists(first.training_report));
    EXPECT_TRUE(std::filesystem::is_directory(first.music));
    const Json metrics = read_json(options.out / "evaluation/metrics.json");
    EXPECT_GE(metrics.at("emotion").at("generated").at("pieces").get<int>(), 40);
    EXPECT_EQ(metrics.at("reconstruction").at("posterior").at("units"), 32);

    const DemoSummary second = demo(options, silent);
    EXPECT_TRUE(second.done.empty());
    EXPECT_EQ(second.skipped.size(), 6u);

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
