#include "affetto/core/progress.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

TEST(Interrupt, IsSeenByLoopsAfterASignalHandlerAskedForIt) {
    EXPECT_FALSE(interrupt_requested());
    EXPECT_NO_THROW(throw_if_interrupted());
    // In a process of its own: the request cannot be taken back.
    EXPECT_EXIT(
        {
            std::signal(SIGINT, [](int) { request_interrupt(); });
            std::raise(SIGINT);
            try {
                throw_if_interrupted();
            } catch (const Interrupted&) {
                std::exit(interrupt_requested() ? 130 : 1);
            }
            std::exit(1);
        },
        ::testing::ExitedWithCode(130), "");
}

TEST(Progress, IsSilentByDefault) {
    Progress progress;
    EXPECT_NO_THROW(progress.update("train", 1, 0, "loss 9.81"));
}

}  // namespace
}  // namespace affetto
