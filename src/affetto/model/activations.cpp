#include "affetto/model/activations.hpp"

#include <stdexcept>

#include "affetto/tensor/row_kernels.hpp"
#include "affetto/tensor/threads.hpp"

namespace affetto {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr std::int64_t kGrain = 1 << 15;  // elements that are worth a thread

void require_once() {
    if (at::GradMode::is_enabled())
        throw std::logic_error("an activation of the networks is differentiated twice");
}

class GeluFunction : public torch::autograd::Function<GeluFunction> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& input) {
        const at::Tensor x = input.contiguous();
        context->save_for_backward({x});
        at::Tensor out = at::empty_like(x);
        const float* const from = x.data_ptr<float>();
        auto* const to = out.data_ptr<float>();
        over_threads(x.numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
            row_kernels().gelu(from + begin, end - begin, to + begin);
        });
        return out;
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        require_once();
        const at::Tensor x = context->get_saved_variables()[0], grad = grads[0].contiguous();
        at::Tensor out = at::empty_like(x);
        const float *const from = x.data_ptr<float>(), *const pull = grad.data_ptr<float>();
        auto* const to = out.data_ptr<float>();
        over_threads(x.numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
            row_kernels().gelu_backward(pull + begin, from + begin, end - begin, to + begin);
        });
        return {out};
    }
};

at::Tensor dropped(const at::Tensor& x, double probability, std::int64_t seed) {
    const at::Tensor dense = x.contiguous();
    at::Tensor out = at::empty_like(dense);
    const float* const from = dense.data_ptr<float>();
    auto* const to = out.data_ptr<float>();
    over_threads(dense.numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
        row_kernels().drop(from + begin, end - begin, static_cast<std::uint64_t>(seed),
                           static_cast<std::uint32_t>(begin), static_cast<float>(probability),
                           to + begin);
    });
    return out;
}

/// Draws the mask anew in the backward pass.
class DropoutFunction : public torch::autograd::Function<DropoutFunction> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, double probability,
                              std::int64_t seed) {
        context->saved_data["probability"] = probability;
        context->saved_data["seed"] = seed;
        return dropped(x, probability, seed);
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        require_once();
        return {dropped(grads[0], context->saved_data["probability"].toDouble(),
                        context->saved_data["seed"].toInt()),
                {},
                {}};
    }
};

}  // namespace

at::Tensor gelu_of(const at::Tensor& x) {
    return x.device().is_cpu() ? GeluFunction::apply(x) : at::gelu(x);
}

at::Tensor dropout(const at::Tensor& x, double probability, at::Generator& rng) {
    if (probability <= 0) return x;
    const auto seed = at::empty({1}, at::kLong).random_(rng).item<std::int64_t>();
    if (x.device().is_cpu()) return DropoutFunction::apply(x, probability, seed);
    // The same elements as on the CPU.
    return x * dropped(at::ones(x.sizes(), at::kFloat), probability, seed).to(x.options());
}

}  // namespace affetto
