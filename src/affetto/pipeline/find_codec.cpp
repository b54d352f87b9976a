#include "affetto/pipeline/find_codec.hpp"

#include <algorithm>

#include "affetto/codec/codec_download.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/pipeline/shipped_folders.hpp"

namespace affetto {
namespace {

const char* const kHowToGetOne =
    "train one (affetto codec train) or download one (affetto codec download encodec_24khz) and "
    "name it by --codec";

/// The folder's own name, also where it is called "." or "codecs/mine/"; of a link the link's.
std::string name_of_folder(const Path& folder) {
    std::error_code error;
    const Path whole = std::filesystem::absolute(folder, error).lexically_normal();
    return printable(display((whole.has_filename() ? whole : whole.parent_path()).filename()));
}

CodecConfig read_config(const Path& file) {
    return parse_codec_config(read_text(file), display(file));
}

CodecFiles codec_of_folder(const Path& folder) {
    try {
        return {name_of_folder(folder), read_config(folder / "config.json"),
                folder / "model.safetensors", folder};
    } catch (const Interrupted&) {
        throw;
    } catch (const Error& fault) {
        throw CheckpointError(fault.what());
    }
}

/// The preset whose name is part of the file's; "" where none is.
std::string preset_in_name(const Path& file) {
    const std::string stem = to_lower(display(file.stem()));
    for (const std::string& preset : codec_preset_names())
        if (stem.find(preset) != std::string::npos) return preset;
    return "";
}

CodecFiles codec_of_file(const Path& file, const CodecChoice& choice) {
    const std::string& config = choice.config;
    const std::string preset = preset_in_name(file);
    std::error_code error;
    if (config.empty() && preset.empty())
        throw UsageError(display(file) +
                         ": its name does not say which configuration it has; name a preset or a "
                         "config.json by " +
                         choice.config_option);
    const CodecConfig found = config.empty() ? codec_preset(preset)
                              : std::filesystem::is_regular_file(config, error)
                                  ? read_config(config)
                                  : codec_preset(config);
    return {preset.empty() ? display(file.stem()) : preset, found, file, {}};
}

/// The place of a downloaded codec; nullopt where nothing can have been downloaded.
std::optional<Path> cached_file(const PretrainedCodec& codec) {
    try {
        return codec_cache_folder() / codec.file;
    } catch (const UsageError&) {
        return std::nullopt;
    }
}

bool is_file(const std::optional<Path>& path) {
    std::error_code error;
    return path && std::filesystem::is_regular_file(*path, error);
}

[[noreturn]] void no_such_codec(const std::string& codec) {
    std::vector<std::string> names;
    std::string known;
    for (const KnownCodec& one : known_codecs()) {
        names.push_back(one.name);
        known += (known.empty() ? "" : ", ") + one.name + " (" + name_of(one.place) + ")";
    }
    const auto nearest = nearest_name(codec, names);
    throw UsageError("--codec: '" + printable(codec) +
                     "' is neither a folder, nor a weights file, nor a codec that is known: " +
                     known + (nearest ? "; did you mean '" + *nearest + "'?" : ""));
}

}  // namespace

CodecFiles find_codec_by_name(const std::string& name) {
    for (const ShippedFolder& folder : shipped_folders(WeightsFolder::codec))
        if (folder.name == name) return codec_of_folder(folder.path);
    for (const PretrainedCodec& codec : pretrained_codecs()) {
        if (codec.name != name) continue;
        const auto file = cached_file(codec);
        if (is_file(file)) return {name, codec_preset(name), *file, {}};
        throw UsageError("--codec: " + name +
                         " is not here yet; get it by: affetto codec download " + name);
    }
    no_such_codec(name);
}

CodecFiles find_codec(const CodecChoice& choice) {
    const std::string& codec = choice.codec;
    if (codec.empty()) {
        const auto shipped = shipped_folders(WeightsFolder::codec);
        if (!shipped.empty()) return codec_of_folder(shipped.front().path);
        throw UsageError(std::string("no codec ships with this build; ") + kHowToGetOne);
    }
    std::error_code error;
    if (std::filesystem::is_regular_file(codec, error)) return codec_of_file(codec, choice);
    if (!choice.config.empty())
        throw UsageError(choice.config_option + " goes with a weights file; " + printable(codec) +
                         " is none");
    if (!std::filesystem::is_directory(codec, error)) return find_codec_by_name(codec);
    const auto shipped = shipped_folders(WeightsFolder::codec);
    const bool ships = std::any_of(shipped.begin(), shipped.end(),
                                   [&](const auto& folder) { return folder.name == codec; });
    switch (kind_of_folder(codec)) {
        case WeightsFolder::codec:
            return codec_of_folder(codec);
        case WeightsFolder::model:
            throw UsageError("--codec: '" + printable(codec) +
                             "' is a model of music, not a codec; it belongs to --model");
        case WeightsFolder::none:
            break;
    }
    // A folder that happens to have the name of a codec does not hide it.
    if (ships) return find_codec_by_name(codec);
    throw UsageError("--codec: no codec in the folder '" + printable(codec) +
                     "'; expected config.json and model.safetensors");
}

std::vector<KnownCodec> known_codecs() {
    std::vector<KnownCodec> known;
    const auto size_of = [](const Path& file) -> std::optional<std::uint64_t> {
        std::error_code error;
        const auto size = std::filesystem::file_size(file, error);
        return error ? std::nullopt : std::optional<std::uint64_t>(size);
    };
    for (const ShippedFolder& folder : shipped_folders(WeightsFolder::codec)) {
        try {
            const CodecFiles files = codec_of_folder(folder.path);
            known.push_back({files.name, KnownCodec::Place::ships, files.config,
                             size_of(files.weights), folder.path, ""});
        } catch (const Interrupted&) {
            throw;
        } catch (const Error&) {
            continue;
        }
    }
    for (const PretrainedCodec& codec : pretrained_codecs()) {
        const auto file = cached_file(codec);
        const bool here = is_file(file);
        known.push_back({codec.name,
                         here ? KnownCodec::Place::downloaded : KnownCodec::Place::to_download,
                         codec_preset(codec.name), here ? size_of(*file) : codec.size,
                         here ? *file : Path(), codec.licence});
    }
    return known;
}

std::string name_of(KnownCodec::Place place) {
    switch (place) {
        case KnownCodec::Place::ships:
            return "ships";
        case KnownCodec::Place::downloaded:
            return "downloaded";
        case KnownCodec::Place::to_download:
            return "can be downloaded";
    }
    return "";
}

}  // namespace affetto
