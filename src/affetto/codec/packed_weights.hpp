#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "affetto/codec/aligned_floats.hpp"
#include "affetto/codec/row_kernels.hpp"

namespace affetto {

/// A matrix [depth, columns] in the panels of row_kernels().
class PackedWeights {
public:
    /// `value(k, column)` gives the elements.
    PackedWeights(std::int64_t depth, std::int64_t columns,
                  const std::function<float(std::int64_t, std::int64_t)>& value);

    std::int64_t columns() const { return columns_; }
    /// As the weights of a sum whose rows begin at `rows`.
    Product with(const float* rows, std::int64_t pitch) const {
        return {rows, pitch, values_.data(), depth_};
    }

private:
    std::int64_t depth_, columns_;
    AlignedFloats values_;
};

/// One value for each column, with zeros up to the end of the last panel.
std::vector<float> packed_bias(std::vector<float> values);

/// row_kernels().multiply. Rows of wide products are copied first, a few at a time, so that they
/// lie densely: a pitch of a power of two maps many of them to the same lines of the cache.
void multiply_rows(const ProductSum& sum, std::int64_t rows, std::int64_t columns, float* out,
                   std::int64_t out_pitch);

}  // namespace affetto
