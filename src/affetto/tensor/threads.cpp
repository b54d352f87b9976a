#include "affetto/tensor/threads.hpp"

#include <ATen/Parallel.h>

namespace affetto {

void over_threads(std::int64_t count, std::int64_t grain,
                  const std::function<void(std::int64_t, std::int64_t)>& work) {
    at::parallel_for(0, count, grain, work);
}

}  // namespace affetto
