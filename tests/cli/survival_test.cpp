// A training run that is killed, asked to end or asked for a checkpoint, by the real program.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "affetto/core/json.hpp"
#include "cli/little_run.hpp"

namespace affetto::test {
namespace {

using testing::HasSubstr;

class Survival : public testing::Test {
protected:
    static void SetUpTestSuite() { run_ = std::make_unique<LittleRun>(); }
    static void TearDownTestSuite() { run_.reset(); }

    /// Starts a run and waits until it has a checkpoint.
    static std::unique_ptr<StartedProgram> started(const std::string& name,
                                                   const std::vector<std::string>& more = {}) {
        std::vector<std::string> arguments = run_->begin(name);
        arguments.insert(arguments.end(), more.begin(), more.end());
        auto program = std::make_unique<StartedProgram>(arguments);
        while (run_->newest_step(name) == 0 && !program->has_ended())
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        return program;
    }

    static inline std::unique_ptr<LittleRun> run_;
};

TEST_F(Survival, ThreeKillsAtRandomMomentsCostNothing) { expect_kills_cost_nothing(*run_, 3, 1); }

TEST_F(Survival, SigtermEndsWith130AWholeModelAndACheckpointToGoOnFrom) {
    const auto program = started("ended");
    program->signal(SIGTERM);
    const Result end = program->wait();
    ASSERT_EQ(end.status, 130) << end.err;
    EXPECT_THAT(end.err, HasSubstr("interrupted"));
    EXPECT_EQ(run_affetto({"inspect", run_->folder("ended").string()}).status, 0);
    const Json manifest = read_json(run_->folder("ended") / "manifest.json");
    EXPECT_EQ(manifest.at("steps"), run_->newest_step("ended"));
    EXPECT_EQ(manifest.at("stopped_by"), "interrupted");
    const Result rest = run_affetto(run_->resume("ended"));
    ASSERT_EQ(rest.status, 0) << rest.err;
    EXPECT_EQ(read_json(run_->folder("ended") / "manifest.json").at("steps"), 160);
}

TEST_F(Survival, Sigusr1WritesACheckpointAndTrainingGoesOnToItsEnd) {
    const auto program = started("asked");
    program->signal(SIGUSR1);
    const Result end = program->wait();
    ASSERT_EQ(end.status, 0) << end.err;
    EXPECT_THAT(end.err, HasSubstr("warning: SIGUSR1: a checkpoint is written at step "));
    EXPECT_THAT(end.out, HasSubstr("160 steps"));
    EXPECT_THAT(end.out, HasSubstr(" GB of memory"));
}

TEST_F(Survival, Sigusr1EndsTheRunWhereThatIsAskedFor) {
    const auto program = started("stopped", {"--at-sigusr1", "stop"});
    program->signal(SIGUSR1);
    const Result end = program->wait();
    ASSERT_EQ(end.status, 130) << end.err;
    EXPECT_THAT(end.err, HasSubstr("SIGUSR1: a checkpoint is written at step "));
    EXPECT_EQ(read_json(run_->folder("stopped") / "manifest.json").at("stopped_by"), "SIGUSR1");
}

TEST_F(Survival, ADamagedNewestCheckpointIsPassedOverWithAWarning) {
    {
        const auto program = started("damaged");
        while (run_->newest_step("damaged") < 12 && !program->has_ended())
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    const std::int64_t newest = run_->newest_step("damaged");
    ASSERT_GE(newest, 12);
    const std::string name = "step-" + std::to_string(newest) + ".safetensors";
    std::filesystem::resize_file(run_->folder("damaged") / "checkpoints" / name, 1000);
    const Result rest = run_affetto(run_->resume("damaged"));
    EXPECT_EQ(rest.status, 0) << rest.err;
    EXPECT_THAT(rest.err, HasSubstr("warning: "));
    EXPECT_THAT(rest.err, HasSubstr(name));
    EXPECT_THAT(rest.err, HasSubstr("going on from "));
}

TEST_F(Survival, ResumeRefusesAnotherNetworkAndSaysWhy) {
    std::vector<std::string> once = run_->begin("other");
    once.insert(once.end(), {"--steps", "4"});
    ASSERT_EQ(run_affetto(once).status, 0);
    std::vector<std::string> changed = run_->resume("other");
    changed.insert(changed.end(), {"--latent-dim", "9"});
    const Result refused = run_affetto(changed);
    EXPECT_EQ(refused.status, 2);
    EXPECT_THAT(refused.err, HasSubstr("model.latent_dim was 4 and is now 9"));
}

TEST_F(Survival, TheBatchSizeThatFitsIsRecordedAndAResumeKeepsIt) {
    std::vector<std::string> fitted = run_->begin("fitted");
    fitted.insert(fitted.end(), {"--batch-size", "auto", "--memory", "4", "--steps", "2"});
    const Result run = run_affetto(fitted);
    ASSERT_EQ(run.status, 0) << run.err;
    const Path record = run_->folder("fitted") / "run.json";
    const int size = read_json(record).at("training").at("batch_size");
    EXPECT_GE(size, 8);
    std::vector<std::string> further = run_->resume("fitted");
    further.insert(further.end(), {"--steps", "3"});
    ASSERT_EQ(run_affetto(further).status, 0);
    EXPECT_EQ(read_json(record).at("training").at("batch_size"), size);
    const Json manifest = read_json(run_->folder("fitted") / "manifest.json");
    EXPECT_EQ(manifest.at("batch_fit").at("batch_size"), size);
    EXPECT_LT(manifest.at("peak_memory_bytes"), 4'000'000'000);
}

TEST_F(Survival, TrainingAtTheDefaultSizesTakesLittleMemory) {
    const std::string latents = run_->folder("long-windows").string(),
                      out = run_->folder("default").string();
    ASSERT_EQ(run_affetto({"latents", "--clips", run_->folder("clips").string(), "--out", latents})
                  .status,
              0);
    const Result run = run_affetto(
        {"train", "--latents", latents, "--out", out, "--steps", "2", "--no-report", "--json"});
    ASSERT_EQ(run.status, 0) << run.err;
    EXPECT_LT(parse_json(run.out, "stdout").at("peak_memory_bytes"), 1'500'000'000);
}

}  // namespace
}  // namespace affetto::test
