#pragma once

#include <cstdint>

#include "affetto/core/random.hpp"
#include "affetto/tensor/torch.hpp"

namespace affetto {

/// Random tensors from a generator that is passed in; libtorch's default generator is never used.

/// A CPU generator with this seed.
at::Generator make_generator(std::uint64_t seed);

/// N(0, std^2) of the given shape, float32 on the CPU.
at::Tensor normal(at::IntArrayRef shape, double std, at::Generator& rng);
/// Uniform in [-bound, bound], float32 on the CPU.
at::Tensor uniform(at::IntArrayRef shape, double bound, at::Generator& rng);
/// 1 with `probability`, else 0; float32 on the CPU.
at::Tensor bernoulli(at::IntArrayRef shape, double probability, at::Generator& rng);

/// The generator's whole state as bytes (uint8), to be stored in a checkpoint and put back.
at::Tensor generator_state(at::Generator rng);
void set_generator_state(at::Generator& rng, const at::Tensor& state);

}  // namespace affetto
