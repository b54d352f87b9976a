#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "affetto/tensor/aligned_floats.hpp"
#include "affetto/tensor/row_kernels.hpp"
#include "affetto/tensor/runtime.hpp"

namespace affetto {

/// A matrix [depth, columns] in the panels of row_kernels(), in bfloat16 as slots.
class PackedWeights {
public:
    /// `value(k, column)` gives the elements. In bfloat16 depth and pitches must be even.
    PackedWeights(std::int64_t depth, std::int64_t columns,
                  const std::function<float(std::int64_t, std::int64_t)>& value,
                  Precision precision = Precision::float32);

    /// Of a matrix in memory: the element at (k, column) lies at first[k * pitch_k + column *
    /// pitch_column].
    PackedWeights(std::int64_t depth, std::int64_t columns, const float* first,
                  std::int64_t pitch_k, std::int64_t pitch_column, Precision precision);

    std::int64_t columns() const { return columns_; }
    /// As the weights of a sum whose rows begin at `rows`.
    Product with(const float* rows, std::int64_t pitch) const {
        return {rows, pitch, values_.data(), depth_, precision_ == Precision::bfloat16};
    }

private:
    template <class Value>
    void pack(const Value& value);

    std::int64_t depth_, columns_;
    Precision precision_;
    AlignedFloats values_;
};

/// bfloat16 numbers come in pairs: a layer with an odd number of channels stays in float32.
inline Precision paired(Precision wanted, std::int64_t channels) {
    return channels % 2 == 0 ? wanted : Precision::float32;
}

/// One value for each column, with zeros up to the end of the last panel.
std::vector<float> packed_bias(std::vector<float> values);

/// row_kernels().multiply. Rows of wide products are copied first, a few at a time, so that they
/// lie densely: a pitch of a power of two maps many of them to the same lines of the cache. Rows of
/// bfloat16 products are rounded as they are copied; all products of a sum must be of one kind.
void multiply_rows(const ProductSum& sum, std::int64_t rows, std::int64_t columns, float* out,
                   std::int64_t out_pitch);

}  // namespace affetto
