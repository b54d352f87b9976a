#include <gmock/gmock.h>

#include <cmath>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "affetto/core/json.hpp"
#include "affetto/core/text.hpp"
#include "cli/launched_ranks.hpp"
#include "support/test_data.hpp"

// Several processes of the program that train one model, on a tiny corpus.

namespace affetto::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using Words = std::vector<std::string>;

constexpr double kPatience = 100;  // seconds that no run here comes near, on a busy machine

class TrainOnRanks : public testing::Test {
protected:
    static void SetUpTestSuite() {
        data_ = std::make_unique<TemporaryFolder>();
        const auto made = [](const Words& words) { ASSERT_EQ(run_affetto(words).status, 0); };
        made({"corpus", "--out", at("corpus"), "--clips", "24"});
        made({"preprocess", "--dataset", "etudes", "--root", at("corpus"), "--out", at("clips")});
        made({"latents", "--clips", at("clips"), "--representation", "notes", "--window", "32",
              "--out", at("latents")});
        write_text(*data_ / "small.json",
                   R"({"model": {"encoder_dim": 16, "decoder_dim": 16, "attention_dim": 16,
                       "attention_heads": 2, "head_dim": 16, "embedding_dim": 8, "latent_dim": 4},
                       "training": {"batch_size": 8, "checkpoint_steps": 5}})");
    }
    static void TearDownTestSuite() { data_.reset(); }

    static std::string at(const std::string& name) { return (*data_ / name).string(); }

    static Words train(const std::string& out, const std::string& steps, const Words& more = {},
                       const std::string& timeout = "60") {
        Words words{"train",    "--latents",      at("latents"), "--out", at(out),
                    "--config", at("small.json"), "--steps",     steps,   "--timeout",
                    timeout,    "--precision",    "float32"};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }

    static std::vector<double> losses(const std::string& out) {
        std::vector<double> found;
        const std::string text = read_text(*data_ / out / "log.jsonl");
        for (const std::string_view line : split(text, '\n'))
            if (!line.empty()) found.push_back(parse_json(line, "log").at("loss").get<double>());
        return found;
    }

    /// Waits until the run in `out` has written a checkpoint.
    static void wait_for_a_checkpoint(const std::string& out) {
        ASSERT_TRUE(comes_true(kPatience, [&] {
            std::error_code error;
            for (const auto& entry :
                 std::filesystem::directory_iterator(*data_ / out / "checkpoints", error))
                if (entry.path().extension() == ".safetensors") return true;
            return false;
        }));
    }

    static std::unique_ptr<StartedProgram> started(const Words& words, const Variables& variables) {
        return std::make_unique<StartedProgram>(words, Setting{{}, "", -1, variables});
    }

    /// `count` processes as a launcher starts them, each with what `variables` gives it.
    static std::vector<std::unique_ptr<StartedProgram>> launch(
        int count, const Words& words, const std::function<Variables(int rank)>& variables) {
        std::vector<std::unique_ptr<StartedProgram>> programs;
        for (int r = 0; r < count; ++r) programs.push_back(started(words, variables(r)));
        return programs;
    }

    static Variables torchrun(int rank, int size, int port) {
        return {{"RANK", std::to_string(rank)},
                {"WORLD_SIZE", std::to_string(size)},
                {"LOCAL_RANK", std::to_string(rank)},
                {"MASTER_ADDR", "127.0.0.1"},
                {"MASTER_PORT", std::to_string(port)}};
    }

    static std::unique_ptr<TemporaryFolder> data_;
};
std::unique_ptr<TemporaryFolder> TrainOnRanks::data_;

/// Means over the last ten steps: ranks draw dropout and latents of their own.
double level(const std::vector<double>& losses) {
    double sum = 0;
    for (std::size_t i = losses.size() - 10; i < losses.size(); ++i) sum += losses[i];
    return sum / 10;
}

TEST_F(TrainOnRanks, TheCurveFollowsThatOfOneRankWithTheSameBatch) {
    ASSERT_EQ(run_affetto(train("one", "30")).status, 0);
    const std::vector<double> one = losses("one");
    ASSERT_EQ(one.size(), 30u);
    for (const char* count : {"2", "4"}) {
        const std::string out = std::string("ranks") + count;
        const Result run = run_affetto(train(out, "30", {"--ranks", count}));
        ASSERT_EQ(run.status, 0) << run.err;
        EXPECT_THAT(run.out, HasSubstr("30 steps"));
        const std::vector<double> several = losses(out);
        ASSERT_EQ(several.size(), 30u);
        EXPECT_NEAR(several[0], one[0], 0.02 * one[0]);
        EXPECT_NEAR(level(several), level(one), 0.03 * level(one));
        EXPECT_TRUE(std::filesystem::exists(*data_ / out / "model.safetensors"));
        EXPECT_EQ(read_json(*data_ / out / "manifest.json").at("ranks"), std::atoi(count));
    }
}

