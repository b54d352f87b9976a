#pragma once

#include "affetto/model/recurrent_layer.hpp"

namespace affetto {

/// One layer of gated recurrent units (Cho et al. 2014, with the reset gate after the matrix
/// product as in cuDNN and torch.nn.GRU):
///   r = s(x_r + h_r), u = s(x_u + h_u), n = tanh(x_n + r * h_n), h' = n + u * (h - n)
/// with x_* = W_ih x + b_ih and h_* = W_hh h + b_hh, gates in the order r, u, n.
///
/// Training uses a backward pass of its own: one product over all steps gives the gradient of W_hh,
/// where automatic differentiation would add up one small product a step.
class Gru : public RecurrentLayer {
public:
    Gru(std::int64_t inputs, std::int64_t hidden, at::Generator& rng);

    /// x [T, B, inputs], h0 [B, H] -> [T, B, H]
    at::Tensor forward(const at::Tensor& x, const at::Tensor& h0, const Forward& mode) const;
    /// One step without gradients: x [B, inputs], h [B, H] -> [B, H]
    at::Tensor step(const at::Tensor& x, const at::Tensor& h) const;

    at::Tensor forward(const at::Tensor& x, const Forward& mode) const override;
    at::Tensor step(const at::Tensor& x, std::span<at::Tensor> state) const override;
    std::size_t state_size() const override { return 1; }

    at::Tensor weight_ih;  // [3H, inputs]
    at::Tensor weight_hh;  // [3H, H]
    at::Tensor bias_ih;    // [3H]
    at::Tensor bias_hh;    // [3H]
};

}  // namespace affetto
