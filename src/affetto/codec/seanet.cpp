#include "affetto/codec/seanet.hpp"

#include <cmath>

#include "affetto/codec/row_windows.hpp"

namespace affetto {
namespace {

at::Tensor pad_time(const at::Tensor& x, std::int64_t left, std::int64_t right,
                    const std::string& pad_mode) {
    if (pad_mode == "constant") return at::constant_pad_nd(x, {left, right});
    if (pad_mode == "replicate") return at::replication_pad1d(x, {left, right});
    // A clip too short to be reflected is made longer by zeros, which are cut off again.
    const std::int64_t surplus = std::max<std::int64_t>(0, std::max(left, right) + 1 - x.size(-1));
    const at::Tensor padded =
        at::reflection_pad1d(at::constant_pad_nd(x, {0, surplus}), {left, right});
    return padded.narrow(-1, 0, padded.size(-1) - surplus);
}

struct Runner {
    const CodecConfig& config;
    const NamedTensors& weights;

    at::Tensor operator()(const ConvolutionLayout& layer, const at::Tensor& x) const {
        const at::Tensor &weight = weights.at(layer.name + ".weight"),
                         &bias = weights.at(layer.name + ".bias");
        if (!layer.transposed) {
            const WindowRule rule = window_rule(layer, config);
            const std::int64_t unpadded = 0;
            const std::int64_t fill = (rule.stride - x.size(-1) % rule.stride) % rule.stride;
            const at::Tensor padded = pad_time(x, rule.left, rule.right + fill, config.pad_mode);
            return norm(layer,
                        at::conv1d(padded, weight, bias, at::IntArrayRef(layer.stride),
                                   at::IntArrayRef(unpadded), at::IntArrayRef(layer.dilation)));
        }
        const at::Tensor y = norm(layer, at::conv_transpose1d(x, weight, bias, layer.stride));
        const TransposedCut cut = transposed_cut(layer, config);
        return y.narrow(-1, cut.left, y.size(-1) - cut.left - cut.right);
    }
    at::Tensor operator()(const ResidualLayout& layer, const at::Tensor& x) const {
        const at::Tensor narrow = (*this)(layer.first, at::elu(x));
        const at::Tensor y = (*this)(layer.second, at::elu(narrow));
        return (layer.shortcut ? (*this)(*layer.shortcut, x) : x) + y;
    }
    at::Tensor operator()(const LstmLayout& layer, const at::Tensor& x) const {
        std::vector<at::Tensor> parameters;
        for (std::int64_t i = 0; i < layer.layers; ++i)
            for (const char* kind : {"weight_ih", "weight_hh", "bias_ih", "bias_hh"})
                parameters.push_back(
                    weights.at(layer.name + "." + kind + "_l" + std::to_string(i)));
        const at::Tensor zeros = at::zeros({layer.layers, x.size(0), layer.width}, x.options());
        const at::Tensor rows = x.permute({2, 0, 1}).contiguous();
        const at::Tensor y = std::get<0>(
            at::lstm(rows, {zeros, zeros}, parameters, true, layer.layers, 0, false, false, false));
        return (y + rows).permute({1, 2, 0});
    }
    at::Tensor operator()(const EluLayout&, const at::Tensor& x) const { return at::elu(x); }

    at::Tensor norm(const ConvolutionLayout& layer, const at::Tensor& x) const {
        if (config.norm_type != "time_group_norm") return x;
        const std::string name = norm_name(layer.name);
        return at::group_norm(x, 1, weights.at(name + ".weight"), weights.at(name + ".bias"),
                              kNormEpsilon);
    }
};

}  // namespace

at::Tensor run_seanet(const std::vector<LayerLayout>& layers, const CodecConfig& config,
                      const NamedTensors& weights, at::Tensor x, const LayerObserver& observe) {
    const Runner runner{config, weights};
    for (std::size_t i = 0; i < layers.size(); ++i) {
        x = std::visit([&](const auto& layer) { return runner(layer, x); }, layers[i]);
        if (observe) observe(i, x);
    }
    return x;
}

NamedTensors to_tensors(const WeightTensors& weights) {
    NamedTensors tensors;
    for (const auto& [name, weight] : weights)
        tensors[name] = at::tensor(weight.values, at::kFloat).view(weight.shape);
    return tensors;
}

}  // namespace affetto
