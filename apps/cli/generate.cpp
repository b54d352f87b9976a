#include "affetto/pipeline/generate.hpp"

#include <algorithm>

#include "affetto/core/emotion.hpp"
#include "affetto/core/foreign_text.hpp"
#include "affetto/core/text.hpp"
#include "affetto/generation/sampling.hpp"
#include "affetto/pipeline/find_model.hpp"
#include "loudness_option.hpp"
#include "options.hpp"
#include "say_warning.hpp"
#include "skipped.hpp"
#include "terminal_text.hpp"

namespace affetto::cli {
namespace {

/// What is settled about a piece besides its emotion, and by what, for --help.
std::string decided_help() {
    return "What decides a piece:\n"
           "  --seed draws one training clip for each piece, those whose emotion is near most "
           "often.\n"
           "  Metre, instruments and tempo are that clip's. A curve moves the tempo at bar lines.\n"
           "  The key is drawn from all twelve signatures, those with few accidentals most often;\n"
           "  whether it is major or minor follows from the notes, and so from the emotion.\n"
           "  Music of models whose time is counted in seconds has no metre and no bars.\n"
           "  The sidecar (NAME.json) says what they came to be.";
}

/// The SPEC grammar and every name with its coordinates, for --help.
std::string emotions_help() {
    std::string text =
        "SPEC:\n"
        "  a name      happy\n"
        "  a quadrant  ";
    for (int i = 0; i < kNumQuadrants; ++i) {
        const auto q = static_cast<Quadrant>(i);
        const Emotion e = centre_of(q);
        text += std::string(i > 0 ? "  " : "") + std::string(name_of(q)) + " (" +
                format_number(e.valence) + ", " + format_number(e.arousal) + ")";
    }
    text +=
        "\n"
        "  a point     v=0.8,a=-0.2 (valence, arousal, each -1 to 1)\n"
        "  a blend     happy:0.7+calm:0.3\n"
        "  a curve     0s=sad,20s=v=0.2;a=0.5,40s=happy\n"
        "  a file      @curve.csv (columns time,valence,arousal; seconds)\n"
        "\nNames (valence, arousal):\n";
    for (const NamedEmotion& e : named_emotions())
        text += "\t" + std::string(e.name) + " (" + format_number(e.emotion.valence) + ", " +
                format_number(e.emotion.arousal) + ")\n";
    return text;
}

#ifdef AFFETTO_CLI_TORCH
std::string failed_text(const GenerateSummary& s) {
    return s.failed.empty() ? "" : ", " + std::to_string(s.failed.size()) + " failed";
}
#endif

}  // namespace

void add_generate(CLI::App& app, Session& session) {
    CLI::App* command = add_command(
        app, session, "generate", "New music for an emotion, as MIDI and sound",
        {"affetto generate --emotion happy --out happy\n"
         "affetto generate --emotion sad:0.6+calm:0.4 --seconds 60 --count 4 --out blend\n"
         "affetto generate --emotion 0s=sad,40s=excited --seconds 40 --format mid,mp3 --out arc\n"
         "affetto generate --emotion Q1 --model encodec-model --snap-codes --out snapped",
         decided_help() + "\n\n" + emotions_help()});
    auto options = std::make_shared<GenerateOptions>();
    auto spec = std::make_shared<std::string>();
    auto format = std::make_shared<std::string>("auto");
    command->add_option("--emotion", *spec, "The emotion asked for, see below")
        ->type_name("SPEC")
        ->required();
    add_out(*command, options->out, options->overwrite);
    command->add_option("--model", options->model, "A model folder, or the name of one that ships")
        ->type_name("DIR|NAME")
        ->default_str("the best that ships");
    add_number(*command, "--seconds", options->seconds, "SECONDS", 5, 300,
               "Length of a piece; music with bars ends at the bar line that is nearest");
    CLI::Option* seconds = command->get_option("--seconds");
    add_number(*command, "--bars", options->bars, "N", 1, 200,
               "Exactly so many bars, of models whose music has bars")
        ->excludes(seconds)
        ->default_str("by --seconds");
    add_number(*command, "--count", options->count, "N", 1, 100'000, "Pieces");
    add_seed(*command, options->seed, "The same seed gives the same bytes");
    const auto default_of = [](double SamplingConfig::*value) {
        const double usual = SamplingConfig{}.*value, of_codec = kCodecSampling.*value;
        return format_number(usual) +
               (of_codec == usual ? "" : ", of codec latents " + format_number(of_codec));
    };
    const std::string sampling = "Sampling";
    add_number(*command, "--temperature", options->temperature, "T", 0, 2,
               "How freely notes, or latents of sound, are drawn (0: the likeliest)")
        ->default_str(default_of(&SamplingConfig::temperature))
        ->group(sampling);
    add_number(*command, "--top-p", options->top_p, "P", 0, 1,
               "Share of the probability that is drawn from")
        ->default_str(default_of(&SamplingConfig::top_p))
        ->group(sampling);
    add_number(*command, "--guidance", options->guidance, "G", 0, 10,
               "How hard the emotion is followed (1: as learned)")
        ->default_str(default_of(&SamplingConfig::guidance))
        ->group(sampling);
    command
        ->add_option(
            "--format", *format,
            "Separated by commas. Models of notes and rolls: mid, wav, flac, ogg, mp3; auto is "
            "mid,wav. Of mel, mfcc and encodec: wav, flac, ogg, mp3, csv (a row a frame), svg (a "
            "picture); "
            "auto is wav. Of chroma: csv, svg; auto is both")
        ->type_name("auto|mid,wav,flac,ogg,mp3,csv,svg")
        ->capture_default_str();
    auto loudness = std::make_shared<std::optional<double>>();
    CLI::Option* loudness_option =
        add_loudness(*command, *loudness, "Of music that is rendered from notes");
    add_dither(*command, options->dither);
    const std::string latents = "Models of codec latents";
    add_codec(*command, options->codec, "the one that the model remembers")->group(latents);
    command
        ->add_flag(
            "--snap-codes", options->snap_codes,
            "Move every latent to the code vectors that the codec describes it by, before it "
            "is decoded")
        ->group(latents);
    add_threads(*command, options->threads);
    command->callback([=, &session] {
        options->emotion = parse_emotion_spec(*spec);
        options->formats =
            parse_formats(*format, {"mid", "wav", "flac", "ogg", "mp3", "csv", "svg"});
        if (loudness_option->count() > 0) options->loudness = LoudnessChoice{*loudness};
        options->model = find_model(options->model).string();
        session.needs_torch = true;
#ifdef AFFETTO_CLI_TORCH
        session.run = [options, &session] {
            const GenerateSummary s = generate(*options, *session.progress);
            if (!s.heard_emotion)
                say_warning("this model hears no emotion (model.emotion is none); --emotion " +
                            shortened(options->emotion.spec) + " had no part in this music");
            std::string first;
            if (!s.files.empty())
                first = "/" + s.files.front() + (s.files.size() > 1 ? " ..." : "");
            return Outcome{std::to_string(s.pieces) + (s.pieces == 1 ? " piece, " : " pieces, ") +
                               format_fixed(s.music_seconds, 1) + " s of music in " +
                               format_fixed(s.compute_seconds, 1) + " s of decoding" +
                               failed_text(s) + ": " + shown(options->out) + first + "\n" +
                               skipped_text(s.failed),
                           {{"out", display(options->out)},
                            {"pieces", s.pieces},
                            {"music_seconds", s.music_seconds},
                            {"compute_seconds", s.compute_seconds},
                            {"heard_emotion", s.heard_emotion},
                            {"files", s.files},
                            {"failed", skipped_json(s.failed)}}};
        };
#endif
    });
}

}  // namespace affetto::cli
