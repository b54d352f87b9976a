// The program where memory is short and where it is interrupted early: always a line of its own.

#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "cli/program.hpp"

#ifndef AFFETTO_SANITIZED

namespace affetto::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr double kPatience = 60;  // seconds, on a busy machine

/// It succeeded, or said in one line what was short.
void expect_done_or_out_of_memory(const Result& run, std::uint64_t kilobytes) {
    if (run.status == 0) return;
    EXPECT_EQ(run.status, 1) << kilobytes << " kB: " << run.err;
    EXPECT_THAT(run.err, StartsWith("affetto: out of memory")) << kilobytes << " kB";
    EXPECT_EQ(run.err.find('\n'), run.err.size() - 1) << "one line: " << run.err;
}

Result run_within(std::uint64_t kilobytes, const std::vector<std::string>& words) {
    Setting setting;
    setting.kilobytes = kilobytes;
    return StartedProgram(words, setting).wait(kPatience);
}

TEST(Limits, ACorpusIsWrittenOrMemoryIsCalledShort) {
    const TemporaryFolder folder;
    for (const std::uint64_t kilobytes : {70'000u, 90'000u, 150'000u}) {
        const std::string out = (folder / std::to_string(kilobytes)).string();
        expect_done_or_out_of_memory(
            run_within(kilobytes, {"corpus", "--out", out, "--clips", "8"}), kilobytes);
    }
}

#ifdef AFFETTO_WITH_TORCH

TEST(Limits, APieceIsGeneratedOrMemoryIsCalledShort) {
    const TemporaryFolder folder;
    for (const std::uint64_t kilobytes : {200'000u, 600'000u, 750'000u, 900'000u, 1'000'000u}) {
        const std::string out = (folder / std::to_string(kilobytes)).string();
        const Result run = run_within(kilobytes, {"generate", "--emotion", "happy", "--seconds",
                                                  "8", "--format", "mid", "--out", out});
        expect_done_or_out_of_memory(run, kilobytes);
        if (kilobytes == 200'000) {
            EXPECT_THAT(run.err, HasSubstr("200000 kB"));
        }
    }
}

TEST(Limits, AnInterruptWhileLibrariesLoadIsAnswered) {
    const TemporaryFolder folder;
    for (const int milliseconds : {5, 20, 60, 120, 250, 800}) {
        StartedProgram program({"generate", "--emotion", "happy", "--seconds", "300", "--out",
                                (folder / std::to_string(milliseconds)).string()});
        // Before main() there is no handler yet: the system ends the process.
        std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
        program.signal(SIGTERM);
        const Result run = program.wait(kPatience);
        if (run.status == 128 + SIGTERM && milliseconds < 800) continue;
        EXPECT_EQ(run.status, 130) << milliseconds << " ms: " << run.err;
        EXPECT_THAT(run.err, StartsWith("affetto: interrupted")) << milliseconds << " ms";
    }
}

#endif

}  // namespace
}  // namespace affetto::test

#endif
