#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "affetto/core/file.hpp"
#include "affetto/core/progress.hpp"

namespace affetto {

/// Weights that Meta offers for download.
struct PretrainedCodec {
    std::string name;                   ///< as Meta's program names the model, "encodec_24khz"
    std::string file;                   ///< at the base address
    std::optional<std::uint64_t> size;  ///< in bytes, where it is known
    std::string sha256;                 ///< the hex digest, or as much of its beginning as is known
    std::string licence;                ///< what Meta says of it, to be shown before
};

std::span<const PretrainedCodec> pretrained_codecs();
/// Throws UsageError naming the nearest.
const PretrainedCodec& find_pretrained_codec(std::string_view name);

struct CodecDownloadOptions {
    Path folder;  ///< codec_cache_folder(), where the user names none
    std::string base_url = "https://dl.fbaipublicfiles.com/encodec/v0/";
    std::uint64_t max_bytes = 1u << 28;  ///< of a file whose size is not known
};

std::string download_address(const PretrainedCodec& codec, const CodecDownloadOptions& options);

/// $XDG_CACHE_HOME/affetto/codecs, else $HOME/.cache/affetto/codecs (XDG Base Directory
/// Specification 0.8). Throws UsageError where neither is set to an absolute path.
Path codec_cache_folder();

/// Fetches the file into the folder, which is made, and gives its path. Where it is already there
/// and its size and digest are right, nothing is fetched. It grows under the name FILE.part, which
/// stays when the connection breaks, so that the next call goes on from there; once it is whole and
/// size and digest are right, it gets its name, else it is removed. Throws Error naming the
/// address, what happened and what to do. Two calls on one folder wait for each other.
Path download_codec(const PretrainedCodec& codec, const CodecDownloadOptions& options,
                    Progress& progress);

}  // namespace affetto
