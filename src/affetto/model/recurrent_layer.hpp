#pragma once

#include <memory>
#include <span>
#include <string>

#include "affetto/model/layers.hpp"

namespace affetto {

/// A layer that reads a sequence step by step: the seam between the recurrent families. H is its
/// hidden size.
class RecurrentLayer : public torch::nn::Module {
public:
    /// From a state of zeros: x [T, B, inputs] -> [T, B, H]
    virtual at::Tensor forward(const at::Tensor& x, const Forward& mode) const = 0;
    /// One step without gradients: x [B, inputs] -> [B, H]. `state` holds state_size() tensors
    /// [B, H], zeros at the start, and is replaced.
    virtual at::Tensor step(const at::Tensor& x, std::span<at::Tensor> state) const = 0;
    virtual std::size_t state_size() const = 0;
};

/// `family` is gru or lstm.
std::shared_ptr<RecurrentLayer> make_recurrent_layer(const std::string& family, std::int64_t inputs,
                                                     std::int64_t hidden, at::Generator& rng);

}  // namespace affetto
