#include "affetto/tensor/random_tensors.hpp"

#include "affetto/core/error.hpp"

namespace affetto {

at::Generator make_generator(std::uint64_t seed) {
    return at::make_generator<at::CPUGeneratorImpl>(seed);
}

at::Tensor normal(at::IntArrayRef shape, double std, at::Generator& rng) {
    return at::empty(shape, at::kFloat).normal_(0.0, std, rng);
}

at::Tensor uniform(at::IntArrayRef shape, double bound, at::Generator& rng) {
    return at::empty(shape, at::kFloat).uniform_(-bound, bound, rng);
}

at::Tensor bernoulli(at::IntArrayRef shape, double probability, at::Generator& rng) {
    return at::empty(shape, at::kFloat).bernoulli_(probability, rng);
}

at::Tensor generator_state(at::Generator rng) {
    const std::lock_guard<std::mutex> lock(rng.mutex());
    return rng.get_state();
}

void set_generator_state(at::Generator& rng, const at::Tensor& state) {
    const std::lock_guard<std::mutex> lock(rng.mutex());
    if (state.scalar_type() != at::kByte || state.numel() != rng.get_state().numel())
        throw CheckpointError("the stored state of a random generator has " +
                              std::to_string(state.numel()) + " bytes; this libtorch needs " +
                              std::to_string(rng.get_state().numel()) +
                              ": resume with the libtorch that wrote the checkpoint");
    rng.set_state(state);
}

}  // namespace affetto
