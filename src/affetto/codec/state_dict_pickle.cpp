#include "affetto/codec/state_dict_pickle.hpp"

#include "affetto/codec/pickle_machine.hpp"

namespace affetto {
namespace {

constexpr std::string_view kNested = "best_state";

}  // namespace

std::vector<PickledTensor> parse_state_dict_pickle(std::span<const std::byte> pickle,
                                                   std::string_view name,
                                                   const PickleLimits& limits) {
    detail::PickleMachine machine(pickle, name, limits);
    const detail::PickleDict* dict = machine.run();
    if (const auto nested = dict->find(kNested); nested != dict->end()) {
        dict = machine.as_dict(nested->second);
        if (dict == nullptr) machine.fail("its entry 'best_state' is no dict of tensors");
    }
    std::vector<PickledTensor> tensors;
    for (const auto& [key, value] : *dict) {
        const PickledTensor* tensor = machine.as_tensor(value);
        if (tensor == nullptr)
            machine.fail("its entry '" + std::string(key) +
                         "' is no tensor; save the state dict of the model alone");
        tensors.push_back(*tensor);
        tensors.back().name = key;
    }
    return tensors;
}

}  // namespace affetto
