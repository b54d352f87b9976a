#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>

#include "affetto/core/error.hpp"
#include "affetto/core/file.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

TEST(FolderLocks, LetOneInAtATime) {
    const test::TemporaryFolder folder;
    std::atomic<int> inside{0};
    std::atomic<bool> together{false};
    const auto work = [&] {
        for (int round = 0; round < 50; ++round) {
            const FolderLock lock(folder.path());
            if (++inside > 1) together = true;
            std::this_thread::yield();
            --inside;
        }
    };
    std::thread other(work);
    work();
    other.join();
    EXPECT_FALSE(together);
}

TEST(FolderLocks, NeedTheFolder) {
    const test::TemporaryFolder folder;
    EXPECT_THROW(FolderLock(folder / "missing"), Error);
}

}  // namespace
}  // namespace affetto
