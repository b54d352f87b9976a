#include "affetto/pipeline/run_record.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affetto/core/error.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;

RunRecord record() {
    RunRecord r;
    r.latents = std::string(64, 'a');
    r.precision = "float32";
    r.threads = 1;
    return r;
}

std::string refusal(const RunRecord& now) {
    try {
        changes_on_resume(record(), now, 10);
    } catch (const UsageError& fault) {
        return fault.what();
    }
    return "";
}

TEST(RunRecord, ComesBackAsItWasWritten) {
    const test::TemporaryFolder folder;
    RunRecord r = record();
    r.config.training.beta = 0.25;
    r.batch_fit = {{"batch_size", 64}};
    r.changes.push_back({{"step", 3}, {"field", "training.beta"}});
    write_run_record(folder / "run.json", r);
    const RunRecord read = read_run_record(folder / "run.json");
    EXPECT_EQ(to_json(read.config), to_json(r.config));
    EXPECT_EQ(read.latents, r.latents);
    EXPECT_EQ(read.precision, r.precision);
    EXPECT_EQ(read.threads, r.threads);
    EXPECT_EQ(read.batch_fit, r.batch_fit);
    EXPECT_EQ(read.changes, r.changes);
}

TEST(RunRecord, OfAnOlderVersionIsTheConfigurationAlone) {
    const test::TemporaryFolder folder;
    write_text(folder / "run.json", R"({"model": {}, "training": {"beta": 0.3}})");
    const RunRecord old = read_run_record(folder / "run.json");
    EXPECT_EQ(old.config.training.beta, 0.3);
    RunRecord now = record();
    now.config.training.beta = 0.3;
    EXPECT_TRUE(changes_on_resume(old, now, 10).empty());
}

TEST(Resume, MayAlwaysChangeLimits) {
    RunRecord now = record();
    now.config.training.max_steps = 9;
    now.config.training.max_minutes = 2;
    now.config.training.checkpoint_steps = 7;
    EXPECT_TRUE(changes_on_resume(record(), now, 10).empty());
}

TEST(Resume, RecordsWhatSteersTheStepsToCome) {
    RunRecord now = record();
    now.config.training.learning_rate = 0.001;
    now.threads = 2;
    const Json changes = changes_on_resume(record(), now, 10);
    ASSERT_EQ(changes.size(), 2u);
    EXPECT_EQ(changes[0].at("step"), 10);
    EXPECT_EQ(changes_text(changes),
              "training.learning_rate from 0.002 to 0.001, threads from 1 "
              "to 2");
}

TEST(Resume, RefusesAnotherNetworkSeedOrLatentsWithTheReason) {
    RunRecord now = record();
    now.config.model.latent_dim = 8;
    EXPECT_THAT(refusal(now), HasSubstr("model.latent_dim was 32 and is now 8"));
    now = record();
    now.config.training.seed = 2;
    EXPECT_THAT(refusal(now), HasSubstr("training.seed was 1 and is now 2"));
    now = record();
    now.latents = std::string(64, 'b');
    EXPECT_THAT(refusal(now), HasSubstr("the latents are not those"));
    EXPECT_THAT(refusal(now), HasSubstr("another --out"));
    EXPECT_EQ(refusal(record()), "");
}

}  // namespace
}  // namespace affetto
