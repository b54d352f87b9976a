#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "affetto/distributed/launch.hpp"

namespace affetto {

/// Counts in the ranks' store that this process lives, once a second, from a thread and a
/// connection of its own; and when a collective fails, finds by the others' counts who does not. A
/// closed connection alone does not tell: in a ring of ranks it may come from one that only follows
/// another.
class Heartbeat {
public:
    /// Throws LostRank where the store cannot be reached.
    Heartbeat(const Place& place, std::chrono::milliseconds timeout);
    ~Heartbeat();
    Heartbeat(const Heartbeat&) = delete;
    Heartbeat& operator=(const Heartbeat&) = delete;

    /// Looks who still counts, for a few seconds: "rank 2", "rank 0, which the ranks meet at";
    /// nullopt where all do. The finding of the first rank that looked holds for all, since a rank
    /// that has given up no longer counts.
    std::optional<std::string> lost_ranks();

private:
    struct State;
    // Shared with the thread, which may hang in a read from a host that is gone: nothing waits for
    // it then.
    std::shared_ptr<State> state_;
};

}  // namespace affetto
