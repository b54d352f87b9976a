#include "affetto/codec/codec_config.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "affetto/codec/codec_layout.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr std::int64_t kMostParameters = std::int64_t{1} << 28;
constexpr std::int64_t kLongestReach = 1 << 16;  // samples of a hop or of a dilated kernel
constexpr double kRounding = 1e-6;               // of quotients of decimal bandwidths

void require_range(const char* field, double value, double low, double high) {
    if (value >= low && value <= high) return;
    throw ConfigError(std::string(field) + ": must lie in [" + format_number(low) + ", " +
                      format_number(high) + "], got " + format_number(value));
}

void require_one_of(const char* field, const std::string& value,
                    const std::vector<std::string>& words) {
    if (std::find(words.begin(), words.end(), value) != words.end()) return;
    std::string list;
    for (const std::string& word : words) list += (list.empty() ? "" : ", ") + word;
    throw ConfigError(std::string(field) + ": expected one of " + list + ", got '" +
                      printable(value) + "'");
}

void check_ratios(const CodecConfig& c) {
    require_range("upsampling_ratios: their number",
                  static_cast<double>(c.upsampling_ratios.size()), 1, 8);
    std::int64_t hop = 1;
    for (const int ratio : c.upsampling_ratios) {
        require_range("upsampling_ratios", ratio, 1, 64);
        hop = std::min(hop * ratio, 2 * kLongestReach);
    }
    require_range("upsampling_ratios: their product", static_cast<double>(hop), 1, kLongestReach);
    std::int64_t reach = c.residual_kernel_size;
    for (int i = 1; i < c.num_residual_layers; ++i)
        reach = std::min(reach * c.dilation_growth_rate, 2 * kLongestReach);
    require_range("dilation_growth_rate: samples that the last residual block spans",
                  static_cast<double>(reach), 1, kLongestReach);
}

void check_segments(const CodecConfig& c) {
    if (c.chunk_length_s.has_value() != c.overlap.has_value())
        throw ConfigError(std::string(c.overlap ? "chunk_length_s" : "overlap") +
                          ": must be given where " + (c.overlap ? "overlap" : "chunk_length_s") +
                          " is");
    if (c.norm_type == "time_group_norm" && c.use_causal_conv)
        throw ConfigError("norm_type: time_group_norm is not causal; set use_causal_conv to false");
    if (!c.chunk_length_s) return;
    require_range("chunk_length_s", *c.chunk_length_s, 0.01, 60);
    require_range("overlap", *c.overlap, 0, 0.5);
    require_range("chunk_length_s: samples of a segment", segment_plan(c)->length, 1, 1 << 23);
}

void check_bandwidths(const CodecConfig& c) {
    require_range("target_bandwidths: their number",
                  static_cast<double>(c.target_bandwidths.size()), 1, 32);
    double before = 0;
    for (const double kbps : c.target_bandwidths) {
        require_range("target_bandwidths", kbps, 1e-3, 1e4);
        if (kbps <= before) throw ConfigError("target_bandwidths: must rise");
        before = kbps;
    }
    require_range("target_bandwidths: codebooks of the highest", num_codebooks(c), 1, 128);
}

int codebooks_within(const CodecConfig& c, double kbps) {
    const double each = static_cast<double>(bits_per_code(c)) * frame_rate_hz(c);
    return std::max(1, static_cast<int>(std::floor(kbps * 1000 / each + kRounding)));
}

/// What says how a file came about, or what another program makes of it.
const std::vector<std::string>& remarks() {
    static const std::vector<std::string> keys = {
        "architectures", "torch_dtype", "dtype",   "transformers_version", "_name_or_path",
        "model_type",    "what",        "version", "format_version"};
    return keys;
}

/// Fields without which a file says nothing about its codec.
constexpr std::array<const char*, 10> kNeeded = {
    "sampling_rate",     "audio_channels", "normalize",       "num_filters",   "hidden_size",
    "upsampling_ratios", "norm_type",      "use_causal_conv", "codebook_size", "target_bandwidths"};

/// Values that follow from others, as a config.json may repeat them.
Json derived_values(const CodecConfig& c) {
    const auto plan = segment_plan(c);
    return {{"codebook_dim", c.hidden_size},
            {"frame_rate", frame_rate_hz(c)},
            {"num_quantizers", num_codebooks(c)},
            {"segment_length", plan ? Json(plan->length) : Json()},
            {"segment_stride", plan ? Json(plan->stride) : Json()}};
}

const std::map<std::string, CodecConfig, std::less<>>& presets() {
    static const std::map<std::string, CodecConfig, std::less<>> table = [] {
        CodecConfig stereo;
        stereo.sampling_rate = 48'000;
        stereo.audio_channels = 2;
        stereo.normalize = true;
        stereo.chunk_length_s = 1.0;
        stereo.overlap = 0.01;
        stereo.use_causal_conv = false;
        stereo.norm_type = "time_group_norm";
        stereo.target_bandwidths = {3.0, 6.0, 12.0, 24.0};
        CodecConfig music;
        music.sampling_rate = 32'000;
        music.num_filters = 64;
        music.upsampling_ratios = {8, 5, 4, 4};
        music.use_causal_conv = false;
        music.use_conv_shortcut = false;
        music.codebook_size = 2'048;
        music.target_bandwidths = {2.2};
        return std::map<std::string, CodecConfig, std::less<>>{
            {"encodec_24khz", {}}, {"encodec_32khz", music}, {"encodec_48khz", stereo}};
    }();
    return table;
}

}  // namespace

