#pragma once

#include <cstdint>

#include "affetto/training/flat_parameters.hpp"

namespace affetto {

/// AdamW (Loshchilov and Hutter 2019) over one flat block; betas 0.9 and 0.99, eps 1e-8. Its state
/// is two tensors that a checkpoint can hold.
struct AdamW {
    explicit AdamW(const FlatParameters& parameters);

    /// One update with the gradients as they are; `step` counts from 0.
    void update(FlatParameters& parameters, double learning_rate, double weight_decay,
                std::int64_t step);

    at::Tensor mean, square;  // [N]: running means of the gradient and of its square
};

/// Scales gradients down to `max_norm` where they are larger; returns the norm before.
double clip_gradients(FlatParameters& parameters, double max_norm);

}  // namespace affetto
