#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <thread>

#include "affetto/core/random.hpp"
#include "affetto/data/clips.hpp"
#include "pipeline/sound_folder.hpp"

namespace affetto {
namespace {

using test::beside_the_input;
using test::contents;

class PreprocessRestart : public test::SoundFolderTest {
protected:
    /// Runs preprocess in a process of its own, and `meanwhile` beside it; true where it ended by
    /// itself, false where it was killed.
    static bool run_apart(const PreprocessOptions& options, const std::function<void()>& prepare,
                          const std::function<void(pid_t)>& meanwhile = {}) {
        const pid_t child = ::fork();
        if (child == 0) {
            prepare();
            try {
                run(options);
                ::_exit(0);
            } catch (...) {
                ::_exit(1);
            }
        }
        if (meanwhile) meanwhile(child);
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_FALSE(WIFEXITED(status) && WEXITSTATUS(status) != 0) << "the run failed";
        return WIFEXITED(status);
    }

    /// Every so many calls of the file layer are tried: all of them take minutes on a slow disk.
    static constexpr int kStride = 5;

    /// Kills the own process at the n-th call of the file layer.
    static void kill_at(int call) {
        static std::atomic<int> left;
        left = call;
        set_file_fault([](std::string_view) {
            if (left-- == 0) ::kill(::getpid(), SIGKILL);
            return false;
        });
    }
};

TEST_F(PreprocessRestart, EndsAsAnUndisturbedRunAfterAKillAtCallsAllOver) {
    put_recordings(2, 6);
    PreprocessOptions undisturbed = options();
    undisturbed.out = folder_ / "undisturbed";
    run(undisturbed);
    const auto wanted = contents(undisturbed.out);
    bool ended = false;
    for (int call = 0; !ended; call += kStride) {
        ASSERT_LT(call, 1'000);
        PreprocessOptions o = options();
        ended = run_apart(o, [&] { kill_at(call); });
        EXPECT_EQ(run(o).clips, 2) << "call " << call;
        EXPECT_EQ(contents(o.out), wanted) << "call " << call;
        EXPECT_EQ(beside_the_input(folder_.path()), (std::set<std::string>{"out", "undisturbed"}))
            << "call " << call;
        std::filesystem::remove_all(o.out);
    }
}

TEST_F(PreprocessRestart, EndsAsAnUndisturbedRunAfterKillsAtRandomMoments) {
    put_recordings(40, 12);
    PreprocessOptions undisturbed = options();
    undisturbed.out = folder_ / "undisturbed";
    const auto begin = std::chrono::steady_clock::now();
    run(undisturbed);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    PreprocessOptions o = options();
    o.jobs = 2;
    Random rng(7);
    int kills = 0;
    for (int round = 0; round < 12; ++round) {
        const std::chrono::duration<double> wait(rng.uniform(0, 0.25) * taken.count());
        kills += run_apart(
                     o, [] {},
                     [&](pid_t child) {
                         std::this_thread::sleep_for(wait);
                         ::kill(child, SIGKILL);
                     })
                     ? 0
                     : 1;
    }
    EXPECT_GT(kills, 0);
    EXPECT_EQ(run(o).clips, 80);
    EXPECT_EQ(contents(o.out), contents(undisturbed.out));
    EXPECT_EQ(beside_the_input(folder_.path()), (std::set<std::string>{"out", "undisturbed"}));
}

TEST_F(PreprocessRestart, DoesNotCutARecordingTwice) {
    put_recordings(6);
    EXPECT_FALSE(run_apart(options(), [] { kill_at(40); }));
    const Path work = folder_ / "out.work";
    std::map<std::string, std::filesystem::file_time_type> made;  // by recording
    for (const auto& record : std::filesystem::directory_iterator(work / "files")) {
        const Path id = record.path().stem();
        if (record.path().extension() != ".json" || id.string().front() == '.') continue;
        const Path folder = work / "result" / "clips" / id;
        made[display(id)] =
            std::filesystem::last_write_time(std::filesystem::directory_iterator(folder)->path());
    }
    ASSERT_FALSE(made.empty());
    ASSERT_LT(made.size(), 6u);
    run(options());
    for (const auto& [id, time] : made) {
        const Path folder = options().out / "clips" / id;
        EXPECT_EQ(
            std::filesystem::last_write_time(std::filesystem::directory_iterator(folder)->path()),
            time)
            << id;
    }
}

TEST_F(PreprocessRestart, CutsAgainWhatChangedAndWhatOtherOptionsCut) {
    put_recordings(4);
    EXPECT_FALSE(run_apart(options(), [] { kill_at(60); }));
    put("piece 0.wav", recording(30, 22));
    PreprocessOptions o = options();
    o.chunks.segmentation.lengths = {4};
    EXPECT_FALSE(run_apart(o, [] { kill_at(25); }));
    EXPECT_EQ(run(options()).clips, 4 + 3 * 2);
    const auto resumed = contents(options().out);
    PreprocessOptions fresh = options();
    fresh.out = folder_ / "fresh";
    run(fresh);
    EXPECT_EQ(resumed, contents(fresh.out));
}

TEST_F(PreprocessRestart, AFinishedResultIsLeftAloneUnlessOtherDataAskForMore) {
    put_recordings(2);
    run(options());
    const Path file = options().out / "clips.csv";
    const auto made = std::filesystem::last_write_time(file);
    EXPECT_EQ(run(options()).clips, 4);
    EXPECT_EQ(std::filesystem::last_write_time(file), made);
    PreprocessOptions other = options();
    other.seed = 2;
    EXPECT_THROW(run(other), UsageError);
    other.overwrite = true;
    EXPECT_EQ(run(other).clips, 4);
    EXPECT_EQ(beside_the_input(folder_.path()), std::set<std::string>{"out"});
}

TEST_F(PreprocessRestart, SurvivesKillsWhileItReplacesAnotherResult) {
    put_recordings(2, 6);
    PreprocessOptions old = options();
    old.seed = 5;
    PreprocessOptions undisturbed = options();
    undisturbed.out = folder_ / "undisturbed";
    run(undisturbed);
    const auto wanted = contents(undisturbed.out);
    PreprocessOptions o = options();
    o.overwrite = true;
    bool ended = false;
    for (int call = 0; !ended; call += kStride) {
        std::filesystem::remove_all(old.out);
        run(old);
        const auto before = contents(old.out);
        ended = run_apart(o, [&] { kill_at(call); });
        if (exists(o.out)) {
            const auto now = contents(o.out);
            EXPECT_TRUE(now == before || now == wanted) << "call " << call;
        }
        run(o);
        EXPECT_EQ(contents(o.out), wanted) << "call " << call;
        EXPECT_EQ(beside_the_input(folder_.path()), (std::set<std::string>{"out", "undisturbed"}));
    }
}

TEST_F(PreprocessRestart, GoesOnAfterADiskThatFilled) {
    put_recordings(2, 6);
    PreprocessOptions undisturbed = options();
    undisturbed.out = folder_ / "undisturbed";
    run(undisturbed);
    const auto wanted = contents(undisturbed.out);
    bool happened = true;
    for (int call = 0; happened; call += kStride) {
        int left = call;
        set_file_fault([&](std::string_view) { return left-- == 0; });
        try {
            run(options());
        } catch (const Error&) {
        }
        happened = left < 0;
        set_file_fault({});
        if (exists(options().out)) {
            EXPECT_EQ(contents(options().out), wanted) << "call " << call;
        }
        run(options());
        EXPECT_EQ(contents(options().out), wanted) << "call " << call;
        EXPECT_EQ(beside_the_input(folder_.path()), (std::set<std::string>{"out", "undisturbed"}));
        std::filesystem::remove_all(options().out);
    }
}

}  // namespace
}  // namespace affetto
