#include "affetto/codec/codec_folder.hpp"

#include "affetto/codec/seanet.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/version.hpp"

namespace affetto {
namespace {

constexpr int kFormatVersion = 1;

}  // namespace

std::shared_ptr<const Codec> read_codec(const Path& folder, const CodecOptions& options) {
    const Path config = folder / "config.json", weights = folder / "model.safetensors";
    for (const Path& path : {config, weights})
        if (!std::filesystem::exists(path))
            throw CheckpointError(display(folder) + ": no " + display(path.filename()) +
                                  "; expected the folder of a codec, with config.json and "
                                  "model.safetensors");
    try {
        const std::string text = read_text(config);
        const CodecConfig parsed = parse_codec_config(text, display(config));
        const Json json = parse_json(text, display(config));
        if (json.contains("format_version") && json["format_version"] != kFormatVersion)
            throw CheckpointError(display(config) + ": format_version " +
                                  json["format_version"].dump(-1, ' ', true) + ", expected " +
                                  std::to_string(kFormatVersion) +
                                  "; it was written by another version of Affetto");
        return std::make_shared<const Codec>(parsed, read_weight_tensors(weights), display(weights),
                                             options);
    } catch (const CheckpointError&) {
        throw;
    } catch (const UsageError&) {
        throw;
    } catch (const Interrupted&) {
        throw;
    } catch (const Error& fault) {
        throw CheckpointError(fault.what());
    }
}

void write_codec(const Path& folder, const CodecConfig& config, const WeightTensors& weights,
                 bool half) {
    NamedTensors tensors = to_tensors(weights);
    if (half)
        for (auto& [name, tensor] : tensors) tensor = tensor.to(at::kHalf);
    write_tensor_file(folder / "model.safetensors", tensors, {{"format", "pt"}});
    Json json = {
        {"what", "affetto codec"}, {"format_version", kFormatVersion}, {"version", version()}};
    json.update(codec_config_json(config));
    write_json(folder / "config.json", json);
}

}  // namespace affetto
