#pragma once

#include <numbers>

#include "affetto/tensor/random_tensors.hpp"

namespace affetto::test {

inline constexpr int kRate = 24'000;

/// amplitude * sin(2 pi hz t), float32 [samples], at kRate.
inline at::Tensor sine(double hz, std::int64_t samples, double amplitude = 1.0) {
    const at::Tensor t = at::arange(samples, at::kDouble) / kRate;
    return (at::sin(t * (2 * std::numbers::pi * hz)) * amplitude).to(at::kFloat);
}

inline at::Tensor noise(at::IntArrayRef shape, std::uint64_t seed) {
    at::Generator rng = make_generator(seed);
    return normal(shape, 0.1, rng);
}

inline double largest_difference(const at::Tensor& a, const at::Tensor& b) {
    return (a.to(at::kDouble) - b.to(at::kDouble)).abs().max().item<double>();
}

}  // namespace affetto::test
