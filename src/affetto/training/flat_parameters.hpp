#pragma once

#include <cstdint>
#include <vector>

#include "affetto/tensor/torch.hpp"

namespace affetto {

/// All parameters of a network laid out in one block of memory, and their gradients in another:
/// clipping, the optimizer and the running mean become a few operations on one tensor. The
/// network's tensors are views of the block from then on.
class FlatParameters {
public:
    explicit FlatParameters(torch::nn::Module& network);
    /// `parameters` are leaves that require gradients.
    explicit FlatParameters(std::vector<at::Tensor> parameters);

    at::Tensor values;     // [N]
    at::Tensor gradients;  // [N]
    at::Tensor decayed;    // [N]: 1 where weight decay applies (matrices), 0 for biases and norms
};

}  // namespace affetto
