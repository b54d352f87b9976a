#pragma once

#include "affetto/tensor/aligned_floats.hpp"
#include "affetto/tensor/runtime.hpp"
#include "affetto/tensor/torch.hpp"

namespace affetto {

/// Products of many rows for training on the CPU: float32 in and out, bias and the rounding to
/// bfloat16 done on the way, so that neither costs a pass over memory of its own. The products
/// themselves are about as fast as OpenBLAS's and oneDNN's on one core; rows may overlap, which
/// makes a convolution a product.

/// The rows of a factor: `groups` times `rows` of them, each of `columns` floats that follow one
/// another in memory. Row r of group g begins at first + g * group_pitch + r * pitch.
struct RowSpan {
    const float* first = nullptr;
    std::int64_t groups = 1, rows = 0, columns = 0;
    std::int64_t group_pitch = 0, pitch = 0;

    std::int64_t count() const { return groups * rows; }
};

/// A matrix in memory: the element at (row, column) lies at first[row * row_pitch + column *
/// column_pitch].
struct MatrixSpan {
    const float* first = nullptr;
    std::int64_t rows = 0, columns = 0;
    std::int64_t row_pitch = 0, column_pitch = 0;
};

/// out [count, N] = a [count, K] b [K, N] + bias [N] (null: none). In bfloat16 the factors are
/// rounded and their products summed in float32; a processor without it takes float32. The sums
/// are the same whatever the number of threads.
void multiply(const RowSpan& a, const MatrixSpan& b, const float* bias, Precision precision,
              float* out);
/// out [K, N] = a^T b, for a [count, K] and b [count, N].
void multiply_transposed(const RowSpan& a, const MatrixSpan& b, Precision precision, float* out);

/// A matrix that many blocks of a few rows are multiplied by, or its beginning. On the calling
/// thread.
class Factor {
public:
    Factor(const MatrixSpan& matrix, Precision precision);
    /// out [count, columns] = rows [count, depth] times the first `depth` rows and `columns`
    /// columns; what is there is added to where `add`. Pitches in floats.
    void multiply(const float* rows, std::int64_t pitch, std::int64_t count, std::int64_t depth,
                  std::int64_t columns, float* out, std::int64_t out_pitch, bool add) const;

private:
    std::int64_t depth_;
    bool pairs_;
    AlignedFloats packed_;
};

/// A tensor [..., K] without gaps as rows; a matrix of any strides.
RowSpan row_span_of(const at::Tensor& x);
MatrixSpan matrix_span_of(const at::Tensor& matrix);

}  // namespace affetto
