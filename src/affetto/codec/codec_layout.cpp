#include "affetto/codec/codec_layout.hpp"

#include <cmath>

namespace affetto {
namespace {

/// Appends layers under their place in the list.
class Builder {
public:
    Builder(const CodecConfig& config, std::string side) : c_(config), side_(std::move(side)) {}

    void convolution(std::int64_t in, std::int64_t out, std::int64_t kernel,
                     std::int64_t stride = 1) {
        layers_.emplace_back(ConvolutionLayout{next() + ".conv", in, out, kernel, stride});
    }
    void transposed(std::int64_t in, std::int64_t out, std::int64_t stride) {
        layers_.emplace_back(
            ConvolutionLayout{next() + ".conv", in, out, 2 * stride, stride, 1, true});
    }
    void residuals(std::int64_t width) {
        std::int64_t dilation = 1;
        for (int i = 0; i < c_.num_residual_layers; ++i, dilation *= c_.dilation_growth_rate) {
            const std::string name = next();
            const std::int64_t narrow = width / c_.compress;
            ResidualLayout layer;
            layer.first = {name + ".block.1.conv",  width, narrow,
                           c_.residual_kernel_size, 1,     dilation};
            layer.second = {name + ".block.3.conv", narrow, width};
            if (c_.use_conv_shortcut)
                layer.shortcut = ConvolutionLayout{name + ".shortcut.conv", width, width};
            layers_.emplace_back(std::move(layer));
        }
    }
    void lstm(std::int64_t width) {
        layers_.emplace_back(LstmLayout{next() + ".lstm", width, c_.num_lstm_layers});
    }
    void elu() { layers_.emplace_back(EluLayout{}); }

    std::vector<LayerLayout> layers() && { return std::move(layers_); }

private:
    std::string next() const { return side_ + ".layers." + std::to_string(layers_.size()); }

    const CodecConfig& c_;
    std::string side_;
    std::vector<LayerLayout> layers_;
};

struct ParameterVisitor {
    const CodecConfig& config;
    const TensorVisitor& visit;

    void operator()(const ConvolutionLayout& layer) const {
        visit(layer.name + ".weight", layer.transposed
                                          ? std::vector{layer.in, layer.out, layer.kernel}
                                          : std::vector{layer.out, layer.in, layer.kernel});
        visit(layer.name + ".bias", {layer.out});
        if (config.norm_type != "time_group_norm") return;
        visit(norm_name(layer.name) + ".weight", {layer.out});
        visit(norm_name(layer.name) + ".bias", {layer.out});
    }
    void operator()(const ResidualLayout& layer) const {
        (*this)(layer.first);
        (*this)(layer.second);
        if (layer.shortcut) (*this)(*layer.shortcut);
    }
    void operator()(const LstmLayout& layer) const {
        for (std::int64_t i = 0; i < layer.layers; ++i)
            for (const char* from : {"ih", "hh"}) {
                const std::string end = std::string(from) + "_l" + std::to_string(i);
                visit(layer.name + ".weight_" + end, {4 * layer.width, layer.width});
                visit(layer.name + ".bias_" + end, {4 * layer.width});
            }
    }
    void operator()(const EluLayout&) const {}
};

}  // namespace

TransposedCut transposed_cut(const ConvolutionLayout& convolution, const CodecConfig& c) {
    const std::int64_t all = convolution.padding();
    const std::int64_t right =
        c.use_causal_conv
            ? static_cast<std::int64_t>(std::ceil(static_cast<double>(all) * c.trim_right_ratio))
            : all / 2;
    return {all - right, right};
}

std::string norm_name(const std::string& convolution) {
    return convolution.substr(0, convolution.rfind('.')) + ".norm";
}

std::vector<LayerLayout> encoder_layout(const CodecConfig& c) {
    Builder builder(c, "encoder");
    std::int64_t width = c.num_filters;
    builder.convolution(c.audio_channels, width, c.kernel_size);
    for (auto ratio = c.upsampling_ratios.rbegin(); ratio != c.upsampling_ratios.rend(); ++ratio) {
        builder.residuals(width);
        builder.elu();
        builder.convolution(width, 2 * width, std::int64_t{2} * *ratio, *ratio);
        width *= 2;
    }
    builder.lstm(width);
    builder.elu();
    builder.convolution(width, c.hidden_size, c.last_kernel_size);
    return std::move(builder).layers();
}

std::vector<LayerLayout> decoder_layout(const CodecConfig& c) {
    Builder builder(c, "decoder");
    std::int64_t width = std::int64_t{c.num_filters} << c.upsampling_ratios.size();
    builder.convolution(c.hidden_size, width, c.kernel_size);
    builder.lstm(width);
    for (const int ratio : c.upsampling_ratios) {
        builder.elu();
        builder.transposed(width, width / 2, ratio);
        width /= 2;
        builder.residuals(width);
    }
    builder.elu();
    builder.convolution(width, c.audio_channels, c.last_kernel_size);
    return std::move(builder).layers();
}

std::string codebook_name(int codebook) {
    return "quantizer.layers." + std::to_string(codebook) + ".codebook.embed";
}

void visit_parameters(const CodecConfig& c, const TensorVisitor& visit) {
    for (const auto& layers : {encoder_layout(c), decoder_layout(c)})
        for (const LayerLayout& layer : layers) std::visit(ParameterVisitor{c, visit}, layer);
    for (int k = 0; k < num_codebooks(c); ++k)
        visit(codebook_name(k), {c.codebook_size, c.hidden_size});
}

std::int64_t parameter_count(const CodecConfig& c) {
    std::int64_t count = 0;
    visit_parameters(c, [&](const std::string&, const std::vector<std::int64_t>& shape) {
        std::int64_t size = 1;
        for (const std::int64_t n : shape) size *= n;
        count += size;
    });
    return count;
}

}  // namespace affetto