TEST_F(TrainOnRanks, UnderTorchrunAndSlurmTheFirstRankAloneSpeaks) {
    const auto check = [&](const std::string& out, const auto& variables) {
        auto programs = launch(2, train(out, "6"), variables);
        for (int r = 0; r < 2; ++r) {
            const Result run = programs[static_cast<std::size_t>(r)]->wait(kPatience);
            EXPECT_EQ(run.status, 0) << run.err;
            if (r == 0)
                EXPECT_THAT(run.out, HasSubstr("6 steps"));
            else
                EXPECT_EQ(run.out, "");
        }
        EXPECT_EQ(losses(out).size(), 6u);
    };
    const int port = free_port();
    check("torchrun", [&](int rank) { return torchrun(rank, 2, port); });
    const int other = free_port();
    check("slurm", [&](int rank) {
        return Variables{
            {"SLURM_PROCID", std::to_string(rank)},  {"SLURM_NTASKS", "2"},
            {"SLURM_LOCALID", std::to_string(rank)}, {"SLURM_JOB_NODELIST", "127.0.0.1"},
            {"SLURM_JOB_ID", std::to_string(other)}, {"MASTER_PORT", std::to_string(other)}};
    });
    EXPECT_EQ(losses("torchrun"), losses("slurm"));
}

/// Whether this process, or any other in its network, listens at `port` on all interfaces.
bool listens_everywhere(int port) {
    for (const char* file : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        std::ifstream table(file);
        std::string line;
        std::getline(table, line);
        while (std::getline(table, line)) {
            std::istringstream words(line);
            std::string number, local, remote, state;
            words >> number >> local >> remote >> state;
            const std::size_t colon = local.find(':');
            constexpr const char* kListens = "0A";
            if (state == kListens && local.find_first_not_of('0') == colon &&
                std::stoi(local.substr(colon + 1), nullptr, 16) == port)
                return true;
        }
    }
    return false;
}

TEST_F(TrainOnRanks, ThoseOfOneMachineOpenNoPortToANetwork) {
    const int port = free_port();
    auto programs =
        launch(2, train("unheard", "1000000"), [&](int rank) { return torchrun(rank, 2, port); });
    wait_for_a_checkpoint("unheard");
    EXPECT_FALSE(listens_everywhere(port));
    for (const auto& program : programs) program->signal(SIGTERM);
    // The other ends well, so that no launcher stops the first, which still writes.
    EXPECT_EQ(programs[0]->wait(kPatience).status, 130);
    EXPECT_EQ(programs[1]->wait(kPatience).status, 0);
}

TEST_F(TrainOnRanks, NeedNoFolderForTemporaryFiles) {
    const auto program =
        started(train("homeless", "5", {"--ranks", "2"}), {{"TMPDIR", "/nonexistent"}});
    const Result run = program->wait(kPatience);
    EXPECT_EQ(run.status, 0) << run.err;
}

TEST_F(TrainOnRanks, AnotherNumberOfRanksGoesOnFromACheckpoint) {
    ASSERT_EQ(run_affetto(train("grows", "5")).status, 0);
    const Result run = run_affetto(train("grows", "10", {"--resume", "--ranks", "2"}));
    ASSERT_EQ(run.status, 0) << run.err;
    EXPECT_EQ(losses("grows").size(), 10u);
    ASSERT_EQ(run_affetto(train("grows", "15", {"--resume"})).status, 0);
    EXPECT_EQ(losses("grows").size(), 15u);
}

TEST_F(TrainOnRanks, AKilledRankEndsTheRestAndIsNamed) {
    StartedProgram program(train("killed", "1000000", {"--ranks", "3", "--batch-size", "9"}));
    wait_for_a_checkpoint("killed");
    std::vector<pid_t> ranks;
    for (int r = 0; r < 3; ++r) ranks.push_back(process_of_rank(program, r).value_or(-1));
    ASSERT_GT(ranks[2], 0);
    kill(ranks[2], SIGKILL);
    const Result run = program.wait(kPatience);
    EXPECT_EQ(run.status, 1);
    EXPECT_THAT(run.err, HasSubstr("rank 2 was ended by signal 9"));
    for (const pid_t rank : ranks) EXPECT_NE(kill(rank, 0), 0) << "a rank is left";
    const Result resumed =
        run_affetto(train("killed", "1", {"--resume", "--batch-size", "9", "--ranks", "3"}));
    EXPECT_EQ(resumed.status, 0) << resumed.err;
}

