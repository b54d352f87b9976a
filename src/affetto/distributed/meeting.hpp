#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "affetto/distributed/c10d.hpp"
#include "affetto/distributed/launch.hpp"

namespace affetto {

/// A connection to the store in which the ranks of a place meet: a file, or a server that rank 0
/// (or the launcher) runs. `serve` false: a further connection. Throws LostRank where it cannot be
/// had in time.
Store open_store(const Place& place, std::chrono::milliseconds timeout, bool serve);

/// Hands `mine` to every rank and returns those of all, by rank. Throws LostRank naming those that
/// did not come in time. Each `name` once.
std::vector<std::string> exchange(const Store& store, const Place& place, const std::string& name,
                                  const std::string& mine, std::chrono::milliseconds timeout);

/// After an exchange that may be the last: rank 0, in whose process the store may be, goes on only
/// when every rank has read it. Throws LostRank as exchange() does. Each `name` once.
void part(const Store& store, const Place& place, const std::string& name,
          std::chrono::milliseconds timeout);

}  // namespace affetto
