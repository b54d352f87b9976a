#include "affetto/pipeline/latents.hpp"

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/features/spectral_config.hpp"
#ifdef AFFETTO_WITH_AUDIO
#include "affetto/pipeline/player_sound.hpp"
#endif
#include "options.hpp"
#include "skipped.hpp"
#include "terminal_text.hpp"

namespace affetto::cli {
namespace {

template <class Config>
std::string keys_of(const std::string& representation) {
    std::string text;
    for (const FieldDescription& f : describe_fields<Config>())
        text +=
            "  " + representation + "." + f.path + " = " + f.default_value + "  " + f.help + "\n";
    return text;
}

/// Every key of --config with its default, for --help.
std::string config_help() {
    return "Keys of --config (a JSON object, as in {\"mel\": {\"bands\": {\"n_mels\": 80}}}); the "
           "sample rate is that of the clips unless it is given:\n" +
           keys_of<MelConfig>("mel") + keys_of<MfccConfig>("mfcc") +
           keys_of<ChromaConfig>("chroma");
}

/// What is wrong with the codec is said at once.
void check_codec(const LatentsOptions& options) {
    if (options.representation != "encodec") {
        if (!options.codec.codec.empty() || !options.codec.config.empty() || options.bandwidth)
            throw UsageError(
                "--codec, --codec-config and --bandwidth go with --representation encodec");
        return;
    }
    const CodecFiles codec = find_codec(options.codec);
    if (options.bandwidth) (void)codebooks_for_bandwidth(codec.config, *options.bandwidth);
}

#ifdef AFFETTO_CLI_TORCH
std::string inferred_text(const LatentsSummary& s) {
    if (!s.inferred) return "";
    const InferredLabels& i = *s.inferred;
    if (i.fitted_on == 0) return "no clip wanted a label\n";
    return std::to_string(i.clips) + " labels inferred by a listener fitted on " +
           std::to_string(i.fitted_on) +
           " labelled clips (spread of what it leaves unexplained: valence " +
           format_fixed(i.valence_sd, 2) + ", arousal " + format_fixed(i.arousal_sd, 2) + "), " +
           std::to_string(i.unheard.size()) + " could not be heard\n" + skipped_text(i.unheard);
}
#endif

}  // namespace

void add_latents(CLI::App& app, Session& session) {
    CLI::App* command = add_command(
        app, session, "latents", "Clips become features that a model trains on",
        {"affetto latents --clips clips --representation notes --out latents\n"
         "affetto latents --clips clips --representation roll --window 512 --out roll\n"
         "affetto latents --clips sound --representation mel --out mel\n"
         "affetto latents --clips sound --representation chroma --csv --out chroma\n"
         "affetto latents --clips mine --infer-labels --listener-clips emopia --out latents\n"
         "affetto latents --clips sound --representation encodec --codec my-codec --out encodec",
         "OUT/report.html shows labels, statistics and some clips, with players.", config_help()});
    auto options = std::make_shared<LatentsOptions>();
    auto config = std::make_shared<Path>(), listener_clips = std::make_shared<Path>();
    auto keep_keys = std::make_shared<bool>(false);
    add_path(*command, "--clips", options->clips, "DIR", "A folder written by 'affetto preprocess'")
        ->required();
    add_out(*command, options->out, options->overwrite);
    add_choice(*command, "--representation", options->representation,
               {"notes", "roll", "mel", "mfcc", "chroma", "encodec"},
               "Of clips that are scores: notes (one step a note) or roll (binary piano roll); of "
               "sound: mel (log-mel spectrogram), mfcc (cepstral coefficients), chroma (pitch "
               "classes), encodec (latents of a neural codec)");
    add_number(*command, "--window", options->window, "N", 8, 8192,
               "Notes (notes) or frames (all else; of sound a frame is hop_length / sample_rate_hz "
               "seconds) of one training window; shorter clips are used whole");
    command->add_flag("--npy", options->npy, "Also one .npy a clip, [steps, values]")
        ->group("Files");
    const std::string labels = "Clips without a label";
    command
        ->add_flag("--infer-labels", options->infer_labels,
                   "Give them what the built-in listener hears, marked as inferred with its "
                   "spread; labels that are there stay. It is fitted on the labelled clips of the "
                   "training split. Training withholds inferred labels the more, the wider their "
                   "spread (training.inferred_spread)")
        ->group(labels);
    add_path(*command, "--listener-clips", *listener_clips, "DIR",
             "With --infer-labels: fit the listener on this folder's labelled clips instead")
        ->check(existing_folder())
        ->group(labels);
    const std::string scores = "Scores", sound = "Sound";
    add_choice(*command, "--time-base", options->time_base, {"auto", "seconds", "beats"},
               "How time is counted; auto: as preprocess measured")
        ->group(scores);
    command->add_flag("--pedal", options->pedal_lengthens, "Notes sound on while the pedal is down")
        ->group(scores);
    command
        ->add_flag("--no-key-normalise", *keep_keys,
                   "Keep every piece in its own key instead of moving its tonic to C")
        ->group(scores);
    add_path(*command, "--config", *config, "FILE",
             "JSON with differences from the defaults, which --help-all lists")
        ->check(existing_file())
        ->group(sound);
    command
        ->add_flag("--half", options->half, "Store float16 instead of float32, in half the space")
        ->group(sound);
    options->codec.config_option = "--codec-config";
    add_codec(*command, options->codec, "the one that ships; of encodec")->group(sound);
    add_codec_config(*command, options->codec)->group(sound);
    add_number(*command, "--bandwidth", options->bandwidth, "KBPS", 0.001, 10'000,
               "kbit/s of the codes that are kept beside encodec's latents, one of those the codec "
               "has; by default its highest")
        ->group(sound);
    command->add_flag("--csv", options->csv, "Also one .csv a clip, a row a frame")->group(sound);
    command->callback([=, &session] {
        options->key_normalise = !*keep_keys;
        if (!config->empty()) options->config = *config;
        if (!listener_clips->empty()) options->listener_clips = *listener_clips;
        if (options->listener_clips && !options->infer_labels)
            throw UsageError("--listener-clips: goes with --infer-labels");
        check_codec(*options);
        session.needs_torch = true;
#ifdef AFFETTO_WITH_AUDIO
        options->player_sound = player_sound;
#endif
#ifdef AFFETTO_CLI_TORCH
        session.run = [options, &session] {
            const LatentsSummary s = make_latents(*options, *session.progress);
            return Outcome{std::to_string(s.clips) + " clips, " + std::to_string(s.steps) + " " +
                               s.unit + ", time in " + s.time_base + ", " +
                               std::to_string(s.skipped.size()) +
                               " skipped: " + shown(options->out) + "\n" + inferred_text(s) +
                               skipped_text(s.skipped),
                           {{"out", display(options->out)},
                            {"clips", s.clips},
                            {"steps", s.steps},
                            {"time_base", s.time_base},
                            {"inferred_labels", s.inferred ? s.inferred->clips : 0},
                            {"skipped", skipped_json(s.skipped)}}};
        };
#endif
    });
}

}  // namespace affetto::cli
