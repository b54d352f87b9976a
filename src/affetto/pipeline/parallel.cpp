#include "affetto/pipeline/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "affetto/core/progress.hpp"

namespace affetto {

void parallel_for(std::size_t count, int jobs, const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next{0};
    std::atomic<bool> stop{false};
    std::exception_ptr failure;
    std::mutex failure_lock;
    const auto run = [&] {
        try {
            for (std::size_t i = next++; i < count && !stop; i = next++) {
                throw_if_interrupted();
                work(i);
            }
        } catch (...) {
            stop = true;
            const std::lock_guard lock(failure_lock);
            if (!failure) failure = std::current_exception();
        }
    };
    std::vector<std::thread> threads;
    const std::size_t wanted = std::min(static_cast<std::size_t>(std::max(jobs, 1)), count);
    threads.reserve(wanted);
    try {
        for (std::size_t t = 1; t < wanted; ++t) threads.emplace_back(run);
    } catch (const std::system_error&) {  // no room for one more: those that run do the work
    }
    run();
    for (std::thread& thread : threads) thread.join();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace affetto
