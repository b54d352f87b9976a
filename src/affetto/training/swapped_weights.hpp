#pragma once

#include "affetto/training/flat_parameters.hpp"

namespace affetto {

/// Other weights [N], say their running mean, in place of a network's own while it lives.
class SwappedWeights {
public:
    SwappedWeights(FlatParameters& parameters, const at::Tensor& other)
        : parameters_(parameters), kept_(parameters.values.clone()) {
        const torch::NoGradGuard no_grad;
        parameters_.values.copy_(other);
    }
    ~SwappedWeights() {
        const torch::NoGradGuard no_grad;
        parameters_.values.copy_(kept_);
    }
    SwappedWeights(const SwappedWeights&) = delete;
    SwappedWeights& operator=(const SwappedWeights&) = delete;

private:
    FlatParameters& parameters_;
    at::Tensor kept_;
};

}  // namespace affetto
