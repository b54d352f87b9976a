#include "affetto/pipeline/preprocess.hpp"

#include <cstdlib>

#include "affetto/core/error.hpp"
#include "affetto/core/foreign_text.hpp"
#include "affetto/core/text.hpp"
#ifdef AFFETTO_WITH_AUDIO
#include "affetto/pipeline/player_sound.hpp"
#endif
#include "options.hpp"
#include "skipped.hpp"
#include "terminal_text.hpp"

namespace affetto::cli {
namespace {

/// "2/8" (counted from 1), or a Slurm array's variables where nothing is given.
void set_shard(const std::string& text, PreprocessOptions& options) {
    if (!text.empty()) {
        const auto parts = split(text, '/');
        const auto index = parse_integer(parts[0]);
        const auto count = parts.size() == 2 ? parse_integer(parts[1]) : std::nullopt;
        if (!index || !count || *index < 1 || *index > *count || *count > 100'000)
            throw UsageError("--shard: expected I/N with 1 <= I <= N <= 100000, as in 2/8, got '" +
                             text + "'");
        options.shard = static_cast<int>(*index) - 1;
        options.shards = static_cast<int>(*count);
        return;
    }
    const char* id = std::getenv("SLURM_ARRAY_TASK_ID");
    const char* first = std::getenv("SLURM_ARRAY_TASK_MIN");
    const char* count = std::getenv("SLURM_ARRAY_TASK_COUNT");
    if (id == nullptr || first == nullptr || count == nullptr) return;
    const auto i = parse_integer(id), lowest = parse_integer(first), n = parse_integer(count);
    if (!i || !lowest || !n || *n < 1 || *n > 100'000 || *i < *lowest || *i - *lowest >= *n)
        throw UsageError(
            "SLURM_ARRAY_TASK_ID, _MIN and _COUNT: only arrays without gaps (0-7, 1-8) can be "
            "read as --shard; give --shard I/N");
    options.shard = static_cast<int>(*i - *lowest);
    options.shards = static_cast<int>(*n);
}

/// "5, 10" -> {5, 10}; "whole" -> {}.
std::vector<double> parse_lengths(const std::string& text) {
    if (text == "whole") return {};
    std::vector<double> lengths;
    for (const std::string_view item : split(text, ',')) {
        const auto seconds = parse_number(item);
        if (!seconds || *seconds < 0.1 || *seconds > 3'600)
            throw UsageError(
                "--chunk: expected seconds from 0.1 to 3600, as in 5 or 5,10, or whole, got '" +
                text + "'");
        lengths.push_back(*seconds);
    }
    return lengths;
}

/// How sound is cut; scores stay whole.
void add_chunk_options(CLI::App& command, ChunkConfig& chunks, std::string& lengths) {
    SegmentationConfig& cut = chunks.segmentation;
    const std::string group = "Sound (scores stay whole)";
    command
        .add_option("--chunk", lengths,
                    "Seconds of a chunk, 0.1 to 3600; several (5,10) are cut in one run; whole: "
                    "each recording is one chunk")
        ->type_name("SECONDS,...|whole")
        ->capture_default_str()
        ->group(group);
    add_number(command, "--sample-rate", chunks.sample_rate_hz, "HZ", 4'000, 192'000,
               "Rate that sound is resampled to (one channel)")
        ->group(group);
    add_choice(
        command, "--format", chunks.format, {"flac", "wav"},
        "Of the chunks' files, 16 bits; both keep every bit, FLAC takes half the room or less")
        ->group(group);
    add_number(command, "--overlap", cut.overlap, "X", 0, 0.9,
               "Share of a chunk that the next one repeats")
        ->group(group);
    const auto policies = remainder_policies();
    add_choice(command, "--remainder", cut.remainder, {policies.begin(), policies.end()},
               "The end that fills no chunk: drop it, or, from half a chunk on, keep it shorter or "
               "pad it with silence")
        ->group(group);
    add_number(command, "--silence-db", cut.silence_db, "DB", -200, 0,
               "Softer than this is silent, in decibels of full scale")
        ->group(group);
    add_number(command, "--max-silent-share", cut.max_silent_share, "X", 0, 1,
               "Chunks more of whose time is silent are left out")
        ->group(group);
}

Outcome outcome_of(const PreprocessOptions& options, const PreprocessSummary& s) {
    std::string text = std::to_string(s.clips) + " clips (" + std::to_string(s.labelled) +
                       " labelled), " + format_fixed(s.hours, 2) + " hours, ";
    if (!s.time_base.empty()) text += "time in " + s.time_base + ", ";
    text += std::to_string(s.skipped.size()) + " skipped";
    if (!s.warnings.empty()) text += ", " + std::to_string(s.warnings.size()) + " with warnings";
    if (s.shards_missing > 0)
        text += "; " + std::to_string(s.shards_missing) + " of " + std::to_string(options.shards) +
                " shards still to be made before " + shown(options.out) + " appears\n";
    else
        text += ": " + shown(options.out) + "\n";
    for (const std::string& remark : s.remarks) text += "  note: " + shortened(remark, 500) + "\n";
    return {text + skipped_text(s.skipped) + warnings_text(s.warnings),
            {{"out", display(options.out)},
             {"clips", s.clips},
             {"labelled", s.labelled},
             {"hours", s.hours},
             {"kind", s.kind},
             {"time_base", s.time_base},
             {"duplicates", s.duplicates},
             {"shards_missing", s.shards_missing},
             {"remarks", s.remarks},
             {"skipped", skipped_json(s.skipped)},
             {"warnings", warnings_json(s.warnings)}}};
}

}  // namespace

void add_preprocess(CLI::App& app, Session& session) {
    CLI::App* command = add_command(
        app, session, "preprocess", "An annotated data set becomes a folder of clips",
        {"affetto preprocess --dataset emopia --root EMOPIA_1.0 --out clips\n"
         "affetto preprocess --dataset manifest --root my-music/manifest.csv --out clips\n"
         "affetto preprocess --dataset emopia --root EMOPIA_1.0 --out clips --shard 2/8\n"
         "affetto preprocess --dataset deam --root DEAM --out clips --chunk 5,10 --jobs 4\n"
         "affetto preprocess --dataset emopia --kind sound --root EMOPIA_1.0 --out clips\n"
         "affetto preprocess --dataset manifest --root recordings --out clips --chunk whole",
         "OUT/statistics.html shows what the data set looks like, with players.\n"
         "A run on sound that was stopped, in whatever way, goes on when the same command is given "
         "again; until it is done what is finished lies in OUT.work."});
    auto options = std::make_shared<PreprocessOptions>();
    auto shard = std::make_shared<std::string>();
    auto lengths = std::make_shared<std::string>();
    for (const double length : options->chunks.segmentation.lengths)
        *lengths += (lengths->empty() ? "" : ",") + format_number(length);
    std::vector<std::string> datasets;
    std::string roots;
    for (const DatasetReader& reader : dataset_readers()) {
        datasets.emplace_back(reader.name);
        roots += (roots.empty() ? "" : "; ") + std::string(reader.name) + ": " +
                 std::string(reader.root);
    }
    add_choice(*command, "--dataset", options->dataset, datasets, "Which layout --root has");
    add_path(*command, "--root", options->root, "PATH", roots)->required();
    add_out(*command, options->out, options->overwrite);
    command
        ->add_option("--kind", options->kind,
                     "score or sound, where a data set has both (by default the scores)")
        ->type_name("score|sound")
        ->check(one_of({"score", "sound"}));
    add_chunk_options(*command, options->chunks, *lengths);
    add_number(*command, "--jobs", options->jobs, "N", 1, 256, "Files read at a time")
        ->group(kMachine);
    command
        ->add_option("--shard", *shard,
                     "Do part I of N, on any machine; the last part to finish merges (also read "
                     "from Slurm's array variables)")
        ->type_name("I/N")
        ->group(kMachine);
    add_seed(*command, options->seed, "Decides splits where the data set has none");
    command->callback([=, &session] {
        set_shard(*shard, *options);
        options->chunks.segmentation.lengths = parse_lengths(*lengths);
#ifdef AFFETTO_WITH_AUDIO
        options->player_sound = player_sound;
#endif
        session.run = [options, &session] {
            return outcome_of(*options, preprocess(*options, *session.progress));
        };
    });
}

}  // namespace affetto::cli
