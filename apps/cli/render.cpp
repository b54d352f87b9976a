#include "affetto/pipeline/render.hpp"

#include "affetto/audio/sound_file.hpp"
#include "affetto/core/text.hpp"
#include "loudness_option.hpp"
#include "options.hpp"
#include "skipped.hpp"
#include "terminal_text.hpp"

namespace affetto::cli {

void add_render(CLI::App& app, Session& session) {
    CLI::App* command = add_command(app, session, "render", "MIDI to sound",
                                    {"affetto render song.mid --out sound --format wav,mp3\n"
                                     "affetto render --out sound *.mid"});
    auto options = std::make_shared<RenderOptions>();
    auto format = std::make_shared<std::string>("wav");
    add_paths(*command, "scores", options->scores, "SCORE", "MIDI files")->required();
    add_out(*command, options->out, options->overwrite);
    command->add_option("--format", *format, "Of wav, flac, ogg, mp3, separated by commas")
        ->type_name("wav,flac,ogg,mp3")
        ->capture_default_str();
    add_loudness(*command, options->loudness_lufs, "Of each file");
    add_dither(*command, options->dither);
    command->callback([=, &session] {
        const auto known = sound_formats();
        options->formats = parse_formats(*format, {known.begin(), known.end()});
        if (options->formats.empty()) options->formats = {"wav"};
        session.run = [options, &session] {
            const RenderSummary s = render(*options, *session.progress);
            return Outcome{std::to_string(s.scores) + (s.scores == 1 ? " score, " : " scores, ") +
                               format_fixed(s.sound_seconds, 1) + " s of sound, " +
                               std::to_string(s.skipped.size()) +
                               " skipped: " + shown(options->out) + "\n" + skipped_text(s.skipped) +
                               warnings_text(s.warnings),
                           {{"out", display(options->out)},
                            {"scores", s.scores},
                            {"sound_seconds", s.sound_seconds},
                            {"files", s.files},
                            {"skipped", skipped_json(s.skipped)},
                            {"warnings", warnings_json(s.warnings)}}};
        };
    });
}

}  // namespace affetto::cli
