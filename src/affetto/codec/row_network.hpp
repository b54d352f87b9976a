#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "affetto/codec/row_layers.hpp"

namespace affetto {

/// The encoder or the decoder of a codec, ready for the CPU: weights packed, each ELU part of the
/// layer before it. Immutable, so that many threads may use one.
class RowNetwork {
public:
    /// `weights` as codec_weights gives them. bfloat16 needs bfloat16_kernels().
    RowNetwork(const std::vector<LayerLayout>& layers, const CodecConfig& config,
               const WeightTensors& weights, Precision precision);

    using Layer = std::variant<RowConvolution, RowResidual, RowLstm>;
    const std::vector<Layer>& layers() const { return layers_; }
    /// How layer `i` looks at its input; past the last layer the rows that come out.
    const WindowRule& rule(std::size_t i) const { return rules_[i]; }

private:
    std::vector<Layer> layers_;
    std::vector<WindowRule> rules_;
};

/// Clips of equal length on their way through a network, piece by piece: what every layer still
/// needs of the past is kept, so that pieces of any size give the output of the whole. A network
/// with time_group_norm must get its input in a single piece.
class RowStream {
public:
    RowStream(const RowNetwork& network, std::int64_t clips);

    /// Room for `rows` more rows of a clip, [rows, channels], to be filled before run().
    float* grow(std::int64_t clip, std::int64_t rows);
    /// Takes what is there as far as it goes; `last`: no more will come.
    void run(bool last);
    /// Rows that came out and were not dropped yet: the same number for every clip.
    std::int64_t ready();
    const float* output(std::int64_t clip) const;
    void drop(std::int64_t rows);

private:
    void run_convolutions(std::size_t begin, std::size_t end, bool last);

    const RowNetwork& network_;
    std::vector<std::vector<RowWindows>> inputs_;  ///< of each layer, then the output; of each clip
    std::vector<RowLstm::State> lstm_;
};

}  // namespace affetto