void validate(const CodecConfig& c) {
    require_range("sampling_rate", c.sampling_rate, 1'000, 384'000);
    require_range("audio_channels", c.audio_channels, 1, 2);
    require_range("num_filters", c.num_filters, 1, 512);
    require_range("hidden_size", c.hidden_size, 1, 2'048);
    require_range("num_residual_layers", c.num_residual_layers, 0, 8);
    require_range("kernel_size", c.kernel_size, 1, 63);
    require_range("last_kernel_size", c.last_kernel_size, 1, 63);
    require_range("residual_kernel_size", c.residual_kernel_size, 1, 63);
    require_range("dilation_growth_rate", c.dilation_growth_rate, 1, 16);
    require_range("compress", c.compress, 1, c.num_filters);
    require_one_of("pad_mode", c.pad_mode, {"reflect", "replicate", "constant"});
    require_range("trim_right_ratio", c.trim_right_ratio, 0, 1);
    require_one_of("norm_type", c.norm_type, {"weight_norm", "time_group_norm"});
    require_range("num_lstm_layers", c.num_lstm_layers, 1, 4);
    require_range("codebook_size", c.codebook_size, 2, 1 << 16);
    check_ratios(c);
    check_segments(c);
    check_bandwidths(c);
    require_range("the network: its parameters", static_cast<double>(parameter_count(c)), 1,
                  static_cast<double>(kMostParameters));
}

CodecConfig parse_codec_config(std::string_view text, std::string_view where) {
    constexpr JsonLimits kLimits{1 << 20, 8};
    Json json = parse_json(text, where, kLimits);
    try {
        if (!json.is_object()) throw ConfigError("expected an object");
        if (json.contains("model_type") && json["model_type"] != "encodec")
            throw ConfigError("model_type: expected \"encodec\", got " +
                              printable(json["model_type"].dump(-1, ' ', true)));
        for (const char* field : kNeeded)
            if (!json.contains(field)) throw ConfigError(std::string(field) + ": is missing");
        for (const std::string& key : remarks()) json.erase(key);
        CodecConfig config;
        Json repeated = Json::object();
        const Json defaults = derived_values(config);
        for (const auto& item : defaults.items()) {
            if (!json.contains(item.key())) continue;
            repeated[item.key()] = json[item.key()];
            json.erase(item.key());
        }
        from_json(config, json, "");
        validate(config);
        const Json derived = derived_values(config);
        for (const auto& item : repeated.items())
            if (item.value() != derived[item.key()] && !item.value().is_null())
                throw ConfigError(item.key() + ": follows from the other fields as " +
                                  derived[item.key()].dump() + ", got " +
                                  printable(item.value().dump(-1, ' ', true)));
        return config;
    } catch (const ConfigError& fault) {
        throw ConfigError(std::string(where) + ": " + fault.what());
    }
}

Json codec_config_json(const CodecConfig& c) {
    Json json = {{"model_type", "encodec"}};
    json.update(to_json(c));
    json.update(derived_values(c));
    return json;
}

CodecConfig codec_preset(std::string_view name) {
    const auto found = presets().find(name);
    if (found != presets().end()) return found->second;
    const auto nearest = nearest_name(name, codec_preset_names());
    throw UsageError("codec '" + printable(name) + "' is not known" +
                     (nearest ? "; did you mean '" + *nearest + "'?" : ""));
}

std::span<const std::string> codec_preset_names() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> list;
        for (const auto& [name, config] : presets()) list.push_back(name);
        return list;
    }();
    return names;
}

int hop_length(const CodecConfig& c) {
    int hop = 1;
    for (const int ratio : c.upsampling_ratios) hop *= ratio;
    return hop;
}

int frame_rate_hz(const CodecConfig& c) { return static_cast<int>(frames_of(c, c.sampling_rate)); }

int bits_per_code(const CodecConfig& c) {
    int bits = 0;
    while (1 << bits < c.codebook_size) ++bits;
    return bits;
}

std::int64_t frames_of(const CodecConfig& c, std::int64_t samples) {
    const std::int64_t hop = hop_length(c);
    return (samples + hop - 1) / hop;
}

int num_codebooks(const CodecConfig& c) { return codebooks_within(c, c.target_bandwidths.back()); }

int codebooks_for_bandwidth(const CodecConfig& c, double kbps) {
    std::string list;
    for (const double known : c.target_bandwidths) {
        if (std::abs(known - kbps) < kRounding) return codebooks_within(c, known);
        list += (list.empty() ? "" : ", ") + format_number(known);
    }
    throw UsageError("bandwidth: this codec has " + list + " kbit/s, not " + format_number(kbps));
}

std::optional<SegmentPlan> segment_plan(const CodecConfig& c) {
    if (!c.chunk_length_s || !c.overlap) return std::nullopt;
    const auto length = static_cast<std::int64_t>(*c.chunk_length_s * c.sampling_rate);
    const auto stride = static_cast<std::int64_t>((1.0 - *c.overlap) * static_cast<double>(length));
    return SegmentPlan{length, std::max<std::int64_t>(1, stride)};
}

}  // namespace affetto
