#include "affetto/model/gru.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "affetto/model/products.hpp"
#include "affetto/model/recurrent_product.hpp"

namespace affetto {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// What the backward pass needs of every step: [T, B, 3H] gates r, u, n and [T, B, H] h_n.
struct GruStates {
    at::Tensor gates, hidden_n;
};

/// The recurrence for given x gates [T, B, 3H]; returns all hidden states with h0 in front: [T + 1,
/// B, H].
at::Tensor run(const at::Tensor& x_gates, const at::Tensor& h0, const at::Tensor& weight_hh,
               const at::Tensor& bias_hh, bool bfloat16, GruStates* states) {
    const std::int64_t steps = x_gates.size(0), batch = x_gates.size(1), hidden = h0.size(1);
    const RecurrentProduct product(weight_hh.t(), bfloat16);
    const float* const b = bias_hh.data_ptr<float>();
    const std::vector<float> bias = packed_bias({b, b + 3 * hidden});
    const at::Tensor h_all = at::empty({steps + 1, batch, hidden}, x_gates.options());
    h_all[0].copy_(h0);
    if (states != nullptr)
        *states = {at::empty_like(x_gates), at::empty({steps, batch, hidden}, x_gates.options())};
    at::Tensor h_gates = at::empty({batch, 3 * hidden}, x_gates.options());
    const std::int64_t row = hidden, gates = 3 * hidden;
    const float* const x = x_gates.data_ptr<float>();
    float *const h = h_all.data_ptr<float>(), *const from_h = h_gates.data_ptr<float>();
    for (std::int64_t t = 0; t < steps; ++t) {
        product.run(h + t * batch * row, batch, bias.data(), nullptr, from_h);
        for (std::int64_t i = 0; i < batch; ++i) {
            const std::int64_t at = t * batch + i;
            const float* const h_gates_row = from_h + i * gates;
            float* const kept =
                states != nullptr ? states->gates.data_ptr<float>() + at * gates : nullptr;
            row_kernels().gru_cell(x + at * gates, h_gates_row, h + at * row, hidden, kept,
                                   h + (at + batch) * row);
            if (states != nullptr)
                std::copy_n(h_gates_row + 2 * hidden, hidden,
                            states->hidden_n.data_ptr<float>() + at * row);
        }
    }
    return h_all;
}

class GruFunction : public torch::autograd::Function<GruFunction> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x_gates,
                              const at::Tensor& h0, const at::Tensor& weight_hh,
                              const at::Tensor& bias_hh, bool bfloat16) {
        GruStates states;
        const at::Tensor h_all =
            run(x_gates.contiguous(), h0, weight_hh, bias_hh, bfloat16, &states);
        context->save_for_backward({h_all, states.gates, states.hidden_n, weight_hh});
        context->saved_data["bfloat16"] = bfloat16;
        return h_all.narrow(0, 1, x_gates.size(0));
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        const variable_list saved = context->get_saved_variables();
        const at::Tensor &h_all = saved[0], &gates = saved[1], &hidden_n = saved[2];
        const bool bfloat16 = context->saved_data["bfloat16"].toBool();
        const std::int64_t steps = gates.size(0), batch = gates.size(1), hidden = h_all.size(2);
        const RecurrentProduct product(saved[3], bfloat16);
        const at::Tensor grad_out = grads[0].contiguous();
        at::Tensor grad_x = at::empty_like(gates), grad_h = at::empty_like(gates);
        at::Tensor carry = at::zeros({batch, hidden}, h_all.options());
        float* const grad = carry.data_ptr<float>();
        for (std::int64_t t = steps - 1; t >= 0; --t) {
            carry.add_(grad_out[t]);
            const std::int64_t first = t * batch;
            for (std::int64_t i = 0; i < batch; ++i)
                row_kernels().gru_cell_backward(
                    grad + i * hidden, gates.data_ptr<float>() + (first + i) * 3 * hidden,
                    hidden_n.data_ptr<float>() + (first + i) * hidden,
                    h_all.data_ptr<float>() + (first + i) * hidden, hidden,
                    grad_x.data_ptr<float>() + (first + i) * 3 * hidden,
                    grad_h.data_ptr<float>() + (first + i) * 3 * hidden);
            product.run(grad_h.data_ptr<float>() + first * 3 * hidden, batch, nullptr, grad, grad);
        }
        const at::Tensor flat_grad = grad_h.view({steps * batch, 3 * hidden});
        const at::Tensor before = h_all.narrow(0, 0, steps).reshape({steps * batch, hidden});
        const at::Tensor grad_weight = transposed_product(
            before, flat_grad, bfloat16 ? Precision::bfloat16 : Precision::float32);
        return {grad_x, carry, grad_weight.t(), flat_grad.sum(0), at::Tensor()};
    }
};

}  // namespace

Gru::Gru(std::int64_t inputs, std::int64_t hidden, at::Generator& rng) {
    const double bound = 1.0 / std::sqrt(static_cast<double>(hidden));
    weight_ih =
        register_parameter("weight_ih", by_input(uniform({3 * hidden, inputs}, bound, rng)));
    weight_hh =
        register_parameter("weight_hh", by_input(uniform({3 * hidden, hidden}, bound, rng)));
    bias_ih = register_parameter("bias_ih", uniform({3 * hidden}, bound, rng));
    bias_hh = register_parameter("bias_hh", uniform({3 * hidden}, bound, rng));
}

at::Tensor Gru::forward(const at::Tensor& x, const at::Tensor& h0, const Forward& mode) const {
    const at::Tensor x_gates = linear(x, weight_ih, bias_ih, mode.precision);
    if (!x.device().is_cpu())
        return std::get<0>(at::gru(x, h0.unsqueeze(0), {weight_ih, weight_hh, bias_ih, bias_hh},
                                   true, 1, 0.0, true, false, false));
    // A graph is needed wherever gradients are; elsewhere nothing is kept of the steps.
    if (at::GradMode::is_enabled())
        return GruFunction::apply(x_gates, h0, weight_hh, bias_hh,
                                  mode.precision == Precision::bfloat16);
    return run(x_gates.contiguous(), h0, weight_hh, bias_hh, mode.precision == Precision::bfloat16,
               nullptr)
        .narrow(0, 1, x.size(0));
}

at::Tensor Gru::step(const at::Tensor& x, const at::Tensor& h) const {
    if (!x.device().is_cpu()) return at::gru_cell(x, h, weight_ih, weight_hh, bias_ih, bias_hh);
    const at::Tensor x_gates = at::linear(x, weight_ih, bias_ih).contiguous();
    const at::Tensor h_gates = at::linear(h, weight_hh, bias_hh).contiguous();
    const at::Tensor before = h.contiguous(), next = at::empty_like(before);
    const std::int64_t width = weight_hh.size(1);
    for (std::int64_t b = 0; b < next.size(0); ++b)
        row_kernels().gru_cell(x_gates.data_ptr<float>() + b * 3 * width,
                               h_gates.data_ptr<float>() + b * 3 * width,
                               before.data_ptr<float>() + b * width, width, nullptr,
                               next.data_ptr<float>() + b * width);
    return next;
}

at::Tensor Gru::forward(const at::Tensor& x, const Forward& mode) const {
    return forward(x, at::zeros({x.size(1), weight_hh.size(1)}, x.options()), mode);
}

at::Tensor Gru::step(const at::Tensor& x, std::span<at::Tensor> state) const {
    return state[0] = step(x, state[0]);
}

}  // namespace affetto
