#include "affetto/model/layers.hpp"

#include <cmath>

#include "affetto/model/products.hpp"

namespace affetto {

at::Tensor by_input(const at::Tensor& weight) { return weight.t().contiguous().t(); }

Linear::Linear(std::int64_t inputs, std::int64_t outputs, at::Generator& rng, bool with_bias) {
    weight = register_parameter(
        "weight",
        by_input(uniform({outputs, inputs}, 1.0 / std::sqrt(static_cast<double>(inputs)), rng)));
    if (with_bias) bias = register_parameter("bias", at::zeros({outputs}));
}

at::Tensor Linear::forward(const at::Tensor& x, const Forward& mode) const {
    return linear(x, weight, bias, mode.precision);
}

Embedding::Embedding(std::int64_t values, std::int64_t dim, at::Generator& rng, double std) {
    weight = register_parameter("weight", normal({values, dim}, std, rng));
}

at::Tensor Embedding::forward(const at::Tensor& index) const {
    return at::embedding(weight, index);
}

LayerNorm::LayerNorm(std::int64_t dim) {
    weight = register_parameter("weight", at::ones({dim}));
    bias = register_parameter("bias", at::zeros({dim}));
}

at::Tensor LayerNorm::forward(const at::Tensor& x) const {
    return at::layer_norm(x, {x.size(-1)}, weight, bias, 1e-5);
}

}  // namespace affetto
