#include "affetto/model/lstm.hpp"

#include <cmath>
#include <tuple>

#include "affetto/model/products.hpp"
#include "affetto/model/recurrent_product.hpp"

namespace affetto {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// The recurrence step by step, with the state before the first step in front.
struct LstmStates {
    at::Tensor hidden, cells;  // [T + 1, B, H]
    at::Tensor gates;          // [T, B, 4H] i, f, g, o; one step alone where nothing is kept
    at::Tensor squashed;       // tanh of the cells after each step, as gates [.., B, H]
};

/// For given x gates [T, B, 4H], biases included.
LstmStates run(const at::Tensor& x_gates, const at::Tensor& h0, const at::Tensor& c0,
               const at::Tensor& weight_hh, bool bfloat16, bool keep) {
    const std::int64_t steps = x_gates.size(0), batch = x_gates.size(1), hidden = h0.size(1);
    const std::int64_t kept = keep ? steps : 1;
    const auto options = x_gates.options();
    LstmStates s{at::empty({steps + 1, batch, hidden}, options),
                 at::empty({steps + 1, batch, hidden}, options),
                 at::empty({kept, batch, 4 * hidden}, options),
                 at::empty({kept, batch, hidden}, options)};
    s.hidden[0].copy_(h0);
    s.cells[0].copy_(c0);
    const RecurrentProduct product(weight_hh.t(), bfloat16);
    for (std::int64_t t = 0; t < steps; ++t) {
        const at::Tensor gates = s.gates[keep ? t : 0];
        product.run(s.hidden[t].data_ptr<float>(), batch, nullptr, x_gates[t].data_ptr<float>(),
                    gates.data_ptr<float>());
        const auto gate = [&](int i) { return gates.narrow(1, i * hidden, hidden); };
        gates.narrow(1, 0, 2 * hidden).sigmoid_();
        gate(2).tanh_();
        gate(3).sigmoid_();
        at::Tensor cells = s.cells[t + 1], squashed = s.squashed[keep ? t : 0];
        at::Tensor next = s.hidden[t + 1];
        at::mul_out(cells, gate(1), s.cells[t]).addcmul_(gate(0), gate(2));
        at::tanh_out(squashed, cells);
        at::mul_out(next, gate(3), squashed);
    }
    return s;
}

/// Gradients of one step's gates before their activations, in one pass over memory. grad:
/// dL/dh' [B, H]; grad_cell: dL/dc' [B, H] from later steps, replaced by dL/dc.
void step_backward(const float* grad, float* grad_cell, const float* gates, const float* squashed,
                   const float* cells, float* grad_gates, std::int64_t batch, std::int64_t hidden) {
    for (std::int64_t b = 0; b < batch; ++b) {
        const float* i = gates + b * 4 * hidden;
        const float* f = i + hidden;
        const float* g = f + hidden;
        const float* o = g + hidden;
        float* d_i = grad_gates + b * 4 * hidden;
        float* d_f = d_i + hidden;
        float* d_g = d_f + hidden;
        float* d_o = d_g + hidden;
        const float* d_h = grad + b * hidden;
        const float* tanh_c = squashed + b * hidden;
        const float* c = cells + b * hidden;
        float* d_cell = grad_cell + b * hidden;
        for (std::int64_t k = 0; k < hidden; ++k) {
            const float d_c = d_cell[k] + d_h[k] * o[k] * (1 - tanh_c[k] * tanh_c[k]);
            d_i[k] = d_c * g[k] * i[k] * (1 - i[k]);
            d_f[k] = d_c * c[k] * f[k] * (1 - f[k]);
            d_g[k] = d_c * i[k] * (1 - g[k] * g[k]);
            d_o[k] = d_h[k] * tanh_c[k] * o[k] * (1 - o[k]);
            d_cell[k] = d_c * f[k];
        }
    }
}

class LstmFunction : public torch::autograd::Function<LstmFunction> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x_gates,
                              const at::Tensor& weight_hh, bool bfloat16) {
        const at::Tensor zeros = at::zeros({x_gates.size(1), weight_hh.size(1)}, x_gates.options());
        const LstmStates s = run(x_gates.contiguous(), zeros, zeros, weight_hh, bfloat16, true);
        context->save_for_backward({s.hidden, s.cells, s.gates, s.squashed, weight_hh});
        context->saved_data["bfloat16"] = bfloat16;
        return s.hidden.narrow(0, 1, x_gates.size(0));
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        const variable_list saved = context->get_saved_variables();
        const at::Tensor &hidden_all = saved[0], &cells = saved[1], &gates = saved[2],
                         &squashed = saved[3];
        const bool bfloat16 = context->saved_data["bfloat16"].toBool();
        const std::int64_t steps = gates.size(0), batch = gates.size(1);
        const std::int64_t hidden = cells.size(2);
        const RecurrentProduct product(saved[4], bfloat16);
        const at::Tensor grad_out = grads[0].contiguous();
        at::Tensor grad_gates = at::empty_like(gates);
        at::Tensor carry = at::zeros({batch, hidden}, cells.options());
        at::Tensor carry_cell = at::zeros_like(carry);
        for (std::int64_t t = steps - 1; t >= 0; --t) {
            carry.add_(grad_out[t]);
            step_backward(carry.data_ptr<float>(), carry_cell.data_ptr<float>(),
                          gates[t].data_ptr<float>(), squashed[t].data_ptr<float>(),
                          cells[t].data_ptr<float>(), grad_gates[t].data_ptr<float>(), batch,
                          hidden);
            if (t == 0) break;  // the state before the first step is no parameter
            product.run(grad_gates[t].data_ptr<float>(), batch, nullptr, nullptr,
                        carry.data_ptr<float>());
        }
        const at::Tensor flat_grad = grad_gates.view({steps * batch, 4 * hidden});
        const at::Tensor before = hidden_all.narrow(0, 0, steps).reshape({steps * batch, hidden});
        const at::Tensor grad_weight = transposed_product(
            before, flat_grad, bfloat16 ? Precision::bfloat16 : Precision::float32);
        return {grad_gates, grad_weight.t(), at::Tensor()};
    }
};

}  // namespace

