#include <algorithm>

#include "affetto/codec/row_layers.hpp"

namespace affetto {
namespace {

constexpr std::int64_t kBlockFloats = 1 << 20;  // of the gates' sums that wait for their step

PackedWeights transposed(const WeightTensor& weight, Precision precision) {
    const std::int64_t columns = weight.shape[0], depth = weight.shape[1];
    return {depth, columns,
            [&](std::int64_t k, std::int64_t column) {
                return weight.values[static_cast<std::size_t>(column * depth + k)];
            },
            precision};
}

}  // namespace

RowLstm::RowLstm(const LstmLayout& layout, const WeightTensors& weights, Activation activation,
                 Precision precision)
    : width_(layout.width), activation_(activation) {
    precision = paired(precision, layout.width);
    for (std::int64_t i = 0; i < layout.layers; ++i) {
        const auto part = [&](const char* kind) -> const WeightTensor& {
            return weights.at(layout.name + "." + kind + "_l" + std::to_string(i));
        };
        std::vector<float> bias = part("bias_ih").values;
        for (std::size_t k = 0; k < bias.size(); ++k) bias[k] += part("bias_hh").values[k];
        layers_.push_back({transposed(part("weight_ih"), precision),
                           transposed(part("weight_hh"), precision), packed_bias(std::move(bias))});
    }
}

RowLstm::State RowLstm::begin(std::int64_t clips) const {
    State state;
    state.clips = clips;
    for (std::size_t i = 0; i < layers_.size(); ++i)
        for (auto* kind : {&state.hidden, &state.cell}) {
            kind->emplace_back(clips * width_);
            std::fill_n(kind->back().data(), clips * width_, 0.0f);
        }
    return state;
}

void RowLstm::run(State& state, std::vector<RowWindows*>& in, std::vector<RowWindows*>& out) const {
    const std::int64_t steps = in.front()->count();
    const std::int64_t block = std::max<std::int64_t>(1, kBlockFloats / (4 * width_ * state.clips));
    for (std::int64_t step = 0; step < steps; step += block) {
        const std::int64_t n = std::min(block, steps - step);
        std::vector<const float*> from;
        std::vector<float*> to;
        for (RowWindows* rows : in) from.push_back(rows->first());
        for (RowWindows* rows : out) to.push_back(rows->grow(n));
        run_block(state, from, n, to);
        for (RowWindows* rows : in) rows->drop(n);
    }
}

void RowLstm::run_block(State& state, const std::vector<const float*>& in, std::int64_t steps,
                        const std::vector<float*>& out) const {
    static thread_local AlignedFloats sums, outputs, gates;
    const RowKernels& kernels = row_kernels();
    const std::int64_t clips = state.clips, wide = 4 * width_;
    sums.at_least(clips * steps * wide);
    outputs.at_least(clips * steps * width_);
    gates.at_least(clips * wide);
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        const Layer& layer = layers_[i];
        for (std::int64_t clip = 0; clip < clips; ++clip) {
            const float* const rows = i == 0 ? in[static_cast<std::size_t>(clip)]
                                             : outputs.data() + clip * steps * width_;
            const Product product = layer.input.with(rows, width_);
            multiply_rows({&product, 1, layer.bias.data()}, steps, wide,
                          sums.data() + clip * steps * wide, wide);
        }
        float *const hidden = state.hidden[i].data(), *const cell = state.cell[i].data();
        for (std::int64_t step = 0; step < steps; ++step) {
            const Product product = layer.recurrent.with(hidden, width_);
            multiply_rows({&product, 1, nullptr, sums.data() + step * wide, steps * wide}, clips,
                          wide, gates.data(), wide);
            for (std::int64_t clip = 0; clip < clips; ++clip) {
                float* const h = hidden + clip * width_;
                kernels.lstm_cell(gates.data() + clip * wide, width_, cell + clip * width_, h);
                std::copy_n(h, width_, outputs.data() + (clip * steps + step) * width_);
            }
        }
    }
    for (std::int64_t clip = 0; clip < clips; ++clip) {
        const float* const x = in[static_cast<std::size_t>(clip)];
        const float* const y = outputs.data() + clip * steps * width_;
        float* const to = out[static_cast<std::size_t>(clip)];
        for (std::int64_t i = 0; i < steps * width_; ++i) to[i] = x[i] + y[i];
        if (activation_ == Activation::elu) kernels.elu(to, steps * width_, to);
    }
}

}  // namespace affetto
