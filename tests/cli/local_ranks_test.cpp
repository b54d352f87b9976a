#include "cli/local_ranks.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "support/temporary_folder.hpp"

// The processes that --ranks starts, here of a shell that plays them.

namespace affetto::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Ended {
    int status = -1;
    std::string err;
};

/// Runs three ranks of a shell script, in a process of its own.
Ended run(const std::string& script, int signal_after_ms = -1) {
    const test::TemporaryFolder folder;
    const std::string err = (folder / "err").string();
    const pid_t child = fork();
    if (child == 0) {
        if (freopen(err.c_str(), "w", stderr) == nullptr) _exit(99);
        std::string words[] = {"sh", "-c", script};
        char* argv[] = {words[0].data(), words[1].data(), words[2].data(), nullptr};
        const int status = run_local_ranks({3, "/bin/sh", argv, std::chrono::milliseconds(1500)});
        fflush(stderr);
        _exit(status);
    }
    if (signal_after_ms >= 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(signal_after_ms));
        kill(child, SIGTERM);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), read_text(err)};
}

TEST(LocalRanks, EndWellWhereAllDoAndOnlyTheFirstSpeaks) {
    const Ended ended =
        run("echo \"$RANK of $WORLD_SIZE\" >&2; test -d \"${AFFETTO_RANKS_FILE%/*}\"");
    EXPECT_EQ(ended.status, 0);
    EXPECT_EQ(ended.err, "0 of 3\n");
}

TEST(LocalRanks, NameTheOneThatFailedWithWhatItSaid) {
    const Ended ended =
        run("test $RANK = 1 && { echo 'no such disk' >&2; exit 1; }; sleep 0.3; exit 75");
    EXPECT_EQ(ended.status, 1);
    EXPECT_EQ(ended.err, "rank 1: no such disk\n");
}

TEST(LocalRanks, NameTheOneThatWasKilled) {
    const Ended ended = run("test $RANK = 2 && kill -9 $$; exit 75");
    EXPECT_EQ(ended.status, 1);
    EXPECT_THAT(ended.err, HasSubstr("rank 2 was ended by signal 9"));
    EXPECT_THAT(ended.err, HasSubstr("--resume"));
}

TEST(LocalRanks, NameTheOneThatHangsOnceTheOthersGaveUp) {
    const Ended ended = run("test $RANK = 1 && exec sleep 60; exit 75");
    EXPECT_EQ(ended.status, 1);
    EXPECT_THAT(ended.err, HasSubstr("rank 1 did not answer"));
}

TEST(LocalRanks, TellAFaultOfAllOnce) {
    const Ended ended = run("echo wrong >&2; exit 2");
    EXPECT_EQ(ended.status, 2);
    EXPECT_EQ(ended.err, "wrong\n");
}

TEST(LocalRanks, PassSigtermOn) {
    const Ended ended = run("trap 'exit 130' TERM; sleep 0.1; while :; do sleep 0.05; done", 800);
    EXPECT_EQ(ended.status, 130);
    EXPECT_EQ(ended.err, "");
}

}  // namespace
}  // namespace affetto::cli
