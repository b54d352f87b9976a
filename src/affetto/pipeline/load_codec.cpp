#include "affetto/pipeline/load_codec.hpp"

#include "affetto/codec/codec_folder.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/sha256.hpp"
#include "affetto/core/text.hpp"

namespace affetto {

LoadedCodec load_codec(CodecFiles files, const CodecOptions& options) {
    LoadedCodec loaded;
    if (files.folder.empty())
        loaded.codec = std::make_shared<const Codec>(
            files.config, read_weight_tensors(files.weights), display(files.weights), options);
    else
        loaded.codec = read_codec(files.folder, options);
    loaded.sha256 = sha256_of_file(files.weights);
    loaded.files = std::move(files);
    return loaded;
}

Json codec_json(const LoadedCodec& codec) {
    return {{"name", codec.files.name},
            {"sha256", codec.sha256},
            {"sample_rate", codec.files.config.sampling_rate},
            {"channels", codec.files.config.audio_channels}};
}

CodecShelf::CodecShelf(const CodecChoice& choice, const CodecOptions& options) : options_(options) {
    if (choice.codec.empty()) return;
    LoadedCodec codec = load_codec(find_codec(choice), options);
    chosen_ = codec.files.name;
    codecs_.emplace(chosen_, std::move(codec));
}

const LoadedCodec& CodecShelf::codec_of(const std::string& model, const Path& file) {
    if (!chosen_.empty() && model != chosen_)
        throw DataError(display(file) + ": was made with the codec '" + printable(model) +
                        "', but --codec names '" + chosen_ +
                        "'; name the codec that made it (a folder that was renamed since needs "
                        "its old name, or a link with it)");
    if (const auto found = codecs_.find(model); found != codecs_.end()) return found->second;
    CodecFiles files;
    try {
        files = find_codec_by_name(model);
    } catch (const UsageError&) {
        throw DataError(display(file) + ": was made with the codec '" + printable(model) +
                        "', which neither ships nor was downloaded; name its folder by --codec");
    }
    return codecs_.emplace(model, load_codec(std::move(files), options_)).first->second;
}

}  // namespace affetto
