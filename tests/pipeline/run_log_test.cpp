#include "affetto/pipeline/run_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affetto/core/csv.hpp"
#include "affetto/core/json.hpp"
#include "affetto/model/model_folder.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;

class RunLogTest : public testing::Test {
protected:
    void TearDown() override { set_file_fault({}); }

    static StepReport step(std::int64_t n) {
        StepReport r;
        r.step = n;
        return r;
    }
    static EpochReport epoch(std::int64_t n, std::int64_t at) {
        EpochReport r;
        r.epoch = n;
        r.step = at;
        r.use = latent_use(at::ones({4, 2}), at::ones({4, 2}), 4);
        return r;
    }
    /// Two epochs of three steps.
    void log_six_steps(RunLog& log) {
        for (int n = 1; n <= 6; ++n) {
            log.after_step(step(n));
            if (n % 3 == 0) log.after_epoch(epoch(n / 3, n), network_);
        }
        log.flush();
    }
    std::vector<std::int64_t> steps_logged() const {
        std::vector<std::int64_t> steps;
        const std::string text = read_text(folder_ / "log.jsonl");
        for (std::size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1)
            steps.push_back(
                parse_json(text.substr(begin, text.find('\n', begin) - begin), "log.jsonl")
                    .at("step"));
        return steps;
    }

    /// A run's network, which the log does not look at.
    struct Nothing : Network {
        VaeLoss loss(const Batch&, const LossConfig&, const Forward&) const override { return {}; }
    } network_;
    test::TemporaryFolder folder_;
    std::vector<std::string> warnings_;
    const Warn warn_ = [this](const std::string& what) { warnings_.push_back(what); };
};

TEST_F(RunLogTest, AResumedRunCutsBothTablesBackToItsCheckpoint) {
    RunLog first(folder_.path(), 0);
    log_six_steps(first);
    const RunLog resumed(folder_.path(), 4);
    EXPECT_THAT(steps_logged(), testing::ElementsAre(1, 2, 3, 4));
    EXPECT_EQ(read_csv(folder_ / "history.csv").rows.size(), 1u);
}

TEST_F(RunLogTest, AHalfLineAtTheEndIsDropped) {
    RunLog first(folder_.path(), 0);
    log_six_steps(first);
    append_text(folder_ / "log.jsonl", "{\"step\": 7, \"epo");
    const RunLog resumed(folder_.path(), 10);
    EXPECT_THAT(steps_logged(), testing::ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST_F(RunLogTest, AHistoryOfFewerColumnsIsKept) {
    write_text(folder_ / "history.csv", "epoch,step,train_total\n1,3,9.5\n2,6,9.25\n");
    RunLog resumed(folder_.path(), 3);
    resumed.after_epoch(epoch(2, 6), network_);
    const CsvTable history = read_csv(folder_ / "history.csv");
    ASSERT_EQ(history.rows.size(), 2u);
    EXPECT_EQ(history.rows[0][2], "9.5");
    EXPECT_EQ(history.rows[1][history.require_column("active_units")], "0");
    EXPECT_EQ(history.rows[1][history.require_column("kl_per_dimension")], "1.0000 1.0000");
}

TEST_F(RunLogTest, ABrokenHistoryIsAWarningThatNamesIt) {
    write_text(folder_ / "history.csv", "epoch,step\n\"1,3\n");
    EXPECT_NO_THROW(RunLog(folder_.path(), 3, warn_));
    ASSERT_EQ(warnings_.size(), 1u);
    EXPECT_THAT(warnings_[0], HasSubstr("history.csv"));
}

TEST_F(RunLogTest, AFullDiskIsAWarningAndNothingIsMissingOnceThereIsSpace) {
    RunLog log(folder_.path(), 0, warn_);
    set_file_fault([](std::string_view) { return true; });
    for (int n = 1; n <= 300; ++n) log.after_step(step(n));
    log.after_epoch(epoch(1, 300), network_);
    EXPECT_LE(warnings_.size(), 5u);
    ASSERT_FALSE(warnings_.empty());
    EXPECT_THAT(warnings_[0], HasSubstr("no space left"));
    set_file_fault({});
    log.after_epoch(epoch(2, 300), network_);
    EXPECT_EQ(steps_logged().size(), 300u);
    EXPECT_EQ(read_csv(folder_ / "history.csv").rows.size(), 2u);
}

}  // namespace
}  // namespace affetto
