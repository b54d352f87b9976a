#include "affetto/model/cvae.hpp"

#include "affetto/model/note_stream.hpp"
#include "affetto/model/roll_stream.hpp"

namespace affetto {
namespace {

/// Bits drawn with these probabilities; gradients pass as if they were the probabilities (Bengio et
/// al. 2013, "Estimating or Propagating Gradients Through Stochastic Neurons").
at::Tensor straight_through_bits(const at::Tensor& probabilities, at::Generator& rng) {
    const at::Tensor p = probabilities.detach();
    return probabilities + (at::bernoulli(p, rng) - p);
}

}  // namespace

Cvae::Cvae(const ModelConfig& config, Representation representation, const NoteFormat& format,
           int window, at::Generator& rng)
    : config_(config) {
    validate(config);
    if (representation == Representation::notes)
        stream_ = register_module("stream", std::make_shared<NoteStream>(config, format, rng));
    else
        stream_ = register_module("stream", std::make_shared<RollStream>(config, format, rng));
    emotion_embedding_ =
        register_module("emotion_embedding", std::make_shared<EmotionEmbedding>(config, rng));
    const std::int64_t emotion = config.encoder_sees_emotion ? config.emotion_dim : 0;
    encoder_ =
        register_module("encoder", make_encoder(config, stream_->encoder_inputs() + emotion, rng));
    to_mean_ = register_module(
        "to_mean", std::make_shared<Linear>(encoder_->outputs(), config.latent_dim, rng));
    to_log_var_ = register_module(
        "to_log_var", std::make_shared<Linear>(encoder_->outputs(), config.latent_dim, rng));
    const std::int64_t condition =
        config.latent_dim + config.emotion_dim + piece_features_size(format);
    input_to_decoder_ = register_module(
        "input_to_decoder",
        std::make_shared<Linear>(stream_->decoder_inputs(), config.decoder_dim, rng));
    condition_to_decoder_ = register_module(
        "condition_to_decoder", std::make_shared<Linear>(condition, config.decoder_dim, rng));
    condition_to_output_ = register_module(
        "condition_to_output", std::make_shared<Linear>(condition, config.decoder_dim, rng));
    decoder_ = register_module("decoder", make_decoder(config, window, rng));
    output_norm_ = register_module("output_norm", std::make_shared<LayerNorm>(config.decoder_dim));
    if (config.emotion_head_weight > 0)
        emotion_head_ = register_module(
            "emotion_head", std::make_shared<EmotionHead>(config.decoder_dim, config.head_dim,
                                                          config.emotion_head_weight, rng));
    if (config.latent_adversary_weight > 0)
        latent_adversary_ =
            register_module("latent_adversary",
                            std::make_shared<LatentAdversary>(config.latent_dim, config.head_dim,
                                                              config.latent_adversary_weight, rng));
}

Posterior Cvae::encode(const Batch& batch, const Forward& mode) const {
    at::Tensor x = stream_->encoder_input(batch, mode);
    if (config_.encoder_sees_emotion) {
        const at::Tensor emotion =
            emotion_embedding_->forward(emotion_and_names(batch), batch.known, mode);
        x = at::cat({x, emotion.unsqueeze(0).expand({x.size(0), -1, -1})}, 2);
    }
    const at::Tensor summary = encoder_->forward(x, batch.lengths, mode);
    const Forward exact{mode.rng, Precision::float32};
    return {to_mean_->forward(summary, exact), to_log_var_->forward(summary, exact).clamp(-10, 4)};
}

at::Tensor Cvae::condition(const at::Tensor& latent, const at::Tensor& emotion,
                           const at::Tensor& known, const at::Tensor& piece,
                           const Forward& mode) const {
    return at::cat({latent, emotion_embedding_->forward(emotion, known, mode), piece}, 1);
}

at::Tensor Cvae::mix(const at::Tensor& input, const at::Tensor& condition,
                     const Forward& mode) const {
    const Forward exact{mode.rng, Precision::float32};
    return at::tanh(input_to_decoder_->forward(input, mode) +
                    condition_to_decoder_->forward(condition, exact));
}

at::Tensor Cvae::decode(const Batch& batch, const at::Tensor& condition,
                        const Forward& mode) const {
    const at::Tensor input = stream_->decoder_input(batch, config_.input_dropout, mode);
    const Forward exact{mode.rng, Precision::float32};
    const at::Tensor h = decoder_->forward(mix(input, condition, mode), mode);
    return output_norm_->forward(h + condition_to_output_->forward(condition, exact));
}

at::Tensor Cvae::decode_step(const at::Tensor& input, const at::Tensor& condition,
                             DecoderState& state) const {
    const Forward mode;
    const at::Tensor h = decoder_->step(mix(input, condition, mode), state);
    return output_norm_->forward(h + condition_to_output_->forward(condition, mode));
}

VaeLoss Cvae::loss(const Batch& batch, const LossConfig& config, const Forward& mode) const {
    const Posterior q = encode(batch, mode);
    const at::Tensor latent = mode.training() ? sample(q, *mode.rng) : q.mean;
    const at::Tensor known = withhold(batch.known, config_.emotion_dropout, mode);
    const at::Tensor given = condition(latent, emotion_and_names(batch), known, batch.piece, mode);
    const at::Tensor h = decode(batch, given, mode);
    at::Tensor made;
    if (config.squared_error || config.keep_made) made = stream_->made(h, batch, mode);
    const at::Tensor lengths = batch.mask.sum(0);
    at::Tensor reconstruction;
    if (config.squared_error) {
        reconstruction = calibrated_gaussian_nll((made - batch.steps).square().mean(2), batch.mask,
                                                 made.size(2));
    } else {
        // A mean over each clip, then over clips: weighed by steps, dense clips would teach more
        // than thin ones, and all music would come out too dense.
        const at::Tensor nll = stream_->negative_log_likelihood(h, batch, mode);
        reconstruction = ((nll * batch.mask).sum(0) / lengths).mean();
    }
    const double mean_length = lengths.mean().item<double>();
    VaeLoss loss;
    loss.total = reconstruction + charged_kl(q, config.free_nats) * (config.beta / mean_length);
    loss.reconstruction = reconstruction.item<double>();
    loss.kl = kl_per_dimension(q).sum(1).mean().item<double>();
    if (!mode.training()) loss.use = latent_use(q.mean, kl_per_dimension(q), q.mean.size(0));
    if (emotion_head_) emotion_head_->charge(loss, h, batch.mask, batch);
    if (latent_adversary_) latent_adversary_->charge(loss, q.mean, batch);
    if (config.keep_made) {
        // A judge would tell probabilities from bits at once.
        if (made.defined() && mode.training()) made = straight_through_bits(made, *mode.rng);
        loss.made = {made, at::Tensor(), h, hears_emotion(config_) ? known : at::zeros_like(known)};
    }
    return loss;
}

}  // namespace affetto
