#include "affetto/core/progress.hpp"

#include <atomic>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

std::atomic<bool> g_interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);  // a signal handler sets it

}  // namespace

void request_interrupt() noexcept { g_interrupted = true; }
void forget_interrupt() noexcept { g_interrupted = false; }
bool interrupt_requested() noexcept { return g_interrupted; }
void throw_if_interrupted() {
    if (g_interrupted) throw Interrupted();
}

}  // namespace affetto
