#include "affetto/model/config.hpp"

#include <algorithm>
#include <bit>
#include <string_view>
#include <vector>

#include "affetto/core/emotion.hpp"
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

void require_names(const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string where = "model.emotion_names[" + std::to_string(i) + "]: '" + names[i];
        const auto named = find_named_emotion(names[i]);
        if (!named || named->name != names[i])
            throw ConfigError(where +
                              "' is no named emotion; 'affetto generate --help' lists them");
        if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
            names.begin() + static_cast<std::ptrdiff_t>(i))
            throw ConfigError(where + "' stands twice");
    }
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
    require_range("emotion_dim", c.emotion_dim, hears_emotion(c) ? 1 : 0, 1024);
    require_range("dropout", c.dropout, 0, 0.9);
    require_range("input_dropout", c.input_dropout, 0, 1);
    require_range("emotion_dropout", c.emotion_dropout, 0, 1);
    require_range("conv_dim", c.conv_dim, 8, 4096);
    require_range("frames_per_latent", c.frames_per_latent, 1, 64);
    if (!std::has_single_bit(static_cast<unsigned>(c.frames_per_latent)))
        throw ConfigError("model.frames_per_latent: must be a power of two, got " +
                          std::to_string(c.frames_per_latent));
    require_range("mixture", c.mixture, 1, 256);
    require_family("emotion", c.emotion, {"point", "names", "both", "none"});
    require_names(c.emotion_names);
    require_range("emotion_head_weight", c.emotion_head_weight, 0, 1000);
    require_range("latent_adversary_weight", c.latent_adversary_weight, 0, 1000);
}

void settle_families(ModelConfig& c, bool sound) {
    for (std::string* family : {&c.encoder, &c.decoder})
        if (*family == "auto") *family = sound ? "conv" : "gru";
    if (!hears_emotion(c)) c.emotion_dim = 0;
    if (hears_names(c) && c.emotion_names.empty())
        for (const NamedEmotion& e : named_emotions()) c.emotion_names.emplace_back(e.name);
}

}  // namespace affetto
