#include "affetto/training/codec_first_weights.hpp"

#include <cmath>
#include <map>

#include "affetto/codec/codec_layout.hpp"

namespace affetto {
namespace {

constexpr double kBlockGain = 0.3;

/// How large a convolution's weights begin; `identity` where they begin as one.
struct FirstSize {
    double bound = 0;
    bool identity = false;
};
using FirstSizes = std::map<std::string, FirstSize>;  // by the name of the weight

double bound_of(const ConvolutionLayout& layer) {
    const std::int64_t taps = layer.transposed ? layer.kernel / layer.stride : layer.kernel;
    return std::sqrt(3.0 / static_cast<double>(layer.in * taps));
}

struct SizeVisitor {
    FirstSizes& sizes;

    void operator()(const ConvolutionLayout& layer) const {
        sizes[layer.name + ".weight"].bound = bound_of(layer);
    }
    void operator()(const ResidualLayout& layer) const {
        (*this)(layer.first);
        sizes[layer.second.name + ".weight"].bound = kBlockGain * bound_of(layer.second);
        if (layer.shortcut) sizes[layer.shortcut->name + ".weight"].identity = true;
    }
    void operator()(const LstmLayout&) const {}
    void operator()(const EluLayout&) const {}
};

FirstSizes first_sizes(const CodecConfig& config) {
    FirstSizes sizes;
    for (const auto& layers : {encoder_layout(config), decoder_layout(config)})
        for (const LayerLayout& layer : layers) std::visit(SizeVisitor{sizes}, layer);
    return sizes;
}

bool is_codebook(const std::string& name) { return name.rfind("quantizer.", 0) == 0; }

}  // namespace

NamedTensors first_codec_weights(const CodecConfig& config, at::Generator& rng) {
    const FirstSizes sizes = first_sizes(config);
    NamedTensors weights;
    visit_parameters(config, [&](const std::string& name, const std::vector<std::int64_t>& shape) {
        if (is_codebook(name)) return;
        at::Tensor value = at::zeros(shape);
        const auto convolution = sizes.find(name);
        if (convolution != sizes.end())
            value = convolution->second.identity ? at::eye(shape[0]).unsqueeze(2).contiguous()
                                                 : uniform(shape, convolution->second.bound, rng);
        else if (name.find(".lstm.weight") != name.npos)
            value = uniform(shape, 1 / std::sqrt(static_cast<double>(shape[1])), rng);
        else if (name.find(".norm.weight") != name.npos)
            value.fill_(1);
        weights[name] = value.set_requires_grad(true);
    });
    return weights;
}

}  // namespace affetto
