#include "affetto/core/checkpoint_request.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace affetto {
namespace {

TEST(CheckpointRequest, IsTakenOnceHoweverOftenASignalAsked) {
    EXPECT_FALSE(take_checkpoint_request());
    const auto before = std::signal(SIGUSR1, [](int) { request_checkpoint(); });
    std::raise(SIGUSR1);
    std::signal(SIGUSR1, [](int) { request_checkpoint(); });
    std::raise(SIGUSR1);
    std::signal(SIGUSR1, before);
    EXPECT_TRUE(take_checkpoint_request());
    EXPECT_FALSE(take_checkpoint_request());
}

}  // namespace
}  // namespace affetto
