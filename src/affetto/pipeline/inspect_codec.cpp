#include "affetto/pipeline/inspect_codec.hpp"

#include "affetto/codec/codec_layout.hpp"
#include "affetto/codec/codec_weights.hpp"
#include "affetto/codec/codes_file.hpp"
#include "affetto/codec/ecdc_stream.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/sha256.hpp"
#include "affetto/pipeline/find_codec.hpp"
#include "affetto/pipeline/inspect_tensors.hpp"

namespace affetto {
namespace {

double kbps_of(const CodecConfig& config, int codebooks) {
    return static_cast<double>(codebooks) * bits_per_code(config) * config.sampling_rate /
           hop_length(config) / 1000;
}

/// "round trip" of "affetto round trip folder"; empty where that is not the manifest of CodeRun.
std::string results_of(const std::string& what) {
    for (const char* results : {"coded sound", "decoded sound", "round trip"})
        if (what == "affetto " + std::string(results) + " folder") return results;
    return "";
}

/// The codec that a file names, where this machine has it.
std::optional<CodecFiles> codec_at_hand(const std::string& name) {
    try {
        return find_codec_by_name(name);
    } catch (const Interrupted&) {
        throw;
    } catch (const Error&) {
        return std::nullopt;
    }
}

}  // namespace

Json inspect_codec(const Path& folder) {
    const CodecFiles files = find_codec({folder.string(), ""});
    const CodecConfig& config = files.config;
    const SafetensorsFile tensors = read_safetensors(files.weights);
    codec_weights(read_weight_tensors(files.weights), config, display(files.weights));
    Json json = {{"kind", "codec"}, {"name", files.name}};
    json["sample_rate"] = config.sampling_rate;
    json["channels"] = config.audio_channels;
    json["bandwidths_kbps"] = config.target_bandwidths;
    json["frames_per_second"] = static_cast<double>(config.sampling_rate) / hop_length(config);
    json["codebooks"] = num_codebooks(config);
    json["codebook_size"] = config.codebook_size;
    json["latent_size"] = config.hidden_size;
    json["causal"] = config.use_causal_conv;
    if (const auto plan = segment_plan(config)) json["segment_samples"] = plan->length;
    json["parameters"] = parameter_count(config);
    json["bytes"] = tensors.storage.size();
    json["checksum"] = checksum_state(tensors);
    json["sha256"] = sha256_hex(tensors.storage);
    std::error_code error;
    if (!std::filesystem::exists(folder / "manifest.json", error)) return json;
    const Json manifest = read_json(folder / "manifest.json");
    for (const char* key : {"steps", "minutes", "stopped_by", "sound_seconds", "held_out_mel",
                            "held_out_si_sdr", "code_use"})
        if (manifest.is_object() && manifest.contains(key)) json["training"][key] = manifest[key];
    return json;
}

bool lists_coded_sound(const Json& manifest) {
    return manifest.is_object() && manifest.contains("what") && manifest["what"].is_string() &&
           !results_of(manifest["what"].get<std::string>()).empty();
}

Json inspect_coded_sound(const Path& folder) {
    const Json manifest = read_json(folder / "manifest.json");
    Json json = {{"kind", "coded sound"},
                 {"results", results_of(manifest.at("what").get<std::string>())}};
    for (const char* key : {"codecs", "precision", "version", "sound_seconds", "files"})
        if (manifest.contains(key)) json[key] = manifest[key];
    const Json& sounds = manifest.at("sounds");
    json["sounds"] = sounds.size();
    json["skipped"] = manifest.at("skipped").size();
    for (const char* figure : {"kbps", "si_sdr", "log_mel_distance", "encode_times_real_time",
                               "decode_times_real_time"}) {
        double sum = 0;
        std::size_t count = 0;
        for (const Json& sound : sounds)
            if (sound.contains(figure)) {
                sum += sound.at(figure).get<double>();
                ++count;
            }
        if (count > 0) json[figure] = sum / static_cast<double>(count);
    }
    return json;
}

Json inspect_ecdc(const Path& path) {
    const EcdcHeaderRead read = parse_ecdc_header(read_prefix(path, kMaxEcdcHeader), display(path));
    const EcdcHeader& header = read.header;
    Json json = {{"kind", "codes"},
                 {"format", "ecdc"},
                 {"model", header.model},
                 {"samples", header.samples},
                 {"codebooks", header.num_codebooks},
                 {"bytes", std::filesystem::file_size(path)}};
    const auto codec = codec_at_hand(header.model);
    json["codec_at_hand"] = codec.has_value();
    if (!codec) return json;
    const EcdcReader reader(InputFile(path),
                            [&](const EcdcHeader&) { return ecdc_layout(codec->config); });
    json["sample_rate"] = codec->config.sampling_rate;
    json["channels"] = codec->config.audio_channels;
    json["seconds"] = static_cast<double>(header.samples) / codec->config.sampling_rate;
    json["segments"] = reader.segments();
    json["kbps"] = kbps_of(codec->config, header.num_codebooks);
    return json;
}

bool holds_codes(const SafetensorsFile& file) {
    const auto what = file.metadata.find("what");
    return what != file.metadata.end() && what->second == "affetto codes";
}

Json inspect_codes(const Path& path) {
    const CodedSound sound = read_codes(path);
    std::size_t codes = 0;
    for (const CodeSegment& segment : sound.segments) codes += segment.codes.size();
    return {{"kind", "codes"},
            {"format", "safetensors"},
            {"model", sound.model},
            {"samples", sound.samples},
            {"codebooks", sound.num_codebooks},
            {"bytes", std::filesystem::file_size(path)},
            {"codec_at_hand", codec_at_hand(sound.model).has_value()},
            {"sample_rate", sound.sample_rate_hz},
            {"seconds", static_cast<double>(sound.samples) / sound.sample_rate_hz},
            {"segments", sound.segments.size()},
            {"codebook_size", sound.codebook_size},
            {"frames", codes / static_cast<std::size_t>(sound.num_codebooks)}};
}

}  // namespace affetto
