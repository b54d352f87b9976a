#include "affetto/codec/codec_config.hpp"
#include "affetto/core/text.hpp"
#include "affetto/pipeline/train_codec.hpp"
#include "affetto/training/codec_training_config.hpp"
#include "codec_commands.hpp"
#include "options.hpp"
#include "say_warning.hpp"
#include "skipped.hpp"
#include "terminal_text.hpp"

namespace affetto::cli {
namespace {

std::vector<std::string> preset_names() {
    const auto names = codec_preset_names();
    return {names.begin(), names.end()};
}

std::string config_help() {
    std::string text = "Keys of --config (a JSON object; \"codec\": {...}, \"training\": {...}):\n";
    for (const FieldDescription& f : describe_fields<CodecRunConfig>())
        text += "  " + f.path + " = " + f.default_value + "  " + f.help + "\n";
    return text;
}

}  // namespace

void add_codec_train(CLI::App& codec, Session& session) {
    CLI::App* command =
        add_command(codec, session, "train", "Train a codec of your own on a folder of sound",
                    {"affetto codec train --sound recordings --out my-codec --minutes 60\n"
                     "affetto codec train --sound recordings --out my-codec --resume\n"
                     "affetto codec train --sound recordings --config small.json --out small",
                     "", config_help()});
    const CodecTrainingConfig defaults;
    auto options = std::make_shared<TrainCodecOptions>();
    auto config = std::make_shared<Path>();
    add_path(*command, "--sound", options->sound, "DIR", "Sound files, at any depth")->required();
    add_out(*command, options->out, options->overwrite);
    add_path(
        *command, "--config", *config, "FILE",
        "JSON with parts of {\"codec\": {...}, \"training\": {...}}; --help-all lists the keys")
        ->check(existing_file());
    add_choice(*command, "--preset", options->preset, preset_names(),
               "A published configuration to begin from");
    add_number(*command, "--batch-size", options->batch_size, "N", 1, 65'536, "Windows in one step")
        ->default_str(std::to_string(defaults.batch_size));
    add_number(*command, "--learning-rate", options->learning_rate, "X", 1e-8, 1,
               "Peak learning rate")
        ->default_str(format_number(defaults.learning_rate));
    add_number(*command, "--steps", options->steps, "N", 1, 1e12, "Stop after so many steps")
        ->default_str(std::to_string(defaults.max_steps));
    add_number(*command, "--minutes", options->minutes, "M", 0, 1e9,
               "Bounds the whole command, validation included");
    command->add_flag("--resume", options->resume, "Go on from the newest checkpoint in --out");
    add_number(*command, "--seed", options->seed, "S", 0, 9e15, "Decides weights, windows, codes")
        ->default_str("1");
    add_threads(*command, options->threads);
    command->callback([=, &session] {
        if (!config->empty()) options->config = *config;
        session.needs_torch = true;
#ifdef AFFETTO_CLI_TORCH
        session.run = [options, &session] {
            options->warn = say_warning;
            const TrainCodecSummary s = train_codec_on(*options, *session.progress);
            return Outcome{
                std::to_string(s.steps) + " steps in " + format_fixed(s.minutes, 1) + " minutes (" +
                    format_fixed(s.set_up_seconds, 1) + " s before and " +
                    format_fixed(s.end_seconds, 1) + " s after) on " + std::to_string(s.files) +
                    " files (" + format_fixed(s.sound_seconds / 60, 1) +
                    " minutes of sound); held out at " + format_number(s.kbps) +
                    " kbit/s: SI-SDR " + format_fixed(s.si_sdr, 2) + " dB, log-mel distance " +
                    format_fixed(s.mel, 3) + ", " + format_fixed(100 * s.code_use, 0) +
                    "% of codes in use: " + shown(options->out) + "\n" + skipped_text(s.skipped),
                {{"out", display(options->out)},
                 {"steps", s.steps},
                 {"minutes", s.minutes},
                 {"set_up_seconds", s.set_up_seconds},
                 {"end_seconds", s.end_seconds},
                 {"parameters", s.parameters},
                 {"files", s.files},
                 {"sound_seconds", s.sound_seconds},
                 {"si_sdr", s.si_sdr},
                 {"mel", s.mel},
                 {"code_use", s.code_use},
                 {"stopped_by", s.stopped_by},
                 {"skipped", skipped_json(s.skipped)}}};
        };
#endif
    });
}

}  // namespace affetto::cli
