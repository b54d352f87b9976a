#pragma once

#include <string>

#include "affetto/core/config.hpp"

namespace affetto {

/// The sizes and choices of the conditional variational autoencoder.
struct ModelConfig {
    std::string encoder = "gru";
    std::string decoder = "gru";
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
};

template <class Visitor>
void visit_fields(ModelConfig& c, Visitor&& v) {
    v.field("encoder", c.encoder, "Encoder family: gru or transformer");
    v.field("decoder", c.decoder, "Decoder family: gru or transformer");
    v.field("embedding_dim", c.embedding_dim, "Size of the embedding of one field of a note");
    v.field("encoder_dim", c.encoder_dim, "Hidden size of the encoder (gru: of each direction)");
    v.field("decoder_dim", c.decoder_dim, "Hidden size of the decoder");
    v.field("encoder_layers", c.encoder_layers, "Layers of the encoder");
    v.field("decoder_layers", c.decoder_layers, "Layers of the decoder");
    v.field("attention_dim", c.attention_dim, "Size of queries, keys and values over all heads");
    v.field("attention_heads", c.attention_heads, "Attention heads");
    v.field("decoder_attention", c.decoder_attention,
            "A causal attention block after a gru decoder, so that it can look back and repeat");
    v.field("head_dim", c.head_dim, "Hidden size of the output heads");
    v.field("latent_dim", c.latent_dim, "Size Z of the latent");
    v.field("emotion_dim", c.emotion_dim, "Size of the emotion embedding");
    v.field("encoder_sees_emotion", c.encoder_sees_emotion,
            "Give the emotion to the encoder too; without it the latent copies less of the label");
    v.field("dropout", c.dropout, "Dropout probability inside the decoder");
    v.field("input_dropout", c.input_dropout,
            "Probability that a decoder step does not see the note before it, so that the latent "
            "is needed");
    v.field(
        "emotion_dropout", c.emotion_dropout,
        "Probability that a training clip's emotion is withheld, which makes guidance possible");
}

/// Throws ConfigError naming the field, its limits and the value found.
void validate(const ModelConfig& c);

}  // namespace affetto