TEST_F(TrainOnRanks, UnderALauncherTheSurvivorsNameTheRankThatIsGone) {
    const int port = free_port();
    auto programs = launch(3, train("gone", "1000000", {"--batch-size", "9"}),
                           [&](int rank) { return torchrun(rank, 3, port); });
    wait_for_a_checkpoint("gone");
    programs[2]->signal(SIGKILL);
    for (int r = 0; r < 2; ++r) {
        const Result run = programs[static_cast<std::size_t>(r)]->wait(kPatience);
        EXPECT_EQ(run.status, 1);
        EXPECT_THAT(run.err, HasSubstr("rank 2 (host "));
        EXPECT_THAT(run.err, HasSubstr("--resume"));
    }
}

TEST_F(TrainOnRanks, TheEndOfTheFirstRankIsNamedToo) {
    const int port = free_port();
    auto programs =
        launch(2, train("first", "1000000"), [&](int rank) { return torchrun(rank, 2, port); });
    wait_for_a_checkpoint("first");
    programs[0]->signal(SIGKILL);
    const Result run = programs[1]->wait(kPatience);
    EXPECT_EQ(run.status, 1);
    EXPECT_THAT(run.err, HasSubstr("rank 0 (host "));
}

TEST_F(TrainOnRanks, ARankThatDoesNotComeIsNamedWithinTheTimeout) {
    const int port = free_port();
    const auto program = started(train("missing", "5", {}, "2"), torchrun(0, 2, port));
    const Result run = program->wait(kPatience);
    EXPECT_EQ(run.status, 1);
    EXPECT_THAT(run.err, HasSubstr("rank 1 of 2 (torchrun) did not come"));
}

TEST_F(TrainOnRanks, ATerminatedRunKeepsACheckpointAndLeavesNoRank) {
    StartedProgram program(train("stopped", "1000000", {"--ranks", "2"}));
    wait_for_a_checkpoint("stopped");
    const pid_t first = process_of_rank(program, 0).value_or(-1),
                second = process_of_rank(program, 1).value_or(-1);
    ASSERT_GT(second, 0);
    program.signal(SIGTERM);
    const Result run = program.wait(kPatience);
    EXPECT_EQ(run.status, 130);
    EXPECT_THAT(run.err, HasSubstr("interrupted"));
    EXPECT_THAT(run.err, Not(HasSubstr("rank")));
    EXPECT_NE(kill(first, 0), 0);
    EXPECT_NE(kill(second, 0), 0);
    EXPECT_TRUE(std::filesystem::exists(*data_ / "stopped/model.safetensors"));
}

TEST_F(TrainOnRanks, AFaultOfAllIsToldOnceAndABadNumberOfRanksIsWrongUsage) {
    const Result uneven = run_affetto(train("uneven", "5", {"--ranks", "3"}));
    EXPECT_EQ(uneven.status, 2);
    EXPECT_THAT(uneven.err, HasSubstr("--batch-size 8 cannot be dealt evenly to 3 ranks"));
    EXPECT_EQ(uneven.err.find("evenly"), uneven.err.rfind("evenly"));
    EXPECT_EQ(run_affetto(train("none", "5", {"--ranks", "0"})).status, 2);
    const auto other = started(train("other", "5", {"--ranks", "3"}), torchrun(0, 2, free_port()));
    const Result run = other->wait(kPatience);
    EXPECT_EQ(run.status, 2);
    EXPECT_THAT(run.err, HasSubstr("--ranks 3: this process is one of 2 started by torchrun"));
}

TEST_F(TrainOnRanks, TwoHostsMeetOverTheirNetworkAndRefuseALoopback) {
    const std::string script = source_folder("tests/cli/two_hosts").string();
    const std::string command = "'" + script + "' '" + AFFETTO_PROGRAM + "' '" + at("latents") +
                                "' '" + at("small.json") + "' '" + at("hosts") + "'";
    const int status = std::system(command.c_str());
    constexpr int kSkipped = 77;
    if (WIFEXITED(status) && WEXITSTATUS(status) == kSkipped)
        GTEST_SKIP() << "two network namespaces need the program ip and the right to make them";
    EXPECT_EQ(status, 0);
    EXPECT_EQ(losses("hosts/run").size(), 6u);
}

}  // namespace
}  // namespace affetto::test
