#pragma once

#include "affetto/model/recurrent_layer.hpp"

namespace affetto {

/// One layer of long short-term memory (Hochreiter and Schmidhuber 1997, with forget gates, Gers et
/// al. 2000), gates in torch.nn.LSTM's order i, f, g, o:
///   (i, f, g, o) = (s, s, tanh, s)(W_ih x + W_hh h + b), c' = f * c + i * g, h' = o * tanh(c')
/// with one bias where torch adds two. The forget gates' begins higher by one, so that a cell
/// remembers from the start (Jozefowicz et al. 2015).
///
/// Training uses a backward pass of its own, as Gru does.
class Lstm : public RecurrentLayer {
public:
    Lstm(std::int64_t inputs, std::int64_t hidden, at::Generator& rng);

    at::Tensor forward(const at::Tensor& x, const Forward& mode) const override;
    /// The state is h and c.
    at::Tensor step(const at::Tensor& x, std::span<at::Tensor> state) const override;
    std::size_t state_size() const override { return 2; }

    at::Tensor weight_ih;  // [4H, inputs]
    at::Tensor weight_hh;  // [4H, H]
    at::Tensor bias;       // [4H]
};

}  // namespace affetto
