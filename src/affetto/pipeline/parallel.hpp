#pragma once

#include <cstddef>
#include <functional>

namespace affetto {

/// Runs work(0) .. work(count - 1) on `jobs` threads, or on as many as the system allows, in no
/// promised order. The first exception
/// stops the others after the item they are at and is thrown here; so is Interrupted.
void parallel_for(std::size_t count, int jobs, const std::function<void(std::size_t)>& work);

}  // namespace affetto
