#include "affetto/training/spectral_norm.hpp"

namespace affetto {
namespace {

constexpr int kFirstIterations = 20;
constexpr double kSmallest = 1e-12;  // a weight may be all 0

at::Tensor normalised(const at::Tensor& x) { return x / x.norm().clamp_min(kSmallest); }

}  // namespace

SpectralNorm::SpectralNorm(const at::Tensor& weight, at::Generator& rng) {
    left = normalised(normal({weight.size(0)}, 1, rng));
    for (int i = 0; i < kFirstIterations; ++i) iterate(weight);
}

void SpectralNorm::iterate(const at::Tensor& weight) {
    const torch::NoGradGuard no_grad;
    const at::Tensor matrix = weight.detach().flatten(1);
    right = normalised(at::mv(matrix.t(), left));
    left = normalised(at::mv(matrix, right));
}

at::Tensor SpectralNorm::operator()(const at::Tensor& weight) const {
    const at::Tensor largest = at::dot(left, at::mv(weight.flatten(1), right));
    return weight / largest.clamp_min(kSmallest);
}

}  // namespace affetto
