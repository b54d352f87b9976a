#include "affetto/model/gru.hpp"

#include <cmath>

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
    at::Tensor h_all = at::empty({steps + 1, batch, hidden}, x_gates.options());
    h_all[0].copy_(h0);
    at::Tensor gates = states != nullptr ? at::empty_like(x_gates) : at::Tensor();
    at::Tensor hidden_n =
        states != nullptr ? at::empty({steps, batch, hidden}, x_gates.options()) : at::Tensor();
    const at::Tensor weight = (bfloat16 ? weight_hh.to(at::kBFloat16) : weight_hh).t();
    at::Tensor product = at::empty({batch, 3 * hidden}, x_gates.options());
    for (std::int64_t t = 0; t < steps; ++t) {
        const at::Tensor h = h_all[t];
        if (bfloat16)
            product.copy_(at::mm(h.to(at::kBFloat16), weight)).add_(bias_hh);
        else
            at::addmm_out(product, bias_hh, h, weight);
        const at::Tensor gate = states != nullptr ? gates[t] : at::empty_like(product);
        at::Tensor ru = gate.narrow(1, 0, 2 * hidden);
        at::add_out(ru, x_gates[t].narrow(1, 0, 2 * hidden), product.narrow(1, 0, 2 * hidden));
        ru.sigmoid_();
        const at::Tensor h_n = product.narrow(1, 2 * hidden, hidden);
        if (states != nullptr) hidden_n[t].copy_(h_n);
        at::Tensor n = gate.narrow(1, 2 * hidden, hidden);
        at::addcmul_out(n, x_gates[t].narrow(1, 2 * hidden, hidden), gate.narrow(1, 0, hidden),
                        h_n);
        n.tanh_();
        at::Tensor next = h_all[t + 1];
        at::lerp_out(next, n, h, gate.narrow(1, hidden, hidden));
    }
    if (states != nullptr) *states = {gates, hidden_n};
    return h_all;
}

/// Gradients of one step's gates, element by element, in one pass over memory.
/// grad: dL/dh' [B, H], replaced by the part of dL/dh that does not go through W_hh.
void step_backward(float* grad, const float* gates, const float* hidden_n, const float* h,
                   float* grad_x, float* grad_h, std::int64_t batch, std::int64_t hidden) {
    for (std::int64_t b = 0; b < batch; ++b) {
        const float* r = gates + b * 3 * hidden;
        const float* u = r + hidden;
        const float* n = u + hidden;
        float* g = grad + b * hidden;
        float* x_r = grad_x + b * 3 * hidden;
        float* h_r = grad_h + b * 3 * hidden;
        const float* previous = h + b * hidden;
        const float* h_n = hidden_n + b * hidden;
        for (std::int64_t i = 0; i < hidden; ++i) {
            const float d_n = g[i] * (1 - u[i]) * (1 - n[i] * n[i]);
            const float d_u = g[i] * (previous[i] - n[i]) * u[i] * (1 - u[i]);
            const float d_r = d_n * h_n[i] * r[i] * (1 - r[i]);
            x_r[i] = h_r[i] = d_r;
            x_r[hidden + i] = h_r[hidden + i] = d_u;
            x_r[2 * hidden + i] = d_n;
            h_r[2 * hidden + i] = d_n * r[i];
            g[i] *= u[i];
        }
    }
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
        const at::Tensor weight = bfloat16 ? saved[3].to(at::kBFloat16) : saved[3].contiguous();
        const at::Tensor grad_out = grads[0].contiguous();
        at::Tensor grad_x = at::empty_like(gates), grad_h = at::empty_like(gates);
        at::Tensor carry = at::zeros({batch, hidden}, h_all.options());
        for (std::int64_t t = steps - 1; t >= 0; --t) {
            carry.add_(grad_out[t]);
            step_backward(carry.data_ptr<float>(), gates[t].data_ptr<float>(),
                          hidden_n[t].data_ptr<float>(), h_all[t].data_ptr<float>(),
                          grad_x[t].data_ptr<float>(), grad_h[t].data_ptr<float>(), batch, hidden);
            if (bfloat16)
                carry.add_(at::mm(grad_h[t].to(at::kBFloat16), weight));
            else
                carry.addmm_(grad_h[t], weight);
        }
        const at::Tensor flat_grad = grad_h.view({steps * batch, 3 * hidden});
        const at::Tensor before = h_all.narrow(0, 0, steps).reshape({steps * batch, hidden});
        const at::Tensor grad_weight =
            bfloat16
                ? at::mm(before.to(at::kBFloat16).t(), flat_grad.to(at::kBFloat16)).to(at::kFloat)
                : at::mm(before.t(), flat_grad);
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
    const at::Tensor x_gates = matmul_transposed(x, weight_ih, mode.precision) + bias_ih;
    // A graph is needed wherever gradients are; elsewhere nothing is kept of the steps.
    if (at::GradMode::is_enabled() && x.device().is_cpu())
        return GruFunction::apply(x_gates, h0, weight_hh, bias_hh,
                                  mode.precision == Precision::bfloat16);
    if (at::GradMode::is_enabled())
        return std::get<0>(at::gru(x, h0.unsqueeze(0), {weight_ih, weight_hh, bias_ih, bias_hh},
                                   true, 1, 0.0, true, false, false));
    return run(x_gates, h0, weight_hh, bias_hh, mode.precision == Precision::bfloat16, nullptr)
        .narrow(0, 1, x.size(0));
}

at::Tensor Gru::step(const at::Tensor& x, const at::Tensor& h) const {
    return run(at::linear(x, weight_ih, bias_ih).unsqueeze(0), h, weight_hh, bias_hh, false,
               nullptr)[1];
}

at::Tensor Gru::forward(const at::Tensor& x, const Forward& mode) const {
    return forward(x, at::zeros({x.size(1), weight_hh.size(1)}, x.options()), mode);
}

at::Tensor Gru::step(const at::Tensor& x, std::span<at::Tensor> state) const {
    return state[0] = step(x, state[0]);
}

}  // namespace affetto
