#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "affetto/codec/codec_layout.hpp"
#include "affetto/codec/codec_weights.hpp"
#include "affetto/codec/row_windows.hpp"
#include "affetto/tensor/packed_weights.hpp"

namespace affetto {

/// SEANet's layers on rows (tensor/row_kernels.hpp): each takes the windows that are complete from
/// its input and appends what it makes of them to the next layer's. With time_group_norm a layer
/// needs its whole clip at once: its input must be finished before it runs.

/// GroupNorm with a single group (Wu and He 2018): over all channels and all time, with a scale
/// and a shift for each channel.
class RowNorm {
public:
    RowNorm(const WeightTensors& weights, const std::string& convolution);
    /// x = activation(norm(x) + addend), in place; `addend` may be null.
    void apply(float* x, std::int64_t rows, const float* addend, Activation activation) const;

private:
    std::vector<float> weight_, bias_;
};

class RowConvolution {
public:
    RowConvolution(const ConvolutionLayout& layout, const CodecConfig& config,
                   const WeightTensors& weights, Activation activation, Precision precision);

    /// Throws std::invalid_argument where there is a norm and `in` is not finished.
    void run(RowWindows& in, RowWindows& out) const;
    /// The windows that begin `rows`, one in each row of `out`; without norm and activation.
    void multiply(const float* rows, std::int64_t windows, float* out) const;

    const ConvolutionLayout& layout() const { return layout_; }
    const std::optional<RowNorm>& norm() const { return norm_; }
    const std::vector<float>& bias() const { return bias_; }
    /// The products whose sum is the convolution.
    std::vector<Product> products(const float* rows) const;

private:
    void run_transposed(RowWindows& in, RowWindows& out) const;
    void sum(const float* rows, std::int64_t windows, float* out, Activation activation) const;

    ConvolutionLayout layout_;
    WindowRule rule_;
    TransposedCut cut_;
    Activation activation_;
    std::vector<PackedWeights> taps_;  ///< one, or one for each tap where they are dilated
    std::vector<float> bias_;
    std::optional<RowNorm> norm_;
};

class RowResidual {
public:
    RowResidual(const ResidualLayout& layout, const CodecConfig& config,
                const WeightTensors& weights, Activation activation, Precision precision);
    void run(RowWindows& in, RowWindows& out) const;

private:
    void run_block(const float* rows, std::int64_t count, float* out) const;
    void run_normed(const float* rows, std::int64_t count, float* out) const;

    RowConvolution first_, second_;
    std::optional<RowConvolution> shortcut_;
    std::int64_t left_;  ///< rows of a window before the one that it stands for
    Activation activation_;
    std::vector<float> bias_;  ///< of `second_` and the shortcut together
};

/// Several clips at once: each weight is then read once for all of them.
class RowLstm {
public:
    struct State {
        std::vector<AlignedFloats> hidden, cell;  ///< of each layer, [clips, width]
        std::int64_t clips = 0;
    };

    RowLstm(const LstmLayout& layout, const WeightTensors& weights, Activation activation,
            Precision precision);
    State begin(std::int64_t clips) const;
    /// Each input has as many rows as the others.
    void run(State& state, std::vector<RowWindows*>& in, std::vector<RowWindows*>& out) const;

private:
    struct Layer {
        PackedWeights input, recurrent;
        std::vector<float> bias;
    };
    void run_block(State& state, const std::vector<const float*>& in, std::int64_t steps,
                   const std::vector<float*>& out) const;

    std::int64_t width_;
    Activation activation_;
    std::vector<Layer> layers_;
};

}  // namespace affetto
