#include "affetto/pipeline/run_comparison.hpp"

#include <gmock/gmock.h>

#include "affetto/core/error.hpp"
#include "plots/figure_checks.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using test::expect_sound_figure;
using test::occurrences;
using testing::HasSubstr;

constexpr const char* kHeader =
    "epoch,step,train_total,train_reconstruction,train_kl,validation_total,"
    "validation_reconstruction,validation_kl,learning_rate,beta,seconds\n";

class RunComparison : public testing::Test {
protected:
    /// A finished run of two epochs whose best validation loss is `best`.
    Path run(const std::string& name, const std::string& best, int batch_size) {
        const Path folder = folder_ / name;
        write_text(folder / "history.csv", std::string(kHeader) + "1,10,9,8,3," + best +
                                               ",8.5,2.5,0.001,0.1,30\n"
                                               "2,20,8,7,4,9.75,8.25,3.5,0.001,0.2,60\n");
        write_text(folder / "run.json", R"({"model": {"encoder": "gru"}, "training": {)"
                                        R"("batch_size": )" +
                                            std::to_string(batch_size) + "}}");
        write_text(folder / "config.json", R"({"representation": "notes"})");
        write_text(folder / "manifest.json",
                   R"({"steps": 21, "minutes": 1.25, "parameters": 1234, "stopped_by": "steps",)"
                   R"( "notes_per_second": 4321.5})");
        return folder;
    }
    ComparisonOptions options(std::vector<Path> runs) const {
        ComparisonOptions o;
        o.runs = std::move(runs);
        o.out = folder_ / "compared";
        o.overwrite = true;
        return o;
    }
    std::string fault_of(const ComparisonOptions& o) const {
        try {
            compare_runs(o);
        } catch (const Error& fault) {
            return fault.what();
        }
        return "none";
    }

    test::TemporaryFolder folder_;
};

TEST_F(RunComparison, DrawsAllRunsTogetherAndSaysWhatTheyReached) {
    const Json result =
        compare_runs(options({run("first run", "9.5", 16), run("\xc3\xa9tude", "9.25", 32)}));
    const Json& runs = result.at("runs");
    ASSERT_EQ(runs.size(), 2u);
    EXPECT_EQ(runs[0].at("name"), "first run");
    EXPECT_EQ(runs[0].at("steps"), 21);
    EXPECT_EQ(runs[0].at("best_validation_loss"), 9.5);
    EXPECT_EQ(runs[0].at("last_validation_loss"), 9.75);
    EXPECT_EQ(runs[0].at("best_step"), 10);
    EXPECT_EQ(runs[1].at("best_validation_loss"), 9.25);
    EXPECT_EQ(runs[1].at("tokens_per_second"), 4321.5);
    EXPECT_EQ(result.at("differences"),
              Json::parse(R"([{"field": "training.batch_size", "values": ["16", "32"]}])"));
    EXPECT_EQ(read_json(folder_ / "compared/comparison.json"), result);

    const std::string page = read_text(folder_ / "compared/report.html");
    for (const char* word : {"first run", "\xc3\xa9tude", "1234", "4321.5", "training.batch_size"})
        EXPECT_THAT(page, HasSubstr(word));
    EXPECT_EQ(occurrences(page, "<svg"), 6u);
    for (const char* name :
         {"total-steps", "total-minutes", "reconstruction-steps", "kl-minutes"}) {
        const std::string svg =
            read_text(folder_ / "compared/plots" / (std::string(name) + ".svg"));
        expect_sound_figure(svg);
        EXPECT_EQ(occurrences(svg, "<polyline"), 4u) << name;  // each run: training, validation
        EXPECT_EQ(occurrences(svg, "stroke-dasharray"), 2u) << name;
    }
}

TEST_F(RunComparison, TakesARunThatGoesOnAndOneWithoutValidation) {
    write_text(folder_ / "young/history.csv", kHeader);
    write_text(folder_ / "alone/history.csv",
               std::string(kHeader) + "1,10,9,8,3,0,0,0,0.1,0.1,30\n");
    const Json runs = compare_runs(options({folder_ / "young", folder_ / "alone"})).at("runs");
    EXPECT_TRUE(runs[0].at("steps").is_null());
    EXPECT_EQ(runs[0].at("state"), "running");
    EXPECT_EQ(runs[1].at("last_train_loss"), 9);
    EXPECT_TRUE(runs[1].at("best_validation_loss").is_null());
}

TEST_F(RunComparison, TellsRunsOfOneNameApartByTheirFolders) {
    const Json runs =
        compare_runs(options({run("a/model", "9.5", 16), run("b/model", "9.5", 16)})).at("runs");
    EXPECT_EQ(runs[0].at("name"), "a/model");
    EXPECT_EQ(runs[1].at("name"), "b/model");
}

TEST_F(RunComparison, NamesWhatIsNoRunOrIsBroken) {
    const Path good = run("good", "9.5", 16);
    EXPECT_THAT(fault_of(options({good, folder_ / "none"})), HasSubstr("none: no such folder"));
    write_text(folder_ / "foreign/notes.txt", "x");
    EXPECT_THAT(fault_of(options({good, folder_ / "foreign"})),
                HasSubstr("foreign: no history.csv; --compare takes model folders"));
    write_text(folder_ / "codec/history.csv", "step,minutes\n1,2\n");
    EXPECT_THAT(fault_of(options({folder_ / "codec"})), HasSubstr("codec/history.csv"));
    write_text(folder_ / "words/history.csv",
               std::string(kHeader) + "1,10,9,8,3,nine,0,0,0.1,0,1\n");
    EXPECT_THAT(fault_of(options({folder_ / "words"})),
                HasSubstr("line 2: validation_total is no number: 'nine'"));
    write_text(good / "manifest.json", "{");
    EXPECT_THAT(fault_of(options({good})), HasSubstr("manifest.json"));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "compared"));
}

TEST_F(RunComparison, RefusesNoRunTooManyAndOneTwice) {
    EXPECT_THAT(fault_of(options({})), HasSubstr("expected 1 to 12 folders"));
    const Path good = run("good", "9.5", 16);
    EXPECT_THAT(fault_of(options({good, good / "."})), HasSubstr("is named twice"));
    EXPECT_THAT(fault_of(options(std::vector<Path>(13, good))), HasSubstr("got 13"));
}

}  // namespace
}  // namespace affetto
