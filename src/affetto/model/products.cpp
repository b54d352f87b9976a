#include "affetto/model/products.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "affetto/tensor/matrix_product.hpp"

namespace affetto {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr std::int64_t kFewRows = 64;  // packing a matrix for fewer does not pay

at::Tensor cast(const at::Tensor& x, Precision precision) {
    return precision == Precision::bfloat16 ? x.to(at::kBFloat16) : x;
}

/// Gradients of gradients would silently be missing.
void require_once() {
    if (at::GradMode::is_enabled())
        throw std::logic_error("a product of the networks is differentiated twice");
}

/// Loops over memory look at no sizes themselves.
void require(bool fits, const char* what, const at::Tensor& x, const at::Tensor& weight) {
    if (fits) return;
    const auto text = [](const at::Tensor& t) {
        std::string sizes;
        for (const std::int64_t size : t.sizes())
            sizes += (sizes.empty() ? "" : " x ") + std::to_string(size);
        return sizes;
    };
    throw std::invalid_argument(std::string(what) + " with weights of " + text(weight) +
                                " does not fit an input of " + text(x));
}

Precision precision_of(AutogradContext* context) {
    return context->saved_data["bfloat16"].toBool() ? Precision::bfloat16 : Precision::float32;
}

const float* values_of(const at::Tensor& bias) {
    return bias.defined() && bias.numel() > 0 ? bias.data_ptr<float>() : nullptr;
}

/// x [..., K] matrix [K, N] + bias, for x without gaps.
at::Tensor product(const at::Tensor& x, const at::Tensor& matrix, const at::Tensor& bias,
                   Precision precision) {
    std::vector<std::int64_t> shape = x.sizes().vec();
    shape.back() = matrix.size(1);
    at::Tensor out = at::empty(shape, x.options());
    multiply(row_span_of(x), matrix_span_of(matrix), values_of(bias), precision,
             out.data_ptr<float>());
    return out;
}

/// libtorch 1.13 takes no undefined tensors in functions of one's own.
at::Tensor nothing(const at::Tensor& like) { return at::empty({0}, like.options()); }

at::Tensor sum_of_rows(const at::Tensor& x) { return x.reshape({-1, x.size(-1)}).sum(0); }

class LinearFunction : public torch::autograd::Function<LinearFunction> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x,
                              const at::Tensor& weight, const at::Tensor& bias, bool bfloat16) {
        const at::Tensor dense = x.contiguous();
        context->save_for_backward({dense, weight});
        context->saved_data["bfloat16"] = bfloat16;
        context->saved_data["bias"] = bias.numel() > 0;
        return product(dense, weight.t(), bias, precision_of(context));
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        require_once();
        const variable_list saved = context->get_saved_variables();
        const Precision precision = precision_of(context);
        const at::Tensor &x = saved[0], &weight = saved[1], grad = grads[0].contiguous();
        at::Tensor to_x, to_weight, to_bias;
        if (context->needs_input_grad(0)) to_x = product(grad, weight, {}, precision);
        if (context->needs_input_grad(1)) to_weight = transposed_product(x, grad, precision).t();
        if (context->saved_data["bias"].toBool()) to_bias = sum_of_rows(grad);
        return {to_x, to_weight, to_bias, {}};
    }
};

/// Every window of K steps of x [B, T, C] that is taken in with zeros around it.
struct Windows {
    at::Tensor padded;  // [B, T + K - stride, C]
    RowSpan rows;       // [B, T / stride] rows of K C
};

Windows windows_of(const at::Tensor& x, std::int64_t kernel, std::int64_t stride) {
    const std::int64_t around = (kernel - stride) / 2, channels = x.size(2);
    const at::Tensor padded =
        around > 0 ? at::constant_pad_nd(x, {0, 0, around, around}) : x.contiguous();
    const std::int64_t pitch = stride * channels;
    return {padded,
            {padded.data_ptr<float>(), x.size(0), x.size(1) / stride, kernel * channels,
             padded.size(1) * channels, pitch}};
}

at::Tensor convolution(const Windows& windows, const at::Tensor& matrix, const at::Tensor& bias,
                       Precision precision) {
    at::Tensor out = at::empty({windows.rows.groups, windows.rows.rows, matrix.size(1)},
                               windows.padded.options());
    multiply(windows.rows, matrix_span_of(matrix), values_of(bias), precision,
             out.data_ptr<float>());
    return out;
}

/// Weights [outputs, C, K] as the matrix [K C, outputs] that windows are multiplied by.
at::Tensor by_window(const at::Tensor& weight) {
    return weight.permute({2, 1, 0}).reshape({-1, weight.size(0)});
}

