#include "codec_commands.hpp"
#include "options.hpp"

namespace affetto::cli {

void add_codec(CLI::App& app, Session& session) {
    CLI::App* codec =
        add_command(app, session, "codec", "Neural audio codecs: sound to codes and back",
                    {"affetto codec list\n"
                     "affetto codec roundtrip song.wav --out roundtrip"});
    codec->require_subcommand(1);
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
