#include "cli/little_run.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "affetto/core/csv.hpp"
#include "affetto/core/random.hpp"
#include "affetto/core/text.hpp"

namespace affetto::test {
namespace {

constexpr const char* kConfig = R"({
  "model": {"encoder_dim": 16, "decoder_dim": 16, "attention_dim": 16, "attention_heads": 2,
            "head_dim": 16, "embedding_dim": 8, "latent_dim": 4},
  "training": {"batch_size": 4, "accumulate": 2, "beta_schedule": "cyclical",
               "beta_warmup_steps": 30, "beta_cycles": 3, "ema_decay": 0.99,
               "checkpoint_steps": 4, "max_steps": 160, "patience_epochs": 0}})";

void require(const std::vector<std::string>& arguments) {
    const Result run = run_affetto(arguments);
    if (run.status != 0) throw std::runtime_error(run.err);
}

void sleep(double seconds) { std::this_thread::sleep_for(std::chrono::duration<double>(seconds)); }

}  // namespace

LittleRun::LittleRun() {
    const auto in = [&](const char* name) { return (folder_ / name).string(); };
    require({"corpus", "--out", in("corpus"), "--clips", "16"});
    require({"preprocess", "--dataset", "etudes", "--root", in("corpus"), "--out", in("clips")});
    require({"latents", "--clips", in("clips"), "--representation", "notes", "--window", "16",
             "--out", in("latents")});
    write_text(folder_ / "small.json", kConfig);
}

std::vector<std::string> LittleRun::begin(const std::string& name) const {
    return {"train",
            "--latents",
            folder("latents").string(),
            "--out",
            folder(name).string(),
            "--config",
            folder("small.json").string(),
            "--precision",
            "float32",
            "--no-report"};
}

std::vector<std::string> LittleRun::resume(const std::string& name) const {
    return {"train",    "--latents",  folder("latents").string(), "--out", folder(name).string(),
            "--resume", "--no-report"};
}

std::vector<std::string> LittleRun::go_on(const std::string& name) const {
    if (std::filesystem::exists(folder(name) / "run.json")) return resume(name);
    std::vector<std::string> arguments = begin(name);
    arguments.emplace_back("--overwrite");
    return arguments;
}

std::int64_t LittleRun::newest_step(const std::string& name) const {
    std::int64_t newest = 0;
    std::error_code error;
    for (const auto& entry :
         std::filesystem::directory_iterator(folder(name) / "checkpoints", error)) {
        const std::string file = entry.path().stem().string();
        if (file.rfind("step-", 0) == 0)
            newest = std::max(newest, parse_integer(file.substr(5)).value_or(0));
    }
    return newest;
}

std::string LittleRun::outcome(const std::string& name) const {
    std::string all = read_text(folder(name) / "model.safetensors");
    all += read_text(folder(name) / "log.jsonl");
    const CsvTable history = read_csv(folder(name) / "history.csv");
    for (const auto& row : history.rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            if (i != history.require_column("seconds")) all += row[i] + ",";
    return all;
}

void expect_kills_cost_nothing(const LittleRun& run, int kills, std::uint64_t seed) {
    const Result whole = run_affetto(run.begin("whole"));
    ASSERT_EQ(whole.status, 0) << whole.err;
    Random moments(seed);
    int killed = 0;
    for (int i = 0; i < kills; ++i) {
        const std::int64_t before = run.newest_step("killed");
        StartedProgram program(run.go_on("killed"));
        // Half of the kills come at any time, the start included; half once there is news, so that
        // the run gets on.
        if (moments.uniform() < 0.5) {
            sleep(moments.uniform(0, 1.5));
        } else {
            while (run.newest_step("killed") == before && !program.has_ended()) sleep(0.002);
            sleep(moments.uniform(0, 0.05));
        }
        program.signal(SIGKILL);
        const int status = program.wait().status;
        ASSERT_TRUE(status == 0 || status == 128 + SIGKILL) << "kill " << i << ": " << status;
        killed += status != 0 ? 1 : 0;
        ASSERT_GE(run.newest_step("killed"), before) << "kill " << i;
    }
    EXPECT_GT(killed, 0);
    const Result last = run_affetto(run.go_on("killed"));
    ASSERT_EQ(last.status, 0) << last.err;
    EXPECT_EQ(run.outcome("whole"), run.outcome("killed"));
    for (const auto& entry : std::filesystem::recursive_directory_iterator(run.folder("killed")))
        EXPECT_EQ(entry.path().filename().string().find(".affetto-"), std::string::npos)
            << entry.path();
}

}  // namespace affetto::test