class ConvolutionFunction : public torch::autograd::Function<ConvolutionFunction> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x,
                              const at::Tensor& weight, const at::Tensor& bias, std::int64_t stride,
                              bool bfloat16) {
        context->save_for_backward({x, weight});
        context->saved_data["bfloat16"] = bfloat16;
        context->saved_data["stride"] = stride;
        return convolution(windows_of(x, weight.size(2), stride), by_window(weight), bias,
                           precision_of(context));
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        require_once();
        const variable_list saved = context->get_saved_variables();
        const Precision precision = precision_of(context);
        const std::int64_t stride = context->saved_data["stride"].toInt();
        const at::Tensor &x = saved[0], &weight = saved[1], grad = grads[0].contiguous();
        at::Tensor to_x, to_weight;
        if (context->needs_input_grad(0)) to_x = gradient_of_input(grad, weight, stride, precision);
        if (context->needs_input_grad(1)) {
            const Windows windows = windows_of(x, weight.size(2), stride);
            const at::Tensor flat = grad.view({-1, grad.size(2)});
            to_weight = at::empty({weight.size(2), weight.size(1), weight.size(0)}, x.options());
            multiply_transposed(windows.rows, matrix_span_of(flat), precision,
                                to_weight.data_ptr<float>());
            to_weight = to_weight.permute({2, 1, 0});
        }
        return {to_x, to_weight, sum_of_rows(grad), {}, {}};
    }

private:
    static at::Tensor gradient_of_input(const at::Tensor& grad, const at::Tensor& weight,
                                        std::int64_t stride, Precision precision) {
        const std::int64_t channels = weight.size(1), kernel = weight.size(2);
        if (stride == 1)  // a convolution with the kernel turned round
            return convolution(windows_of(grad, kernel, 1),
                               weight.flip(2).permute({2, 0, 1}).reshape({-1, channels}), {},
                               precision);
        const std::int64_t batch = grad.size(0), steps = grad.size(1);
        const std::int64_t around = (kernel - stride) / 2;
        const at::Tensor taps = product(grad, by_window(weight).t(), {}, precision)
                                    .view({batch, steps, kernel, channels});
        const at::Tensor padded =
            at::zeros({batch, stride * steps + kernel - stride, channels}, grad.options());
        for (std::int64_t k = 0; k < kernel; ++k)
            padded.slice(1, k, k + stride * (steps - 1) + 1, stride).add_(taps.select(2, k));
        return padded.narrow(1, around, stride * steps);
    }
};

}  // namespace

at::Tensor linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                  Precision precision) {
    const bool bfloat16 = precision == Precision::bfloat16;
    require(x.size(-1) == weight.size(1) && (!bias.defined() || bias.numel() == weight.size(0)),
            "a linear layer", x, weight);
    if (x.device().is_cpu() && x.numel() > 0 && x.numel() >= kFewRows * x.size(-1))
        return LinearFunction::apply(x, weight, bias.defined() ? bias : nothing(x), bfloat16);
    if (!bfloat16) return at::linear(x, weight, bias);
    const at::Tensor y = at::linear(cast(x, precision), cast(weight, precision)).to(at::kFloat);
    return bias.defined() ? y + bias : y;
}

at::Tensor convolve(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                    std::int64_t stride, Precision precision) {
    require(x.dim() == 3 && x.size(2) == weight.size(1) && x.size(1) % stride == 0 &&
                (weight.size(2) - stride) % 2 == 0 && bias.numel() == weight.size(0),
            "a convolution", x, weight);
    if (weight.size(2) == 1 && stride == 1) return linear(x, weight.select(2, 0), bias, precision);
    if (x.device().is_cpu())
        return ConvolutionFunction::apply(x, weight, bias, stride,
                                          precision == Precision::bfloat16);
    return at::conv1d(cast(x.transpose(1, 2), precision), cast(weight, precision), {}, stride,
                      (weight.size(2) - stride) / 2)
               .to(at::kFloat)
               .transpose(1, 2) +
           bias;
}

at::Tensor transposed_product(const at::Tensor& a, const at::Tensor& b, Precision precision) {
    const at::Tensor rows = a.contiguous(), factor = b.reshape({-1, b.size(-1)});
    require(rows.numel() / std::max<std::int64_t>(1, rows.size(-1)) == factor.size(0),
            "a product over rows", rows, factor);
    at::Tensor out = at::empty({a.size(-1), b.size(-1)}, a.options());
    multiply_transposed(row_span_of(rows), matrix_span_of(factor), precision,
                        out.data_ptr<float>());
    return out;
}

}  // namespace affetto
