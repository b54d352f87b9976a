#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "affetto/features/spectral_loops.hpp"

namespace affetto {

/// A matrix whose rows are zero but for one run of columns, such as a bank of triangular filters:
/// a product touches that run alone.
class BandedMatrix {
public:
    /// From row-major values [rows, columns]; a row keeps what lies from its first to its last
    /// value that is not 0.
    BandedMatrix(std::span<const double> values, std::int64_t rows, std::int64_t columns);

    std::int64_t rows() const { return static_cast<std::int64_t>(bands_.size()); }
    std::int64_t columns() const { return columns_; }

    /// y = A x for tiles x [columns, kTile] and y [rows, kTile] (spectral_loops.hpp).
    void multiply(const float* x, float* y) const;

private:
    struct Band {
        std::int64_t first = 0, length = 0;  // columns
        std::size_t begin = 0;               // in weights_
    };
    std::int64_t columns_;
    std::vector<Band> bands_;
    std::vector<float> weights_;
};

}  // namespace affetto
