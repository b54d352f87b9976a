#pragma once

#include <cstdint>

#include "affetto/training/flat_parameters.hpp"

namespace affetto {

/// AdamW (Loshchilov and Hutter 2019) over one flat block, eps 1e-8. Its state is two tensors that
/// a checkpoint can hold.
struct AdamW {
    struct Betas {
        double mean = 0.9, square = 0.99;  ///< memory of the two running means
    };
    explicit AdamW(const FlatParameters& parameters) : AdamW(parameters, Betas()) {}
    AdamW(const FlatParameters& parameters, const Betas& betas);

    /// One update with the gradients as they are; `step` counts from 0.
    void update(FlatParameters& parameters, double learning_rate, double weight_decay,
                std::int64_t step);

    at::Tensor mean, square;  // [N]: running means of the gradient and of its square
    Betas betas;
};

/// Scales gradients down to `max_norm` where they are larger; returns the norm before.
double clip_gradients(FlatParameters& parameters, double max_norm);

}  // namespace affetto
