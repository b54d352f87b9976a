#pragma once

#include "session.hpp"

namespace affetto::cli {

/// The commands of `affetto codec`.
void add_codec_encode(CLI::App& codec, Session& session);
void add_codec_decode(CLI::App& codec, Session& session);
void add_codec_roundtrip(CLI::App& codec, Session& session);
void add_codec_train(CLI::App& codec, Session& session);
void add_codec_list(CLI::App& codec, Session& session);
void add_codec_download(CLI::App& codec, Session& session);

}  // namespace affetto::cli
