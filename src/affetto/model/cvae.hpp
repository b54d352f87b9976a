#pragma once

#include <memory>

#include "affetto/model/emotion_embedding.hpp"
#include "affetto/model/emotion_head.hpp"
#include "affetto/model/latent_adversary.hpp"
#include "affetto/model/network.hpp"
#include "affetto/model/sequence.hpp"
#include "affetto/model/stream.hpp"
#include "affetto/model/vae.hpp"

namespace affetto {

/// The conditional variational autoencoder (Sohn et al. 2015): q(z | x, emotion) and p(x | z,
/// emotion), where x is a sequence of notes or frames and the decoder draws each step from all
/// before it, with the latent and the emotion present at every step.
class Cvae : public Network {
public:
    /// `window` steps is what attention looks back on when decoding. Every weight is drawn from
    /// `rng`.
    Cvae(const ModelConfig& config, Representation representation, const NoteFormat& format,
         int window, at::Generator& rng);

    /// NLL of the decoder's steps + beta * KL / T. Withholds emotions and input notes as the
    /// configuration says.
    VaeLoss loss(const Batch& batch, const LossConfig& config, const Forward& mode) const override;

    Posterior encode(const Batch& batch, const Forward& mode) const;

    /// The condition of each clip [B, K]: latent [B, Z], emotion [B, 2] or with its names [B,
    /// emotion_columns()], `known` [B, 1], piece features [B, P].
    at::Tensor condition(const at::Tensor& latent, const at::Tensor& emotion,
                         const at::Tensor& known, const at::Tensor& piece,
                         const Forward& mode) const;
    /// Decoder outputs of a whole window: [T, B, D].
    at::Tensor decode(const Batch& batch, const at::Tensor& condition, const Forward& mode) const;
    /// One step, without gradients: what the stream says of the past [B, decoder_inputs], condition
    /// [B, K] -> [B, D].
    at::Tensor decode_step(const at::Tensor& input, const at::Tensor& condition,
                           DecoderState& state) const;
    DecoderState start(std::int64_t batch) const { return decoder_->start(batch); }

    const ModelConfig& config() const { return config_; }
    const Stream& stream() const { return *stream_; }

private:
    at::Tensor mix(const at::Tensor& input, const at::Tensor& condition, const Forward& mode) const;

    ModelConfig config_;
    std::shared_ptr<Stream> stream_;
    std::shared_ptr<EmotionEmbedding> emotion_embedding_;
    std::shared_ptr<SequenceEncoder> encoder_;
    std::shared_ptr<Linear> to_mean_, to_log_var_;
    std::shared_ptr<Linear> input_to_decoder_, condition_to_decoder_, condition_to_output_;
    std::shared_ptr<LayerNorm> output_norm_;
    std::shared_ptr<SequenceDecoder> decoder_;
    std::shared_ptr<EmotionHead> emotion_head_;          // none without its weight
    std::shared_ptr<LatentAdversary> latent_adversary_;  // likewise
};

}  // namespace affetto
