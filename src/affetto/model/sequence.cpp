#include "affetto/model/sequence.hpp"

namespace affetto {
namespace {

/// [T, B] of 1 where a step is real.
at::Tensor mask_of(const at::Tensor& x, const at::Tensor& lengths) {
    return (at::arange(x.size(0), lengths.options()).unsqueeze(1) < lengths.unsqueeze(0))
        .to(x.scalar_type());
}

/// The mean over real steps: [T, B, D] -> [B, D].
at::Tensor mean_over_time(const at::Tensor& x, const at::Tensor& lengths) {
    const at::Tensor mask = mask_of(x, lengths);
    return (x * mask.unsqueeze(2)).sum(0) / lengths.unsqueeze(1).to(x.scalar_type());
}

/// Each clip's real steps in reverse order; padding stays behind.
at::Tensor reverse(const at::Tensor& x, const at::Tensor& lengths) {
    const at::Tensor t = at::arange(x.size(0), lengths.options()).unsqueeze(1);
    const at::Tensor mirrored = lengths.unsqueeze(0) - 1 - t;
    const at::Tensor index = at::where(mirrored >= 0, mirrored, t);
    return x.gather(0, index.unsqueeze(2).expand_as(x));
}

/// Gated recurrent units in both directions, averaged over time.
class GruEncoder : public SequenceEncoder {
public:
    GruEncoder(const ModelConfig& c, std::int64_t inputs, at::Generator& rng)
        : hidden_(c.encoder_dim) {
        for (int layer = 0; layer < c.encoder_layers; ++layer) {
            const std::int64_t in = layer == 0 ? inputs : 2 * hidden_;
            const std::string suffix = std::to_string(layer);
            forward_.push_back(
                register_module("forward" + suffix, std::make_shared<Gru>(in, hidden_, rng)));
            backward_.push_back(
                register_module("backward" + suffix, std::make_shared<Gru>(in, hidden_, rng)));
        }
    }

    at::Tensor forward(const at::Tensor& x, const at::Tensor& lengths,
                       const Forward& mode) const override {
        const at::Tensor h0 = at::zeros({x.size(1), hidden_}, x.options());
        at::Tensor y = x;
        for (std::size_t layer = 0; layer < forward_.size(); ++layer)
            y = at::cat(
                {forward_[layer]->forward(y, h0, mode),
                 reverse(backward_[layer]->forward(reverse(y, lengths), h0, mode), lengths)},
                2);
        return mean_over_time(y, lengths);
    }

    std::int64_t outputs() const override { return 2 * hidden_; }

private:
    std::int64_t hidden_;
    std::vector<std::shared_ptr<Gru>> forward_, backward_;
};

/// Self-attention over all steps, averaged over time.
class TransformerEncoder : public SequenceEncoder {
public:
    TransformerEncoder(const ModelConfig& c, std::int64_t inputs, at::Generator& rng)
        : dim_(c.encoder_dim), dropout_(c.dropout) {
        to_dim_ = register_module("to_dim", std::make_shared<Linear>(inputs, dim_, rng));
        for (int layer = 0; layer < c.encoder_layers; ++layer)
            blocks_.push_back(
                register_module("block" + std::to_string(layer),
                                std::make_shared<AttentionBlock>(
                                    dim_, c.attention_dim, c.attention_heads, 4 * dim_, rng)));
        norm_ = register_module("norm", std::make_shared<LayerNorm>(dim_));
    }

    at::Tensor forward(const at::Tensor& x, const at::Tensor& lengths,
                       const Forward& mode) const override {
        const at::Tensor padding = (mask_of(x, lengths) == 0).t();
        at::Tensor y = to_dim_->forward(x, mode);
        for (const auto& block : blocks_) y = block->forward(y, false, padding, dropout_, mode);
        return mean_over_time(norm_->forward(y), lengths);
    }

    std::int64_t outputs() const override { return dim_; }

private:
    std::int64_t dim_;
    double dropout_;
    std::shared_ptr<Linear> to_dim_;
    std::vector<std::shared_ptr<AttentionBlock>> blocks_;
    std::shared_ptr<LayerNorm> norm_;
};

/// Gated recurrent units, then (by default) one causal attention block that can look back and
/// repeat.
class GruDecoder : public SequenceDecoder {
public:
    GruDecoder(const ModelConfig& c, std::int64_t window, at::Generator& rng)
        : dim_(c.decoder_dim), window_(window), dropout_(c.dropout) {
        for (int layer = 0; layer < c.decoder_layers; ++layer)
            layers_.push_back(register_module("gru" + std::to_string(layer),
                                              std::make_shared<Gru>(dim_, dim_, rng)));
        if (c.decoder_attention)
            attention_ = register_module(
                "attention",
                std::make_shared<AttentionBlock>(dim_, c.attention_dim, c.attention_heads, 0, rng));
    }

