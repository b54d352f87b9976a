#include "affetto/distributed/heartbeat.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "affetto/distributed/meeting.hpp"
#include "affetto/distributed/ranks.hpp"

namespace affetto {

struct Heartbeat::State {
    Place place;
    Store store;
    std::mutex mutex;
    std::condition_variable changed;
    bool stop = false, look = false, ended = false;
    bool found = false, store_gone = false;
    std::string lost;  // empty: nobody
};

namespace {

using std::chrono::milliseconds;
constexpr milliseconds kPeriod{1000};
constexpr milliseconds kLook{3000};         // between the two readings of the counts
constexpr milliseconds kLongestLook{8000};  // with the store's answers
constexpr milliseconds kGoodbye{1000};
constexpr const char* kLost = "lost";

std::string beat_key(int rank) { return "beat/" + std::to_string(rank); }

std::vector<std::int64_t> read_counts(const Place& place, const Store& store) {
    std::vector<std::int64_t> counts;
    for (int r = 0; r < place.size; ++r) counts.push_back(store->add(beat_key(r), 0));
    return counts;
}

/// What the first rank that looked has found, or what this one finds and leaves for the others.
std::string look_around(const Place& place, const Store& store) {
    const auto told = [&]() -> std::optional<std::string> {
        if (!store->check({kLost})) return std::nullopt;
        const auto bytes = store->get(kLost);
        return std::string(bytes.begin(), bytes.end());
    };
    if (const auto text = told()) return *text;
    const std::vector<std::int64_t> before = read_counts(place, store);
    for (milliseconds waited{0}; waited < kLook; waited += kPeriod / 2) {
        std::this_thread::sleep_for(kPeriod / 2);
        store->add(beat_key(place.rank), 1);
    }
    if (const auto text = told()) return *text;
    const std::vector<std::int64_t> after = read_counts(place, store);
    std::vector<int> silent;
    for (int r = 0; r < place.size; ++r)
        if (after[static_cast<std::size_t>(r)] == before[static_cast<std::size_t>(r)])
            silent.push_back(r);
    if (silent.empty()) return "";
    const std::string text = list_of_ranks(silent);
    store->set(kLost, std::vector<std::uint8_t>(text.begin(), text.end()));
    return text;
}

}  // namespace

Heartbeat::Heartbeat(const Place& place, milliseconds timeout) : state_(std::make_shared<State>()) {
    state_->place = place;
    state_->store = open_store(place, timeout, false);
    state_->store->add(beat_key(place.rank), 1);
    std::thread([state = state_] {
        std::unique_lock<std::mutex> lock(state->mutex);
        try {
            while (!state->stop) {
                state->changed.wait_for(lock, kPeriod, [&] { return state->stop || state->look; });
                if (state->stop) break;
                const bool look = std::exchange(state->look, false);
                lock.unlock();
                state->store->add(beat_key(state->place.rank), 1);
                const std::string lost = look ? look_around(state->place, state->store) : "";
                lock.lock();
                if (!look) continue;
                state->found = true;
                state->lost = lost;
                state->changed.notify_all();
            }
        } catch (const std::exception&) {
            if (!lock.owns_lock()) lock.lock();
            state->store_gone = true;
        }
        state->ended = true;
        state->changed.notify_all();
    }).detach();
}

Heartbeat::~Heartbeat() {
    std::unique_lock<std::mutex> lock(state_->mutex);
    state_->stop = true;
    state_->changed.notify_all();
    state_->changed.wait_for(lock, kGoodbye, [&] { return state_->ended; });
}

std::optional<std::string> Heartbeat::lost_ranks() {
    std::unique_lock<std::mutex> lock(state_->mutex);
    state_->look = true;
    state_->changed.notify_all();
    state_->changed.wait_for(lock, kLongestLook,
                             [&] { return state_->found || state_->store_gone; });
    if (!state_->found)
        return state_->place.launcher_serves ? "the launcher's store"
                                             : "rank 0, which the ranks meet at";
    if (state_->lost.empty()) return std::nullopt;
    return state_->lost;
}

}  // namespace affetto
