#pragma once

#include <string>

#include "affetto/core/config.hpp"

namespace affetto {

/// The sizes and choices of the conditional variational autoencoder.
struct ModelConfig {
    std::string encoder = "auto";
    std::string decoder = "auto";
    int embedding_dim = 48;
    int encoder_dim = 192;
    int decoder_dim = 384;
    int encoder_layers = 1;
    int decoder_layers = 1;
    int attention_dim = 192;
    int attention_heads = 4;
    bool decoder_attention = true;
    int head_dim = 160;
    int latent_dim = 32;
    int emotion_dim = 32;
    bool encoder_sees_emotion = false;
    double dropout = 0.1;
    double input_dropout = 0.1;
    double emotion_dropout = 0.15;
    // of sound
    int conv_dim = 192;
    int frames_per_latent = 8;
    std::string prior = "gru";
    int mixture = 8;
};

template <class Visitor>
void visit_fields(ModelConfig& c, Visitor&& v) {
    v.field("encoder", c.encoder,
            "Encoder family: conv, lstm, gru or transformer; auto: gru, of sound conv");
    v.field("decoder", c.decoder,
            "Decoder family: conv, lstm, gru or transformer; auto: gru, of sound conv");
    v.field("embedding_dim", c.embedding_dim, "Size of the embedding of one field of a note");
    v.field("encoder_dim", c.encoder_dim,
            "Hidden size of the encoder (gru, lstm: of each direction)");
    v.field("decoder_dim", c.decoder_dim, "Hidden size of the decoder");
    v.field("encoder_layers", c.encoder_layers,
            "Layers of the encoder (conv: of scores, stacks of four convolutions)");
    v.field("decoder_layers", c.decoder_layers,
            "Layers of the decoder (conv: of scores, stacks of six convolutions)");
    v.field("attention_dim", c.attention_dim, "Size of queries, keys and values over all heads");
    v.field("attention_heads", c.attention_heads, "Attention heads");
    v.field("decoder_attention", c.decoder_attention,
            "A causal attention block after a conv, lstm or gru decoder of scores and after such a "
            "prior, so that it can look back and repeat");
    v.field("head_dim", c.head_dim, "Hidden size of the output heads");
    v.field("latent_dim", c.latent_dim, "Size Z of the latent");
    v.field("emotion_dim", c.emotion_dim, "Size of the emotion embedding");
    v.field("encoder_sees_emotion", c.encoder_sees_emotion,
            "Scores: give the emotion to the encoder too; without it the latent copies less of the "
            "label. Of sound the encoder always sees it");
    v.field("dropout", c.dropout, "Dropout probability inside the decoder");
    v.field("input_dropout", c.input_dropout,
            "Probability that a decoder step does not see the note before it, so that the latent "
            "is needed");
    v.field(
        "emotion_dropout", c.emotion_dropout,
        "Probability that a training clip's emotion is withheld, which makes guidance possible");
    v.field("conv_dim", c.conv_dim, "Channels of conv encoders and decoders");
    v.field("frames_per_latent", c.frames_per_latent,
            "Sound: frames that one latent stands for; a power of two");
    v.field("prior", c.prior,
            "Sound: family of the prior over latents, conv, lstm, gru or transformer");
    v.field("mixture", c.mixture, "Sound: Gaussians that the prior mixes");
}

/// Throws ConfigError naming the field, its limits and the value found.
void validate(const ModelConfig& c);

/// Puts a family in place of "auto": conv for `sound`, else gru. Every family can encode and decode
/// every representation.
void settle_families(ModelConfig& c, bool sound);

}  // namespace affetto
