#include "affetto/training/flat_parameters.hpp"

namespace affetto {

FlatParameters::FlatParameters(torch::nn::Module& network) : FlatParameters(network.parameters()) {}

FlatParameters::FlatParameters(std::vector<at::Tensor> parameters) {
    torch::NoGradGuard no_grad;
    std::int64_t count = 0;
    for (const at::Tensor& p : parameters) count += p.numel();
    const auto options = parameters.front().options();
    values = at::empty({count}, options.requires_grad(false));
    gradients = at::zeros({count}, options.requires_grad(false));
    decayed = at::zeros({count}, options.requires_grad(false));
    std::int64_t begin = 0;
    for (at::Tensor& p : parameters) {
        // Every parameter keeps its layout in memory (layers.hpp, by_input).
        at::Tensor place = values.as_strided(p.sizes(), p.strides(), begin);
        place.copy_(p);
        p.mutable_grad() = gradients.as_strided(p.sizes(), p.strides(), begin);
        p.set_data(place);
        if (p.dim() > 1) decayed.narrow(0, begin, p.numel()).fill_(1);
        begin += p.numel();
    }
}

}  // namespace affetto
