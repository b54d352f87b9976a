#include "affetto/core/checkpoint_request.hpp"

#include <atomic>

namespace affetto {
namespace {

std::atomic<bool> g_requested{false};
static_assert(std::atomic<bool>::is_always_lock_free);  // a signal handler sets it

}  // namespace

void request_checkpoint() noexcept { g_requested = true; }
bool take_checkpoint_request() noexcept { return g_requested.exchange(false); }

}  // namespace affetto
