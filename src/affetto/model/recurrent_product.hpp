#pragma once

#include "affetto/tensor/packed_weights.hpp"
#include "affetto/tensor/torch.hpp"

namespace affetto {

/// Few rows by a matrix that stays the same over all steps of a recurrence: packed once, it goes
/// three to five times as fast as OpenBLAS, which packs it at every step. On the CPU.
class RecurrentProduct {
public:
    /// For rows [B, K] and a matrix [K, N] of any strides. bfloat16 falls back to float32 where the
    /// processor has none of its own.
    RecurrentProduct(const at::Tensor& matrix, bool bfloat16);

    /// out [B, N] = addend [B, N] + rows [B, K] matrix; `bias` is packed; either may be null.
    void run(const float* rows, std::int64_t count, const float* bias, const float* addend,
             float* out) const;

private:
    PackedWeights weights_;
    std::int64_t depth_;
};

}  // namespace affetto
