#include "affetto/core/writer_lock.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "affetto/core/error.hpp"
#include "affetto/core/progress.hpp"
#include "fault_at.hpp"
#include "message_of.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using test::message_of;
using testing::AllOf;
using testing::HasSubstr;

TEST(WriterLocks, LetOneInAtATimeWhereTheOthersWait) {
    const test::TemporaryFolder folder;
    std::atomic<int> inside{0};
    std::atomic<bool> together{false};
    const auto work = [&] {
        for (int round = 0; round < 10; ++round) {
            const WriterLock lock(folder / "out", WriterLock::Busy::wait);
            if (++inside > 1) together = true;
            std::this_thread::yield();
            --inside;
        }
    };
    std::thread other(work);
    work();
    other.join();
    EXPECT_FALSE(together);
    EXPECT_TRUE(test::names_in(folder.path()).empty());
}

TEST(WriterLocks, RefuseASecondWriterAndNameTheFirst) {
    const test::TemporaryFolder folder;
    const WriterLock first(folder / "out");
    EXPECT_TRUE(first.held());
    EXPECT_THAT(
        message_of<Error>([&] { WriterLock(folder / "out"); }),
        AllOf(HasSubstr("out: another run of Affetto writes there (process " +
                        std::to_string(::getpid()) + " on host "),
              HasSubstr(" since 2"), HasSubstr(" UTC); wait until it is done, or choose another")));
    EXPECT_NO_THROW(WriterLock(folder / "other"));
}

TEST(WriterLocks, EndWithTheProcessThatHoldsThem) {
    const test::TemporaryFolder folder;
    const pid_t child = ::fork();
    if (child == 0) {
        const WriterLock lock(folder / "out");
        ::kill(::getpid(), SIGKILL);
    }
    ::waitpid(child, nullptr, 0);
    EXPECT_EQ(test::names_in(folder.path()).size(), 1u) << "its file stays";
    { const WriterLock next(folder / "out"); }
    EXPECT_TRUE(test::names_in(folder.path()).empty()) << "until the next one has come and gone";
}

TEST(WriterLocks, StopWaitingAtAnInterrupt) {
    const test::TemporaryFolder folder;
    const WriterLock first(folder / "out");
    request_interrupt();
    EXPECT_THROW(WriterLock(folder / "out", WriterLock::Busy::wait), Interrupted);
    EXPECT_THROW(throw_if_interrupted(), Interrupted);
}

TEST(WriterLocks, HoldNothingWhereThereIsNoPlaceForThem) {
    const test::TemporaryFolder folder;
    EXPECT_FALSE(WriterLock(folder / "missing" / "out").held());
}

TEST(WriterLocks, AreKnownByTheirNames) {
    EXPECT_TRUE(is_writer_lock("a/.out.affetto-lock"));
    EXPECT_FALSE(is_writer_lock("a/out.affetto-lock"));
    EXPECT_FALSE(is_writer_lock("a/.out.affetto-locks"));
}

}  // namespace
}  // namespace affetto
