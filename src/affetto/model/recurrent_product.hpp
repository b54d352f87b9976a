#pragma once

#include "affetto/tensor/packed_weights.hpp"
#include "affetto/tensor/torch.hpp"

namespace affetto {

/// The product of a recurrence: few rows by a matrix that stays the same over all steps. Packed
/// once, it goes three to five times as fast as by OpenBLAS, which packs it at every step. On the
/// CPU, without gradients.
class RecurrentProduct {
public:
    /// A matrix [K, N] of any strides; in bfloat16 where the processor has it and K is even.
    RecurrentProduct(const at::Tensor& matrix, bool bfloat16)
        : weights_(matrix.size(0), matrix.size(1), matrix.data_ptr<float>(), matrix.stride(0),
                   matrix.stride(1),
                   bfloat16 && bfloat16_kernels() != nullptr
                       ? paired(Precision::bfloat16, matrix.size(0))
                       : Precision::float32),
          depth_(matrix.size(0)) {}

    /// out [B, N] = rows [B, K] matrix + `bias` (packed_bias()) + `addend` [B, N]; either may be
    /// null, and `addend` may be `out`.
    void run(const float* rows, std::int64_t count, const float* bias, const float* addend,
             float* out) const {
        const std::int64_t columns = weights_.columns();
        const Product product = weights_.with(rows, depth_);
        multiply_rows({&product, 1, bias, addend, columns}, count, columns, out, columns);
    }

private:
    PackedWeights weights_;
    std::int64_t depth_;
};

}  // namespace affetto
