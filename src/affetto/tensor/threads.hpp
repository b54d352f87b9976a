#pragma once

#include <cstdint>
#include <functional>

namespace affetto {

/// Calls `work(from, to)` for parts of [0, count) of at least `grain` each, on as many threads as
/// libtorch may use (RuntimeConfig::threads); all at once where the caller is such a part itself,
/// or where the build has no OpenMP.
void over_threads(std::int64_t count, std::int64_t grain,
                  const std::function<void(std::int64_t, std::int64_t)>& work);

}  // namespace affetto
