#include "affetto/model/config.hpp"

#include <algorithm>
#include <bit>
#include <string_view>
#include <vector>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

using Families = std::vector<std::string_view>;

void require_family(const std::string& field, const std::string& value, const Families& known) {
    if (std::find(known.begin(), known.end(), value) != known.end()) return;
    std::string list;
    for (const std::string_view name : known)
        list += (list.empty() ? "" : name == known.back() ? " or " : ", ") + std::string(name);
    throw ConfigError("model." + field + ": must be " + list + ", got '" + value + "'");
}

void require_range(const std::string& field, double value, double low, double high) {
    if (!(value >= low && value <= high))
        throw ConfigError("model." + field + ": must lie in [" + format_number(low) + ", " +
                          format_number(high) + "], got " + format_number(value));
}

}  // namespace

void validate(const ModelConfig& c) {
    const Families families = {"auto", "conv", "lstm", "gru", "transformer"};
    require_family("encoder", c.encoder, families);
    require_family("decoder", c.decoder, families);
    require_family("prior", c.prior, {"conv", "lstm", "gru", "transformer"});
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
    require_range("conv_dim", c.conv_dim, 8, 4096);
    require_range("frames_per_latent", c.frames_per_latent, 1, 64);
    if (!std::has_single_bit(static_cast<unsigned>(c.frames_per_latent)))
        throw ConfigError("model.frames_per_latent: must be a power of two, got " +
                          std::to_string(c.frames_per_latent));
    require_range("mixture", c.mixture, 1, 256);
}

void settle_families(ModelConfig& c, bool sound) {
    for (std::string* family : {&c.encoder, &c.decoder})
        if (*family == "auto") *family = sound ? "conv" : "gru";
}

}  // namespace affetto