    at::Tensor forward(const at::Tensor& x, const Forward& mode) const override {
        const at::Tensor h0 = at::zeros({x.size(1), dim_}, x.options());
        at::Tensor y = x;
        for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
            const at::Tensor out = layers_[layer]->forward(y, h0, mode);
            y = mode.drop(layer == 0 ? out : y + out, dropout_);
        }
        if (attention_) y = attention_->forward(y, true, {}, dropout_, mode);
        return y;
    }

    DecoderState start(std::int64_t batch) const override {
        DecoderState state;
        for (const auto& layer : layers_)
            state.hidden.push_back(at::zeros({batch, dim_}, layer->weight_hh.options()));
        state.attention.resize(1);
        return state;
    }

    at::Tensor step(const at::Tensor& x, DecoderState& state) const override {
        at::Tensor y = x;
        for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
            state.hidden[layer] = layers_[layer]->step(y, state.hidden[layer]);
            y = layer == 0 ? state.hidden[layer] : y + state.hidden[layer];
        }
        if (attention_) y = attention_->step(y, state.attention[0], window_);
        return y;
    }

private:
    std::int64_t dim_, window_;
    double dropout_;
    std::vector<std::shared_ptr<Gru>> layers_;
    std::shared_ptr<AttentionBlock> attention_;
};

/// A stack of causal attention blocks.
class TransformerDecoder : public SequenceDecoder {
public:
    TransformerDecoder(const ModelConfig& c, std::int64_t window, at::Generator& rng)
        : dim_(c.decoder_dim), window_(window), dropout_(c.dropout) {
        for (int layer = 0; layer < c.decoder_layers; ++layer)
            blocks_.push_back(
                register_module("block" + std::to_string(layer),
                                std::make_shared<AttentionBlock>(
                                    dim_, c.attention_dim, c.attention_heads, 4 * dim_, rng)));
        norm_ = register_module("norm", std::make_shared<LayerNorm>(dim_));
    }

    at::Tensor forward(const at::Tensor& x, const Forward& mode) const override {
        at::Tensor y = x;
        for (const auto& block : blocks_) y = block->forward(y, true, {}, dropout_, mode);
        return norm_->forward(y);
    }

    DecoderState start(std::int64_t) const override {
        DecoderState state;
        state.attention.resize(blocks_.size());
        return state;
    }

    at::Tensor step(const at::Tensor& x, DecoderState& state) const override {
        at::Tensor y = x;
        for (std::size_t i = 0; i < blocks_.size(); ++i)
            y = blocks_[i]->step(y, state.attention[i], window_);
        return norm_->forward(y);
    }

private:
    std::int64_t dim_, window_;
    double dropout_;
    std::vector<std::shared_ptr<AttentionBlock>> blocks_;
    std::shared_ptr<LayerNorm> norm_;
};

}  // namespace

void DecoderState::keep(const at::Tensor& rows) {
    for (at::Tensor& h : hidden) h = h.index_select(0, rows);
    for (AttentionCache& cache : attention) {
        if (!cache.keys.defined()) continue;
        cache.keys = cache.keys.index_select(0, rows);
        cache.values = cache.values.index_select(0, rows);
    }
}

std::shared_ptr<SequenceEncoder> make_encoder(const ModelConfig& config, std::int64_t inputs,
                                              at::Generator& rng) {
    if (config.encoder == "transformer")
        return std::make_shared<TransformerEncoder>(config, inputs, rng);
    return std::make_shared<GruEncoder>(config, inputs, rng);
}

std::shared_ptr<SequenceDecoder> make_decoder(const ModelConfig& config, std::int64_t window,
                                              at::Generator& rng) {
    if (config.decoder == "transformer")
        return std::make_shared<TransformerDecoder>(config, window, rng);
    return std::make_shared<GruDecoder>(config, window, rng);
}

}  // namespace affetto
