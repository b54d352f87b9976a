#include "affetto/pipeline/latents.hpp"

#include "options.hpp"
#include "skipped.hpp"

namespace affetto::cli {

void add_latents(CLI::App& app, Session& session) {
    CLI::App* command = add_command(
        app, session, "latents", "Clips become features that a model trains on",
        "  affetto latents --clips clips --representation notes --out latents\n"
        "  affetto latents --clips clips --representation roll --window 512 --out roll\n"
        "  affetto latents --clips sound --representation mel --out mel");
    auto options = std::make_shared<LatentsOptions>();
    auto config = std::make_shared<Path>();
    auto keep_keys = std::make_shared<bool>(false);
    add_path(*command, "--clips", options->clips, "DIR", "A folder written by 'affetto preprocess'")
        ->required();
    add_out(*command, options->out, options->overwrite);
    add_choice(*command, "--representation", options->representation,
               {"notes", "roll", "mel", "mfcc", "chroma"},
               "Of scores: one step a note, or a binary piano roll; of sound: log-mel spectrogram, "
               "cepstral coefficients, pitch classes");
    add_number(*command, "--window", options->window, "N", 8, 8192,
               "Notes (notes) or frames (all else) of one training window");
    add_choice(*command, "--time-base", options->time_base, {"auto", "seconds", "beats"},
               "How time is counted; auto: as preprocess measured");
    command->add_flag("--pedal", options->pedal_lengthens,
                      "Notes sound on while the pedal is down");
    command->add_flag("--no-key-normalise", *keep_keys,
                      "Keep every piece in its own key instead of moving its tonic to C");
    add_path(*command, "--config", *config, "FILE",
             "Sound: JSON with differences from the defaults that docs/features.md lists")
        ->check(CLI::ExistingFile);
    command->add_flag("--half", options->half, "Sound: float16, in half the space");
    command->add_flag("--npy", options->npy, "Also one .npy a clip");
    command->add_flag("--csv", options->csv, "Sound: also one .csv a clip, a row a frame");
    command->callback([=, &session] {
        options->key_normalise = !*keep_keys;
        if (!config->empty()) options->config = *config;
        session.needs_torch = true;
#ifdef AFFETTO_CLI_TORCH
        session.run = [options, &session] {
            const LatentsSummary s = make_latents(*options, *session.progress);
            return Outcome{
                std::to_string(s.clips) + " clips, " + std::to_string(s.steps) + " " + s.unit +
                    ", time in " + s.time_base + ", " + std::to_string(s.skipped.size()) +
                    " skipped: " + display(options->out) + "\n" + skipped_text(s.skipped),
                {{"out", display(options->out)},
                 {"clips", s.clips},
                 {"steps", s.steps},
                 {"time_base", s.time_base},
                 {"skipped", skipped_json(s.skipped)}}};
        };
#endif
    });
}

}  // namespace affetto::cli