Lstm::Lstm(std::int64_t inputs, std::int64_t hidden, at::Generator& rng) {
    const double bound = 1.0 / std::sqrt(static_cast<double>(hidden));
    weight_ih =
        register_parameter("weight_ih", by_input(uniform({4 * hidden, inputs}, bound, rng)));
    weight_hh =
        register_parameter("weight_hh", by_input(uniform({4 * hidden, hidden}, bound, rng)));
    at::Tensor offsets = uniform({4 * hidden}, bound, rng);
    offsets.narrow(0, hidden, hidden).add_(1);
    bias = register_parameter("bias", offsets);
}

at::Tensor Lstm::forward(const at::Tensor& x, const Forward& mode) const {
    const at::Tensor zeros = at::zeros({x.size(1), weight_hh.size(1)}, x.options());
    if (!x.device().is_cpu())
        return std::get<0>(at::lstm(x, {zeros.unsqueeze(0), zeros.unsqueeze(0)},
                                    {weight_ih, weight_hh, bias, at::zeros_like(bias)}, true, 1,
                                    0.0, true, false, false));
    const bool bfloat16 = mode.precision == Precision::bfloat16;
    const at::Tensor x_gates = linear(x, weight_ih, bias, mode.precision);
    // A graph is needed wherever gradients are; elsewhere nothing is kept of the steps.
    if (at::GradMode::is_enabled()) return LstmFunction::apply(x_gates, weight_hh, bfloat16);
    return run(x_gates.contiguous(), zeros, zeros, weight_hh, bfloat16, false)
        .hidden.narrow(0, 1, x.size(0));
}

at::Tensor Lstm::step(const at::Tensor& x, std::span<at::Tensor> state) const {
    if (!x.device().is_cpu()) {
        std::tie(state[0], state[1]) = at::lstm_cell(x, {state[0], state[1]}, weight_ih, weight_hh,
                                                     bias, at::zeros_like(bias));
        return state[0];
    }
    const at::Tensor gates =
        (at::linear(x, weight_ih, bias) + at::linear(state[0], weight_hh)).contiguous();
    const at::Tensor cells = state[1].clone().contiguous(), next = at::empty_like(cells);
    const std::int64_t width = weight_hh.size(1);
    for (std::int64_t b = 0; b < next.size(0); ++b)
        row_kernels().lstm_cell(gates.data_ptr<float>() + b * 4 * width, width,
                                cells.data_ptr<float>() + b * width,
                                next.data_ptr<float>() + b * width);
    state[1] = cells;
    return state[0] = next;
}

}  // namespace affetto
