#pragma once

#include <chrono>
#include <memory>

#include "affetto/distributed/launch.hpp"
#include "affetto/distributed/ranks.hpp"

namespace affetto {

/// Meets the other ranks of `place` and connects to each of them, by Gloo over TCP. `timeout`
/// bounds the meeting and, from then on, every operation: it must be longer than what one rank may
/// do alone (a checkpoint, samples). One rank alone waits for nobody. Throws LostRank naming the
/// ranks that did not come; UsageError where ranks on several hosts would listen on loopback
/// (network.hpp); Error where this libtorch has no Gloo.
std::shared_ptr<Ranks> join_ranks(const Place& place, std::chrono::milliseconds timeout);

}  // namespace affetto
