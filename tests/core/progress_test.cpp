#include "affetto/core/progress.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

#include "affetto/core/error.hpp"
#include "affetto/core/interrupt_watch.hpp"

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

TEST(Interrupt, IsNewsForWorkThatWasBegunBeforeIt) {
    EXPECT_EXIT(
        {
            const InterruptWatch before;
            before.check();
            request_interrupt();
            const InterruptWatch after;  // what an interrupt leaves to finish goes on
            after.check();
            try {
                before.check();
            } catch (const Interrupted&) {
                std::exit(130);
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
