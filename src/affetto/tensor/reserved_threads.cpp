#include "affetto/tensor/reserved_threads.hpp"

#include <ATen/Parallel.h>
#include <dlfcn.h>

#include <cstdint>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

#include "affetto/core/memory.hpp"
#include "affetto/tensor/threads.hpp"
#include "affetto/tensor/torch.hpp"

namespace affetto {
namespace {

/// As many threads at once as will be needed; throws where the system refuses one.
void try_threads(int count) {
    std::mutex mutex;
    std::vector<std::thread> threads;
    threads.reserve(static_cast<std::size_t>(count));
    std::unique_lock<std::mutex> all_are_there(mutex);
    bool refused = false;
    try {
        for (int t = 0; t < count; ++t)
            threads.emplace_back([&mutex] { const std::lock_guard lock(mutex); });
    } catch (const std::system_error&) {
        refused = true;
    }
    all_are_there.unlock();
    for (std::thread& thread : threads) thread.join();
    if (refused) throw std::bad_alloc();
}

/// A product large enough for OpenBLAS to take a buffer for it.
void multiply_once() {
    constexpr std::int64_t kSize = 192;
    const at::Tensor x = at::zeros({kSize, kSize}, at::kFloat);
    at::mm(x, x);
}

}  // namespace

void set_blas_threads(int threads) {
    using SetThreads = void (*)(int);
    if (const auto set =
            reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads")))
        set(threads);
}

void reserve_threads(int threads) {
    const auto left = address_space_left();
    if (!left) return;
    // A thread's stack; a buffer for it as OpenBLAS's, and one for what libtorch's calls.
    constexpr std::uint64_t kStack = 10u << 20, kBuffer = 136u << 20, kRest = 32u << 20;
    const auto more = static_cast<std::uint64_t>(threads - 1);
    if (*left < kRest + kBuffer + more * 2 * (kBuffer + kStack)) throw std::bad_alloc();
    try_threads(2 * (threads - 1));
    at::set_num_threads(threads);
    set_blas_threads(threads);
    multiply_once();
    over_threads(threads, 1, [](std::int64_t, std::int64_t) { multiply_once(); });
}

}  // namespace affetto
