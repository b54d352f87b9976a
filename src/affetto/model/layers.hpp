#pragma once

#include <string>

#include "affetto/model/activations.hpp"
#include "affetto/tensor/random_tensors.hpp"
#include "affetto/tensor/runtime.hpp"
#include "affetto/tensor/torch.hpp"

namespace affetto {

/// The few building blocks of the networks. Their weights are drawn from a generator that is passed
/// in, and matrix products can run in bfloat16 while parameters and sums stay float32
/// (`Forward::precision`).

/// What a forward pass needs besides its inputs.
struct Forward {
    at::Generator* rng =
        nullptr;  ///< draws dropout and noise; null: evaluation, nothing is dropped
    Precision precision = Precision::float32;

    bool training() const { return rng != nullptr; }
    at::Tensor drop(const at::Tensor& x, double probability) const {
        return training() ? dropout(x, probability, *rng) : x;
    }
};

/// x W^T + b over the last axis. Weights uniform in +-1/sqrt(inputs), bias zero.
class Linear : public torch::nn::Module {
public:
    Linear(std::int64_t inputs, std::int64_t outputs, at::Generator& rng, bool bias = true);
    at::Tensor forward(const at::Tensor& x, const Forward& mode) const;

    at::Tensor weight;  // [outputs, inputs]
    at::Tensor bias;    // [outputs] or undefined
};

/// Rows of a table, N(0, std^2).
class Embedding : public torch::nn::Module {
public:
    Embedding(std::int64_t values, std::int64_t dim, at::Generator& rng, double std = 0.1);
    /// int64 [...] -> [..., dim]
    at::Tensor forward(const at::Tensor& index) const;

    at::Tensor weight;  // [values, dim]
};

/// Layer normalisation over the last axis (Ba et al. 2016), eps 1e-5.
class LayerNorm : public torch::nn::Module {
public:
    explicit LayerNorm(std::int64_t dim);
    at::Tensor forward(const at::Tensor& x) const;

    at::Tensor weight, bias;  // [dim]
};

/// The same matrix [outputs, inputs], laid out in memory input by input: OpenBLAS multiplies the
/// few rows of a decoding step up to five times faster by it.
at::Tensor by_input(const at::Tensor& weight);

}  // namespace affetto
