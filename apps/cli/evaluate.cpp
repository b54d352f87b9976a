#include "affetto/pipeline/evaluate.hpp"

#include "affetto/core/error.hpp"
#include "affetto/pipeline/find_model.hpp"
#ifdef AFFETTO_WITH_AUDIO
#include "affetto/pipeline/player_sound.hpp"
#endif
#include "options.hpp"
#include "terminal_text.hpp"
#ifdef AFFETTO_CLI_TORCH
#include "affetto/pipeline/reconstruction.hpp"
#ifdef AFFETTO_WITH_AUDIO
#include "affetto/pipeline/sound_tools.hpp"
#endif
#endif

namespace affetto::cli {

void add_evaluate(CLI::App& app, Session& session) {
    CLI::App* command = add_command(
        app, session, "evaluate",
        "A report on generated music beside real music: emotion, diversity, realism, copying",
        {"affetto evaluate --model model --generated generated --reference clips "
         "--out evaluation\n"
         "affetto evaluate --generated generated --reference clips --out evaluation "
         "--listening 24\n"
         "affetto evaluate --generated generated --reference clips --out evaluation --overwrite "
         "--ratings anna.csv ben.csv"});
    auto options = std::make_shared<EvaluateOptions>();
    command
        ->add_option("--model", options->model,
                     "The model that generated, a folder or the name of one that ships: how well "
                     "it keeps music is measured too")
        ->type_name("DIR|NAME");
    add_codec(*command, options->codec, "the one that a model of codec latents remembers");
    add_path(*command, "--generated", options->generated, "DIR",
             "What 'affetto generate' wrote, or a folder of such folders")
        ->required();
    add_path(*command, "--reference", options->reference, "DIR",
             "Real, labelled music: a folder written by 'affetto preprocess'")
        ->required();
    add_out(*command, options->out, options->overwrite);
    add_number(*command, "--listening", options->listening, "N", 0, 200,
               "Also listening.html, one file with so many clips to rate, half generated and half "
               "real; listening_key.csv says what they are (0: no page)");
    add_paths(*command, "--ratings", options->ratings, "FILE",
              "What listeners saved on such a page (CSV); its listening_key.csv is looked for in "
              "--out (it outlives --overwrite) and beside each file");
    add_seed(*command, options->seed,
             "Decides the draws of the statistics and of the listening page");
    add_threads(*command, options->threads);
    command->callback([options, &session] {
        if (!options->model.empty()) {
            options->model = find_model(options->model).string();
            session.needs_torch = true;
        }
        if (!options->codec.codec.empty() && options->model.empty())
            throw UsageError("--codec: goes with --model");
        const bool recordings = are_recordings(options->reference);
        if (recordings) session.needs_torch = true;
#ifndef AFFETTO_CLI_TORCH
        if (session.needs_torch) return;
#endif
#ifdef AFFETTO_WITH_AUDIO
        options->player_sound = player_sound;
        options->study_sound = player_sound_as_rendered;
#endif
        session.run = [options, recordings, &session] {
#if defined(AFFETTO_CLI_TORCH) && defined(AFFETTO_WITH_AUDIO)
            if (recordings) {
                options->recordings = recording_tools();
                if (!options->model.empty())
                    options->resynthesised = judge_after_resynthesis(
                        options->model, options->codec, are_snapped_to_codes(options->generated));
            }
#endif
#ifdef AFFETTO_CLI_TORCH
            if (!options->model.empty())
                options->reconstruction = measure_reconstruction({.model = options->model,
                                                                  .clips = options->reference,
                                                                  .codec = options->codec,
                                                                  .seed = options->seed,
                                                                  .threads = options->threads},
                                                                 *session.progress);
#endif
            const Json metrics = evaluate(*options, *session.progress);
            std::string text =
                evaluation_summary(metrics) + shown(options->out / "report.html") + "\n";
            if (options->listening > 0)
                text += shown(options->out / "listening.html") +
                        ": send this file alone; listening_key.csv tells what its clips are\n";
            return Outcome{text, metrics};
        };
    });
}

}  // namespace affetto::cli
