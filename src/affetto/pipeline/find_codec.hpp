#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "affetto/codec/codec_config.hpp"
#include "affetto/core/file.hpp"

namespace affetto {

/// What the user says about the codec to use.
struct CodecChoice {
    std::string codec;   ///< a folder, a weights file or a name; empty: the first that ships
    std::string config;  ///< of a weights file: a config.json or the name of a preset; may be empty
    std::string config_option = "--config";  ///< what the user calls that, for messages
};

/// Where a codec lies. Nothing of its weights has been read.
struct CodecFiles {
    std::string name;  ///< what files of codes call it: of a folder its own name
    CodecConfig config;
    Path weights;
    Path folder;  ///< empty of a weights file that stands alone
};

/// Finds a codec, in this order: the first that ships; a folder with config.json and
/// model.safetensors, ours or Hugging Face's, under any spelling of the tensors' names; a weights
/// file, whose configuration `config` tells, or its own name where that contains a preset's
/// ("encodec_24khz-d7cc33bc.th", which then is its name); a codec that ships, by name; a
/// downloaded one, by name. Throws UsageError saying what there is, with the nearest name, and how
/// to get one; CheckpointError for a folder's broken config.json, ConfigError for `config`.
CodecFiles find_codec(const CodecChoice& choice);
/// By name alone, for names that come from files: nothing else of the disk is looked at.
CodecFiles find_codec_by_name(const std::string& name);

/// A codec that needs no path.
struct KnownCodec {
    enum class Place { ships, downloaded, to_download };

    std::string name;
    Place place = Place::ships;
    CodecConfig config;
    std::optional<std::uint64_t> bytes;  ///< of its weights, where known
    Path path;                           ///< folder or file; empty of those to be downloaded
    std::string licence;                 ///< of those that others offer
};
/// Those that ship, then those that can be downloaded. Broken ones are left out.
std::vector<KnownCodec> known_codecs();

/// "ships", "downloaded", "can be downloaded"
std::string name_of(KnownCodec::Place place);

}  // namespace affetto
