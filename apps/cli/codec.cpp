#include "codec_commands.hpp"

namespace affetto::cli {

void add_codec(CLI::App& app, Session& session) {
    CLI::App* codec = app.add_subcommand("codec", "Neural audio codecs: sound to codes and back");
    codec->require_subcommand(1);
    codec->footer(
        "Examples:\n"
        "  affetto codec list\n"
        "  affetto codec roundtrip song.wav --out roundtrip\n"
        "'affetto codec COMMAND --help' documents every option.");
#ifdef AFFETTO_WITH_TORCH
    add_codec_encode(*codec, session);
    add_codec_decode(*codec, session);
    add_codec_roundtrip(*codec, session);
    add_codec_train(*codec, session);
#endif
    add_codec_list(*codec, session);
    add_codec_download(*codec, session);
}

}  // namespace affetto::cli
