#include "affetto/pipeline/training_page.hpp"

#include <gmock/gmock.h>

#include "affetto/pipeline/step_curves.hpp"
#include "plots/figure_checks.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using test::expect_sound_figure;
using test::occurrences;
using testing::HasSubstr;
using testing::Not;

TEST(TrainingPage, OfARunThatJustBeganHasEverySectionAndRefreshes) {
    TrainingPage page;
    page.title = "Training of a<b";
    page.end = expected_end(TrainingConfig{}, page.progress);
    const std::string html = training_page(page);
    for (const char* word : {"What is trained on what", "Curves", "Latent space", "Reconstructions",
                             "Samples", "Files", "http-equiv='refresh'", "not known yet",
                             "of 4000 steps", "Not drawn yet.", " UTC"})
        EXPECT_THAT(html, HasSubstr(word));
    EXPECT_THAT(html, Not(HasSubstr("a<b")));
}

TEST(TrainingPage, OfAFinishedRunStandsStill) {
    TrainingPage page;
    page.running = false;
    page.state = "stopped by steps";
    page.facts = {{"parameters", "1234"}};
    page.changed = {{"training.beta", "0.25", "0.5"}};
    page.samples = {{"Q1", {{"sample-Q1", "<svg></svg>"}}, Bytes(3), "samples/a b.mid", Bytes(3)},
                    {"Q2", {}, {}, "samples/c.npy", {}}};
    const std::string html = training_page(page);
    for (const char* word :
         {"Ended: stopped by steps", "1234", "<td>training.beta</td>", "audio/mpeg",
          "download='a b.mid' href='data:audio/midi;base64,AAAA'", "<code>samples/c.npy</code>"})
        EXPECT_THAT(html, HasSubstr(word));
    EXPECT_THAT(html, Not(HasSubstr("http-equiv='refresh'")));
    EXPECT_THAT(html, Not(HasSubstr("<progress")));
    EXPECT_EQ(occurrences(html, "href="), occurrences(html, "href='data:")) << "lead elsewhere";
}

TEST(TrainingPage, LeavesOutPlayersBeforeItGrowsTooLarge) {
    TrainingPage page;
    page.samples = {{"Q1", {}, Bytes(20'000'000), {}, {}}};
    EXPECT_LT(training_page(page).size(), 25'000'000u);
}

TEST(ExpectedEnd, IsTheLimitThatComesFirst) {
    TrainingConfig config;
    config.max_steps = 1000;
    TrainingProgress progress;
    progress.step = 250;
    progress.first_step = 200;
    progress.seconds = 10;  // 5 steps a second
    progress.minutes = 1;
    TrainingEnd end = expected_end(config, progress);
    EXPECT_EQ(end.limit, "1000 steps");
    EXPECT_DOUBLE_EQ(end.share, 0.25);
    EXPECT_DOUBLE_EQ(end.seconds_left.value(), 150);
    config.max_minutes = 2;
    end = expected_end(config, progress);
    EXPECT_EQ(end.limit, "2 minutes");
    EXPECT_DOUBLE_EQ(end.seconds_left.value(), 60);
    config.max_epochs = 3;
    progress.epoch = 2;
    progress.first_epoch = 1;
    end = expected_end(config, progress);
    EXPECT_EQ(end.limit, "3 epochs");
    EXPECT_DOUBLE_EQ(end.seconds_left.value(), 10);
    EXPECT_FALSE(expected_end(TrainingConfig{}, {}).seconds_left.has_value());
}

TEST(DurationText, IsRoughAsAPersonWouldSayIt) {
    EXPECT_EQ(duration_text(5), "less than a minute");
    EXPECT_EQ(duration_text(70), "a minute");
    EXPECT_EQ(duration_text(1500), "25 minutes");
    EXPECT_EQ(duration_text(3600 * 2.5), "2 h 30 min");
}

TEST(ThinnedCurve, KeepsFewPointsOfManyAndTheirMean) {
    ThinnedCurve curve;
    for (int i = 0; i < 100'000; ++i) curve.add(i, 2.0 * i);
    const LineSeries line = curve.series("a");
    EXPECT_LE(line.x.size(), 600u);
    EXPECT_GE(line.x.size(), 300u);
    for (std::size_t i = 0; i < line.x.size(); ++i) EXPECT_DOUBLE_EQ(line.y[i], 2 * line.x[i]);
    EXPECT_LT(line.x.front(), 200);
    EXPECT_GT(line.x.back(), 99'500);
}

TEST(StepCurves, GoOnFromALogWithALineCutShort) {
    const test::TemporaryFolder folder;
    const std::string row =
        R"({"step":1,"loss":9,"beta":0.1,"learning_rate":0.01,"gradient_norm":2})";
    write_text(folder / "log.jsonl", row + "\n{\"step\":2,\"lo");
    StepCurves curves(folder / "log.jsonl");
    curves.add(2, 8, 0.2, 0.02, 1);
    const std::vector<Figure> figures = curves.figures();
    ASSERT_EQ(figures.size(), 4u);
    for (const Figure& figure : figures) {
        expect_sound_figure(figure.svg);
        EXPECT_EQ(occurrences(figure.svg, "<polyline"), 1u) << figure.name;
    }
    EXPECT_TRUE(StepCurves().figures().empty());
}

TEST(ChangedFields, AreThoseThatDifferByTheirDottedNames) {
    const Json defaults = Json::parse(R"({"a": {"b": 1, "c": "x"}, "d": [1]})");
    const Json config = Json::parse(R"({"a": {"b": 2, "c": "x"}, "d": [1], "e": null})");
    const std::vector<ChangedField> changed = changed_fields(config, defaults);
    ASSERT_EQ(changed.size(), 2u);
    EXPECT_EQ(changed[0].name, "a.b");
    EXPECT_EQ(changed[0].value, "2");
    EXPECT_EQ(changed[0].before, "1");
    EXPECT_EQ(changed[1].name, "e");
    EXPECT_EQ(changed[1].before, "");
}

}  // namespace
}  // namespace affetto
