#pragma once

#include <cstdint>
#include <vector>

#include "affetto/model/network.hpp"

namespace affetto {

/// What one forward and backward pass of `batch` windows took at its peak.
struct BatchMemory {
    int batch = 0;
    std::uint64_t bytes = 0;
};

/// The batch size that fits, and how it was found.
struct BatchFit {
    int batch = 0;
    std::uint64_t budget = 0;    ///< bytes that a pass may take
    std::uint64_t expected = 0;  ///< bytes that a pass of `batch` windows is expected to take
    std::vector<BatchMemory> measured;
};

/// The largest power of two in [1, limit] whose pass fits `budget` bytes. A pass takes a part that
/// is fixed and a part for each window, both found from the two largest of `measured` (sizes
/// rising, at least two), and a tenth more for what a measurement misses. batch is 0 where not even
/// one window fits.
BatchFit largest_batch(const std::vector<BatchMemory>& measured, std::uint64_t budget, int limit);

/// Measures passes of 1, 2, 4 and 8 of the longest training windows of `set` and extrapolates:
/// nothing larger is tried. `budget` is of the whole process; what it holds already, and the
/// optimizer's state, which is to come, are taken from it first. Changes no weight and draws from a
/// generator of its own. Throws UsageError, with what one window needs, where none fits, and where
/// the system does not let a peak be measured.
BatchFit fit_batch(Network& network, const LatentSet& set, Precision precision,
                   std::uint64_t budget);

}  // namespace affetto
