#include "affetto/distributed/meeting.hpp"

#include <algorithm>
#include <thread>

#include "affetto/core/error.hpp"
#include "affetto/core/interrupt_watch.hpp"
#include "affetto/core/text.hpp"
#include "affetto/distributed/lost_rank.hpp"
#include "affetto/distributed/ranks.hpp"

namespace affetto {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kBetweenLooks{20};

std::string seconds_text(std::chrono::milliseconds time) {
    return format_number(static_cast<double>(time.count()) / 1000) + " s";
}

std::string key_of(const std::string& name, int rank) { return name + "/" + std::to_string(rank); }

/// How a launcher's user can start what is missing.
std::string advice_for(const Place& place) {
    if (place.launcher == "Slurm")
        return "start it by srun, which starts every task, and not in the batch script itself";
    return "were they started, with the same address and port?";
}

[[noreturn]] void store_is_gone(const std::exception& fault) {
    throw LostRank("rank 0, which the ranks meet at, is gone (" + reason_of(fault) + ")");
}

void leave_text(const Store& store, const Place& place, const std::string& name,
                const std::string& text) {
    try {
        store->set(key_of(name, place.rank), std::vector<std::uint8_t>(text.begin(), text.end()));
    } catch (const std::exception& fault) {
        store_is_gone(fault);
    }
}

/// What the ranks from `first` on leave under `name`, by rank.
std::vector<std::string> collect(const Store& store, const Place& place, const std::string& name,
                                 int first, std::chrono::milliseconds timeout) {
    std::vector<std::string> values(static_cast<std::size_t>(place.size));
    std::vector<int> missing;
    for (int r = first; r < place.size; ++r) missing.push_back(r);
    try {
        const Clock::time_point end = Clock::now() + timeout;
        const InterruptWatch interrupt;
        while (!missing.empty() && Clock::now() < end) {
            interrupt.check();
            const int r = missing.back();
            if (!store->check({key_of(name, r)})) {
                std::this_thread::sleep_for(kBetweenLooks);
                std::rotate(missing.begin(), missing.end() - 1, missing.end());
                continue;
            }
            const std::vector<std::uint8_t> bytes = store->get(key_of(name, r));
            values[static_cast<std::size_t>(r)] = std::string(bytes.begin(), bytes.end());
            missing.pop_back();
        }
    } catch (const Interrupted&) {
        throw;
    } catch (const std::exception& fault) {
        store_is_gone(fault);
    }
    if (missing.empty()) return values;
    std::sort(missing.begin(), missing.end());
    throw LostRank(list_of_ranks(missing) + " of " + std::to_string(place.size) + " (" +
                   place.launcher + ") did not come to '" + name + "' within " +
                   seconds_text(timeout) + "; " + advice_for(place));
}

}  // namespace

Store open_store(const Place& place, std::chrono::milliseconds timeout, bool serve) {
    const std::string prefix = "affetto/" + place.attempt;
    try {
        Store store;
        if (!place.file.empty()) {
            store = c10::make_intrusive<c10d::FileStore>(place.file.string(), place.size);
        } else {
            c10d::TCPStoreOptions options;
            options.port = static_cast<std::uint16_t>(place.port);
            options.isServer = serve && place.rank == 0 && !place.launcher_serves;
            options.waitWorkers = false;  // exchange() says who is missing
            options.timeout = timeout;
            without_libuv(options);
            store = c10::make_intrusive<c10d::TCPStore>(place.address, options);
        }
        store->setTimeout(timeout);
        return c10::make_intrusive<c10d::PrefixStore>(prefix, store);
    } catch (const std::exception& fault) {
        const std::string where = place.address + ":" + std::to_string(place.port);
        throw LostRank(place.rank == 0 && !place.launcher_serves
                           ? "rank 0 cannot listen on port " + std::to_string(place.port) + " (" +
                                 reason_of(fault) + "); set MASTER_PORT to a free one"
                           : "rank " + std::to_string(place.rank) + " cannot reach rank 0 at " +
                                 where + " within " + seconds_text(timeout) + " (" +
                                 reason_of(fault) + "); is it started, and MASTER_ADDR its host?");
    }
}

std::vector<std::string> exchange(const Store& store, const Place& place, const std::string& name,
                                  const std::string& mine, std::chrono::milliseconds timeout) {
    leave_text(store, place, name, mine);
    return collect(store, place, name, 0, timeout);
}

void part(const Store& store, const Place& place, const std::string& name,
          std::chrono::milliseconds timeout) {
    if (place.rank > 0)
        leave_text(store, place, name, "");
    else
        collect(store, place, name, 1, timeout);
}

}  // namespace affetto
