#include "affetto/model/config.hpp"

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

void require_family(const std::string& field, const std::string& value) {
    if (value != "gru" && value != "transformer")
        throw ConfigError("model." + field + ": must be gru or transformer, got '" + value + "'");
}

void require_range(const std::string& field, double value, double low, double high) {
    if (!(value >= low && value <= high))
        throw ConfigError("model." + field + ": must lie in [" + format_number(low) + ", " +
                          format_number(high) + "], got " + format_number(value));
}

}  // namespace

void validate(const ModelConfig& c) {
    require_family("encoder", c.encoder);
    require_family("decoder", c.decoder);
    require_range("embedding_dim", c.embedding_dim, 1, 1024);
    require_range("encoder_dim", c.encoder_dim, 8, 4096);
    require_range("decoder_dim", c.decoder_dim, 8, 4096);
    require_range("encoder_layers", c.encoder_layers, 1, 24);
    require_range("decoder_layers", c.decoder_layers, 1, 24);
    require_range("attention_heads", c.attention_heads, 1, 64);
    require_range("attention_dim", c.attention_dim, 8, 4096);
    if (c.attention_dim % (2 * c.attention_heads) != 0)
        throw ConfigError("model.attention_dim: must be a multiple of 2 * attention_heads = " +
                          std::to_string(2 * c.attention_heads) + " (rotary pairs), got " +
                          std::to_string(c.attention_dim));
    require_range("head_dim", c.head_dim, 8, 4096);
    require_range("latent_dim", c.latent_dim, 1, 1024);
    require_range("emotion_dim", c.emotion_dim, 1, 1024);
    require_range("dropout", c.dropout, 0, 0.9);
    require_range("input_dropout", c.input_dropout, 0, 1);
    require_range("emotion_dropout", c.emotion_dropout, 0, 1);
}

}  // namespace affetto
