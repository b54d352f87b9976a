#pragma once

#include <map>
#include <memory>
#include <string>

#include "affetto/codec/codec.hpp"
#include "affetto/core/json.hpp"
#include "affetto/pipeline/find_codec.hpp"

namespace affetto {

/// A codec ready for use.
struct LoadedCodec {
    CodecFiles files;
    std::string sha256;  ///< of the weights file
    std::shared_ptr<const Codec> codec;
};

/// Throws CheckpointError naming the file and the fault, and UsageError as Codec does.
LoadedCodec load_codec(CodecFiles files, const CodecOptions& options = {});

/// What sidecars and manifests say of it: name, sha256, sample rate, channels.
Json codec_json(const LoadedCodec& codec);

/// The codecs that files of codes name, each loaded once.
class CodecShelf {
public:
    /// With a choice every file must name that codec; without one each finds its own by name.
    explicit CodecShelf(const CodecChoice& choice, const CodecOptions& options = {});

    /// Throws DataError naming `file` where it is of another codec, or of one that is not here.
    const LoadedCodec& codec_of(const std::string& model, const Path& file);

private:
    CodecOptions options_;
    std::map<std::string, LoadedCodec> codecs_;
    std::string chosen_;  ///< empty: each file says
};

}  // namespace affetto
