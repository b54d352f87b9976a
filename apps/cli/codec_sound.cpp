#include "affetto/audio/sound_file.hpp"
#include "affetto/pipeline/code_files.hpp"
#include "affetto/pipeline/code_sound.hpp"
#include "codec_commands.hpp"
#include "options.hpp"
#include "skipped.hpp"
#include "terminal_text.hpp"

namespace affetto::cli {
namespace {

using Options = std::shared_ptr<CodeSoundOptions>;

void add_codec_choice(CLI::App& command, const Options& options, const std::string& fallback) {
    add_codec(command, options->codec, fallback);
    add_codec_config(command, options->codec);
}

void add_bandwidth(CLI::App& command, const Options& options) {
    add_number(command, "--bandwidth", options->bandwidth, "KBPS", 0.001, 10'000,
               "kbit/s, one of those the codec has; by default its highest");
}

void add_precision(CLI::App& command, const Options& options) {
    add_choice(command, "--precision", options->precision, {"float32", "bfloat16"},
               "Numbers of the network; bfloat16 is faster and less exact, on processors that have "
               "it")
        ->group(kMachine);
}

std::shared_ptr<std::string> add_sound_format(CLI::App& command) {
    auto format = std::make_shared<std::string>("wav");
    command.add_option("--format", *format, "Of wav, flac, ogg, mp3, separated by commas")
        ->type_name("wav,flac,ogg,mp3")
        ->capture_default_str();
    return format;
}

void set_formats(CodeSoundOptions& options, const std::string& text) {
    const auto known = sound_formats();
    options.formats = parse_formats(text, {known.begin(), known.end()});
    if (options.formats.empty()) options.formats = {"wav"};
}

#ifdef AFFETTO_CLI_TORCH
std::string speed_text(double sound_seconds, double compute_seconds) {
    return format_fixed(sound_seconds / std::max(compute_seconds, 1e-9), 1) + " times real time";
}

/// "3 sounds, 30.0 s, 6 kbit/s by codec-small"
std::string beginning_of(const CodeSoundSummary& s) {
    return std::to_string(s.sounds) + (s.sounds == 1 ? " sound, " : " sounds, ") +
           format_fixed(s.sound_seconds, 1) + " s, " + format_fixed(s.kbps, 2) + " kbit/s by " +
           s.codec;
}

/// ", 0 skipped: out"
std::string end_of(const CodeSoundSummary& s, const CodeSoundOptions& options) {
    return ", " + std::to_string(s.skipped.size()) + " skipped: " + shown(options.out) + "\n" +
           skipped_text(s.skipped);
}

Json json_of(const CodeSoundSummary& s, const CodeSoundOptions& options) {
    Json json = {{"out", display(options.out)},      {"codec", s.codec}, {"sounds", s.sounds},
                 {"sound_seconds", s.sound_seconds}, {"kbps", s.kbps},   {"files", s.files}};
    if (s.encode_seconds > 0) json["encode_times_real_time"] = s.sound_seconds / s.encode_seconds;
    if (s.decode_seconds > 0) json["decode_times_real_time"] = s.sound_seconds / s.decode_seconds;
    json["skipped"] = skipped_json(s.skipped);
    return json;
}
#endif

}  // namespace

void add_codec_encode(CLI::App& codec, Session& session) {
    CLI::App* command =
        add_command(codec, session, "encode", "Sound to codes",
                    {"affetto codec encode song.wav --out codes --bandwidth 6\n"
                     "affetto codec encode *.mp3 --out codes --codec encodec_24khz\n"
                     "affetto codec encode song.wav --out codes --format safetensors"});
    auto options = std::make_shared<CodeSoundOptions>();
    add_paths(*command, "sounds", options->files, "SOUND", "WAV, FLAC, OGG, MP3 or AIFF files")
        ->required();
    add_out(*command, options->out, options->overwrite);
    add_codec_choice(*command, options, "the one that ships");
    add_bandwidth(*command, options);
    add_choice(*command, "--format", options->code_format, code_formats(),
               "Meta's container, or tensors for other programs");
    add_precision(*command, options);
    add_threads(*command, options->threads);
    command->callback([=, &session] {
        (void)find_codec(options->codec);  // what is wrong with it is said at once
        session.needs_torch = true;
#ifdef AFFETTO_CLI_TORCH
        session.run = [options, &session] {
            const CodeSoundSummary s = encode_sound_files(*options, *session.progress);
            return Outcome{beginning_of(s) + ", " + speed_text(s.sound_seconds, s.encode_seconds) +
                               end_of(s, *options),
                           json_of(s, *options)};
        };
#endif
    });
}

void add_codec_decode(CLI::App& codec, Session& session) {
    CLI::App* command =
        add_command(codec, session, "decode", "Codes to sound",
                    {"affetto codec decode codes/song.ecdc --out sound\n"
                     "affetto codec decode codes/*.ecdc --out sound --format flac,mp3"});
    auto options = std::make_shared<CodeSoundOptions>();
    add_paths(*command, "codes", options->files, "CODES", ".ecdc files, or codes as safetensors")
        ->required();
    add_out(*command, options->out, options->overwrite);
    add_codec_choice(*command, options, "the one that each file names");
    const auto format = add_sound_format(*command);
    add_dither(*command, options->dither);
    add_precision(*command, options);
    add_threads(*command, options->threads);
    command->callback([=, &session] {
        set_formats(*options, *format);
        if (!options->codec.codec.empty()) (void)find_codec(options->codec);
        session.needs_torch = true;
#ifdef AFFETTO_CLI_TORCH
        session.run = [options, &session] {
            const CodeSoundSummary s = decode_code_files(*options, *session.progress);
            return Outcome{beginning_of(s) + ", " + speed_text(s.sound_seconds, s.decode_seconds) +
                               end_of(s, *options),
                           json_of(s, *options)};
        };
#endif
    });
}

void add_codec_roundtrip(CLI::App& codec, Session& session) {
    CLI::App* command =
        add_command(codec, session, "roundtrip", "Sound to codes and back, with figures",
                    {"affetto codec roundtrip song.wav --out roundtrip\n"
                     "affetto codec roundtrip *.wav --out roundtrip --bandwidth 3 --format flac"});
    auto options = std::make_shared<CodeSoundOptions>();
    add_paths(*command, "sounds", options->files, "SOUND", "WAV, FLAC, OGG, MP3 or AIFF files")
        ->required();
    add_out(*command, options->out, options->overwrite);
    add_codec_choice(*command, options, "the one that ships");
    add_bandwidth(*command, options);
    const auto format = add_sound_format(*command);
    add_dither(*command, options->dither);
    add_precision(*command, options);
    add_threads(*command, options->threads);
    command->callback([=, &session] {
        set_formats(*options, *format);
        (void)find_codec(options->codec);
        session.needs_torch = true;
#ifdef AFFETTO_CLI_TORCH
        session.run = [options, &session] {
            const CodeSoundSummary s = round_trip_sound_files(*options, *session.progress);
            Json json = json_of(s, *options);
            json["si_sdr"] = s.si_sdr;
            json["log_mel_distance"] = s.mel;
            return Outcome{beginning_of(s) + ": SI-SDR " + format_fixed(s.si_sdr, 2) +
                               " dB, log-mel distance " + format_fixed(s.mel, 3) + ", encoding " +
                               speed_text(s.sound_seconds, s.encode_seconds) + ", decoding " +
                               speed_text(s.sound_seconds, s.decode_seconds) + end_of(s, *options),
                           json};
        };
#endif
    });
}

}  // namespace affetto::cli
