#include <iostream>

#include "affetto/codec/codec_download.hpp"
#include "affetto/core/foreign_text.hpp"
#include "affetto/pipeline/find_codec.hpp"
#include "codec_commands.hpp"
#include "options.hpp"
#include "terminal_text.hpp"

namespace affetto::cli {
namespace {

/// "93.2 MB", or "unknown size".
std::string size_text(const std::optional<std::uint64_t>& bytes) {
    return bytes ? format_fixed(static_cast<double>(*bytes) / 1e6, 1) + " MB" : "unknown size";
}

std::string bandwidths_text(const CodecConfig& config) {
    std::string text;
    for (const double kbps : config.target_bandwidths)
        text += (text.empty() ? "" : "/") + format_number(kbps);
    return text + " kbit/s";
}

std::string channels_text(const CodecConfig& config) {
    if (config.audio_channels == 1) return "mono";
    return config.audio_channels == 2 ? "stereo"
                                      : std::to_string(config.audio_channels) + " channels";
}

std::string line_of(const KnownCodec& codec) {
    return codec.name + ": " + name_of(codec.place) + ", " +
           std::to_string(codec.config.sampling_rate) + " Hz " + channels_text(codec.config) +
           ", " + bandwidths_text(codec.config) + ", " + size_text(codec.bytes) +
           (codec.path.empty() ? "" : ", " + shown(codec.path)) + "\n";
}

Json json_of(const KnownCodec& codec) {
    return {{"name", codec.name},
            {"place", name_of(codec.place)},
            {"sample_rate", codec.config.sampling_rate},
            {"channels", codec.config.audio_channels},
            {"bandwidths_kbps", codec.config.target_bandwidths},
            {"bytes", codec.bytes ? Json(*codec.bytes) : Json()},
            {"path", codec.path.empty() ? Json() : Json(display(codec.path))},
            {"licence", codec.licence.empty() ? Json() : Json(codec.licence)}};
}

std::vector<std::string> names_to_download() {
    std::vector<std::string> names;
    for (const PretrainedCodec& codec : pretrained_codecs()) names.push_back(codec.name);
    return names;
}

struct DownloadOptions {
    std::string name;
    Path to;
    std::string from = CodecDownloadOptions{}.base_url;
};

Outcome download(const DownloadOptions& asked, const Session& session) {
    const PretrainedCodec& codec = find_pretrained_codec(asked.name);
    CodecDownloadOptions options;
    options.folder = asked.to.empty() ? codec_cache_folder() : asked.to;
    options.base_url = asked.from;
    constexpr std::size_t kLongestAddress = 1'000;
    // To be read before anything is fetched, also with --quiet.
    std::cerr << codec.licence << "\n"
              << "fetching " << shortened(download_address(codec, options), kLongestAddress) << " ("
              << size_text(codec.size) << ")" << std::endl;
    const Path path = download_codec(codec, options, *session.progress);
    const std::string use = asked.to.empty() ? codec.name : shown(path);
    return {shown(path) + "\nUse it as: --codec " + use + "\n",
            {{"name", codec.name}, {"path", display(path)}, {"licence", codec.licence}}};
}

}  // namespace

void add_codec_list(CLI::App& codec, Session& session) {
    CLI::App* command =
        add_command(codec, session, "list", "The codecs that are here or can be downloaded",
                    {"affetto codec list\n"
                     "affetto codec list --json"});
    command->callback([&session] {
        session.run = [] {
            std::string text;
            Json list = Json::array();
            bool ships = false;
            for (const KnownCodec& one : known_codecs()) {
                text += line_of(one);
                list.push_back(json_of(one));
                ships = ships || one.place == KnownCodec::Place::ships;
            }
            if (!ships) text = "No codec ships with this build.\n" + text;
            return Outcome{text + "A codec of your own: affetto codec train\n", {{"codecs", list}}};
        };
    });
}

void add_codec_download(CLI::App& codec, Session& session) {
    CLI::App* command =
        add_command(codec, session, "download",
                    "Fetch the weights of a codec of Meta's; goes on where it broke",
                    {"affetto codec download encodec_24khz\n"
                     "affetto codec download encodec_48khz --to weights"});
    auto options = std::make_shared<DownloadOptions>();
    add_choice(*command, "name", options->name, names_to_download(), "Which")->required();
    add_path(*command, "--to", options->to, "DIR",
             "Folder for the file; by default affetto/codecs in $XDG_CACHE_HOME or ~/.cache, "
             "where --codec NAME finds it");
    command
        ->add_option("--from", options->from,
                     "Address of the folder that has the file, for a mirror; its size and digest "
                     "are checked all the same")
        ->type_name("URL")
        ->capture_default_str();
    command->callback([options, &session] {
        session.run = [options, &session] { return download(*options, session); };
    });
}

}  // namespace affetto::cli
