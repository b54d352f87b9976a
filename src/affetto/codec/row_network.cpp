#include "affetto/codec/row_network.hpp"

namespace affetto {
namespace {

/// Appends each layer with the rule of its input.
struct Compiler {
    const CodecConfig& config;
    const WeightTensors& weights;
    Precision precision;
    Activation activation;  ///< what follows the layer
    std::vector<RowNetwork::Layer>& layers;
    std::vector<WindowRule>& rules;

    void operator()(const ConvolutionLayout& layout) const {
        layers.emplace_back(RowConvolution(layout, config, weights, activation, precision));
        rules.push_back(window_rule(layout, config));
    }
    void operator()(const ResidualLayout& layout) const {
        layers.emplace_back(RowResidual(layout, config, weights, activation, precision));
        rules.push_back(window_rule(layout.first, config));
    }
    void operator()(const LstmLayout& layout) const {
        layers.emplace_back(RowLstm(layout, weights, activation, precision));
        WindowRule rule;
        rule.channels = layout.width;
        rules.push_back(rule);
    }
    void operator()(const EluLayout&) const {}
};

}  // namespace

RowNetwork::RowNetwork(const std::vector<LayerLayout>& layers, const CodecConfig& config,
                       const WeightTensors& weights, Precision precision) {
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const bool elu_follows =
            i + 1 < layers.size() && std::holds_alternative<EluLayout>(layers[i + 1]);
        std::visit(Compiler{config, weights, precision,
                            elu_follows ? Activation::elu : Activation::none, layers_, rules_},
                   layers[i]);
    }
    WindowRule output;
    output.channels = std::get<ConvolutionLayout>(layers.back()).out;
    rules_.push_back(output);
}

RowStream::RowStream(const RowNetwork& network, std::int64_t clips) : network_(network) {
    for (std::size_t i = 0; i <= network.layers().size(); ++i) {
        inputs_.emplace_back();
        for (std::int64_t clip = 0; clip < clips; ++clip)
            inputs_.back().emplace_back(network.rule(i));
    }
    for (const RowNetwork::Layer& layer : network.layers())
        if (const auto* lstm = std::get_if<RowLstm>(&layer)) lstm_.push_back(lstm->begin(clips));
}

float* RowStream::grow(std::int64_t clip, std::int64_t rows) {
    return inputs_.front()[static_cast<std::size_t>(clip)].grow(rows);
}

void RowStream::run_convolutions(std::size_t begin, std::size_t end, bool last) {
    for (std::size_t clip = 0; clip < inputs_.front().size(); ++clip)
        for (std::size_t i = begin; i < end; ++i) {
            RowWindows &in = inputs_[i][clip], &out = inputs_[i + 1][clip];
            if (last) in.finish();
            const RowNetwork::Layer& layer = network_.layers()[i];
            if (const auto* residual = std::get_if<RowResidual>(&layer))
                residual->run(in, out);
            else
                std::get<RowConvolution>(layer).run(in, out);
        }
}

void RowStream::run(bool last) {
    const auto pointers = [](std::vector<RowWindows>& windows) {
        std::vector<RowWindows*> list;
        for (RowWindows& one : windows) list.push_back(&one);
        return list;
    };
    const auto& layers = network_.layers();
    std::size_t begin = 0, lstm = 0;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const auto* recurrent = std::get_if<RowLstm>(&layers[i]);
        if (recurrent == nullptr) continue;
        run_convolutions(begin, i, last);
        if (last)
            for (RowWindows& windows : inputs_[i]) windows.finish();
        std::vector<RowWindows*> in = pointers(inputs_[i]), out = pointers(inputs_[i + 1]);
        recurrent->run(lstm_[lstm++], in, out);
        begin = i + 1;
    }
    run_convolutions(begin, layers.size(), last);
}

std::int64_t RowStream::ready() { return inputs_.back().front().count(); }

const float* RowStream::output(std::int64_t clip) const {
    return inputs_.back()[static_cast<std::size_t>(clip)].first();
}

void RowStream::drop(std::int64_t rows) {
    for (RowWindows& windows : inputs_.back()) windows.drop(rows);
}

}  // namespace affetto
