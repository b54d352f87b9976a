#include "affetto/pipeline/model_codec.hpp"

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

/// A codec that its name finds wherever Affetto runs: one that ships, or Meta's.
bool has_known_name(const CodecFiles& files) {
    for (const KnownCodec& known : known_codecs()) {
        std::error_code error;
        if (known.name != files.name || known.path.empty()) continue;
        const Path place = files.folder.empty() ? files.weights : files.folder;
        if (std::filesystem::equivalent(known.path, place, error)) return true;
    }
    return false;
}

CodecFiles remembered(const CodecFrames& format, const std::string& where) {
    if (format.path.empty()) return find_codec_by_name(format.name);
    std::error_code error;
    if (!std::filesystem::exists(format.path, error))
        throw UsageError(where + ": its latents are of the codec '" + printable(format.name) +
                         "', which was at " + printable(format.path) +
                         " and is not there any more; name its folder by --codec");
    return std::filesystem::is_directory(format.path, error)
               ? find_codec({format.path, ""})
               : CodecFiles{format.name, format.config, format.path, {}};
}

/// A weights file whose name does not tell has the configuration that is remembered.
CodecFiles chosen(const CodecFrames& format, const CodecChoice& choice) {
    std::error_code error;
    if (choice.config.empty() && std::filesystem::is_regular_file(choice.codec, error))
        return {format.name, format.config, choice.codec, {}};
    return find_codec(choice);
}

}  // namespace

CodecFrames choose_codec(const CodecChoice& choice) {
    const LoadedCodec loaded = load_codec(find_codec(choice));
    CodecFrames format;
    format.name = loaded.files.name;
    if (!has_known_name(loaded.files)) {
        const Path place = loaded.files.folder.empty() ? loaded.files.weights : loaded.files.folder;
        format.path = display(std::filesystem::absolute(place).lexically_normal());
    }
    format.sha256 = loaded.sha256;
    format.config = loaded.codec->config();
    format.codec = loaded.codec;
    return format;
}

void bring_codec(CodecFrames& format, const CodecChoice& choice, const std::string& where) {
    const bool named = !choice.codec.empty();
    const LoadedCodec loaded =
        load_codec(named ? chosen(format, choice) : remembered(format, where));
    if (loaded.sha256 != format.sha256 || loaded.codec->config() != format.config)
        throw CheckpointError(display(loaded.files.weights) + ": is not the codec '" +
                              printable(format.name) + "' whose latents " + where +
                              " makes: its weights have the SHA-256 " + loaded.sha256 +
                              ", expected " + printable(format.sha256) +
                              "; name the codec that made the latents by --codec");
    format.codec = loaded.codec;
}

TrainedModel read_model_with_codec(const Path& folder, const CodecChoice& choice) {
    TrainedModel model = read_model(folder);
    if (model.description.representation == Representation::encodec)
        bring_codec(model.description.frames.encodec, choice, display(folder));
    else if (!choice.codec.empty())
        throw UsageError("--codec: " + display(folder) + " makes " +
                         std::string(name_of(model.description.representation)) +
                         ", which need no codec");
    return model;
}

}  // namespace affetto
