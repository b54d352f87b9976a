#include "affetto/pipeline/borrowed_network.hpp"

namespace affetto {

std::shared_ptr<Network> borrowed_on_cpu(const Network& network,
                                         const ModelDescription& description) {
    const NamedTensors weights = parameters_of(network);
    if (weights.begin()->second.device().is_cpu())
        return {const_cast<Network*>(&network), [](Network*) {}};
    const torch::NoGradGuard no_grad;
    at::Generator unused = make_generator(0);
    std::shared_ptr<Network> copy = make_network(description, unused);
    for (auto& [name, tensor] : parameters_of(*copy)) at::Tensor(tensor).copy_(weights.at(name));
    return copy;
}

}  // namespace affetto
