#include "affetto/pipeline/train.hpp"

#include <set>

#include "affetto/core/error.hpp"
#include "affetto/core/foreign_text.hpp"
#include "affetto/core/text.hpp"
#include "affetto/distributed/launch.hpp"
#include "affetto/pipeline/run_comparison.hpp"
#include "affetto/training/config.hpp"
#include "options.hpp"
#include "say_warning.hpp"
#include "terminal_text.hpp"

namespace affetto::cli {
namespace {

constexpr const char* kBatches = "Batches and memory";
constexpr const char* kLosses = "Losses";
constexpr const char* kRun = "The run";

/// What the command line asks for.
struct TrainArguments {
    TrainOptions options;
    Path config;
    std::string at_sigusr1 = "checkpoint";
    ComparisonOptions comparison;
};

std::string text_of(std::int64_t number) { return std::to_string(number); }

/// Every key of --config with its default, for --help.
std::string config_help() {
    std::string text = "Keys of --config (a JSON object; \"model\": {...}, \"training\": {...}):\n";
    for (const FieldDescription& f : describe_fields<RunConfig>())
        text += "  " + f.path + " = " + f.default_value + "  " + f.help + "\n";
    return text;
}

/// --batch-size: a number, or auto.
CLI::Option* add_batch_size(CLI::App& command, TrainOptions& options) {
    const auto take = [&options](const std::string& text) {
        options.fit_batch = text == "auto";
        if (const auto number = parse_integer(text)) options.batch_size = static_cast<int>(*number);
    };
    const auto fault = [](const std::string& text) -> std::string {
        const std::string of_number = between(1, 65'536, true)(text);
        return text == "auto" || of_number.empty() ? "" : of_number + "; or auto";
    };
    return command
        .add_option_function<std::string>(
            "--batch-size", take,
            "Training windows (latents --window) in a batch, 1 to 65536; auto: the largest power "
            "of two that fits --memory, measured on small ones")
        ->type_name("N|auto")
        ->check(fault);
}

void add_folder_options(CLI::App& command, TrainArguments& arguments) {
    TrainOptions& options = arguments.options;
    add_path(command, "--latents", options.latents, "DIR",
             "A folder written by 'affetto latents'; needed for training");
    add_path(command, "--out", options.out, "DIR",
             "Folder for the model; report.html in it shows how training goes")
        ->required();
    CLI::Option* resume =
        command.add_flag("--resume", options.resume, "Go on from the newest checkpoint in --out");
    command
        .add_flag("--overwrite", options.overwrite,
                  "Replace the model that is in --out, once the new one is finished")
        ->excludes(resume);
    add_path(command, "--config", arguments.config, "FILE",
             "JSON with differences from the defaults, which --help-all lists")
        ->check(existing_file());
}

void add_model_options(CLI::App& command, TrainOptions& options) {
    const ModelConfig defaults;
    add_choice(command, "--encoder", options.encoder,
               {"auto", "conv", "lstm", "gru", "transformer"},
               "Encoder family, mixed freely; auto: gru, of sound conv")
        ->default_str(defaults.encoder);
    add_choice(command, "--decoder", options.decoder,
               {"auto", "conv", "lstm", "gru", "transformer"},
               "Decoder family, mixed freely; auto: gru, of sound conv")
        ->default_str(defaults.decoder);
    add_number(command, "--latent-dim", options.latent_dim, "N", 1, 1024, "Size Z of the latent")
        ->default_str(text_of(defaults.latent_dim));
}

void add_batch_options(CLI::App& command, TrainOptions& options) {
    const TrainingConfig defaults;
    add_batch_size(command, options)->default_str(text_of(defaults.batch_size));
    add_number(command, "--accumulate", options.accumulate, "N", 1, 65'536,
               "Batches whose mean gradient makes a step, in the memory of one")
        ->default_str(text_of(defaults.accumulate))
        ->group(kBatches);
    add_number(command, "--memory", options.memory_gb, "GB", 0.001, 1e6,
               "With --batch-size auto: what the run may take; by default 70% of what is free")
        ->group(kBatches);
}

void add_loss_options(CLI::App& command, TrainOptions& options) {
    const TrainingConfig defaults;
    add_number(command, "--learning-rate", options.learning_rate, "X", 0, 10, "Peak rate of AdamW")
        ->default_str(format_number(defaults.learning_rate));
    add_number(command, "--beta", options.beta, "X", 0, 1000, "Final weight of the KL term")
        ->default_str(format_number(defaults.beta))
        ->group(kLosses);
    add_choice(
        command, "--beta-schedule", options.beta_schedule, {"constant", "linear", "cyclical"},
        "How beta gets there: constant from the start, a linear warm-up, or the warm-up again "
        "and again (training.beta_cycles)")
        ->default_str(defaults.beta_schedule)
        ->group(kLosses);
    add_choice(command, "--reconstruction", options.reconstruction, {"auto", "mse", "bce", "ce"},
               "Reconstruction loss: ce for notes, bce or mse for roll, mse for all of sound. auto "
               "is the first that fits")
        ->default_str(defaults.reconstruction)
        ->group(kLosses);
    command
        .add_flag("--adversarial", options.adversarial,
                  "A discriminator learns along and judges what the model makes (the GAN "
                  "hybrid): sharper, slower to train. Not for notes, on the CPU alone. Tuned "
                  "by training.adversarial_* in --config")
        ->group(kLosses);
}

void add_limit_options(CLI::App& command, TrainOptions& options) {
    add_number(command, "--epochs", options.epochs, "N", 1, kNoLimit,
               "Stop after so many epochs (passes over the training split)");
    add_number(command, "--steps", options.steps, "N", 1, kNoLimit, "Stop after so many steps")
        ->default_str(text_of(TrainingConfig{}.max_steps));
    add_number(command, "--minutes", options.minutes, "M", 0.01, 1e6,
               "Bounds the whole command, with its set-up, samples and report (with several ranks "
               "the training alone); manifest.json records the step");
}

void add_machine_options(CLI::App& command, TrainOptions& options) {
    add_number(command, "--seed", options.seed, "S", 0, kNoLimit,
               "Decides weights, order and noise")
        ->default_str(text_of(TrainingConfig{}.seed));
    add_number(command, "--threads", options.threads, "N", 1, 256,
               "Threads of one operation; more than one helps only on an idle machine")
        ->default_str("1")
        ->group(kMachine);
    add_choice(command, "--device", options.device, {"auto", "cpu", "cuda"}, "Where to compute")
        ->group(kMachine);
    add_choice(command, "--precision", options.precision, {"auto", "float32", "bfloat16"},
               "Of matrix products; auto: bfloat16 where the processor has it")
        ->group(kMachine);
    add_number(command, "--ranks", options.ranks, "N", 1, 4096,
               "Processes on this machine that train together, each on its share of the batch; by "
               "default one, or those that torchrun, srun or mpirun started")
        ->default_str("1")
        ->group(kMachine);
    add_number(command, "--timeout", options.timeout_seconds, "SECONDS", 1, 1e6,
               "With several ranks: how long one waits for another before it gives up")
        ->group(kMachine);
}

void add_run_options(CLI::App& command, TrainArguments& arguments) {
    TrainOptions& options = arguments.options;
    command
        .add_flag("--overfit-one-batch", options.overfit_one_batch,
                  "Train on one batch alone: the first thing to try when learning fails")
        ->group(kRun);
    add_choice(command, "--at-sigusr1", arguments.at_sigusr1, {"checkpoint", "stop"},
               "What the signal SIGUSR1 asks for: checkpoint: write one and go on; stop: write one "
               "and end, with status 130, as SIGTERM and Ctrl-C do")
        ->group(kRun);
    command
        .add_flag_callback(
            "--no-report", [&options] { options.report = false; },
            "Do without report.html, its pictures and the samples of the finished model")
        ->group(kRun);
    command
        .add_flag("--tensorboard", options.tensorboard,
                  "Write TensorBoard's event files too, to --out/tensorboard; --resume needs it "
                  "again")
        ->group(kRun);
    add_paths(command, "--compare", arguments.comparison.runs, "RUN",
              "Train nothing: draw the curves of these model folders together, to --out");
}

/// --compare reads what is there: options of training have no place beside it.
void check_comparison(const CLI::App& command) {
    const std::set<std::string> fits = {"--compare", "--out",   "--overwrite",
                                        "--json",    "--quiet", "--verbose"};
    for (const CLI::Option* option : command.get_options())
        if (option->count() > 0 && fits.count("--" + option->get_single_name()) == 0)
            throw UsageError("train --compare draws runs that are there and trains nothing: --" +
                             option->get_single_name() + " has no place beside it");
}

/// "  out/a: 300 steps, best validation loss 9.512"
std::string run_line(const Json& run) {
    const auto text = [&](const char* name, int digits) {
        return run.at(name).is_number() ? format_fixed(run.at(name).get<double>(), digits)
                                        : std::string("unknown");
    };
    return "  " + shortened(run.at("name").get<std::string>()) + ": " + text("steps", 0) +
           " steps, best validation loss " + text("best_validation_loss", 3) + "\n";
}

Outcome comparison_outcome(const ComparisonOptions& options) {
    Json result = compare_runs(options);
    std::string text;
    for (const Json& run : result.at("runs")) text += run_line(run);
    result["out"] = display(options.out);
    return {text + "Open " + shown(options.out / "report.html") + "\n", std::move(result)};
}

#ifdef AFFETTO_CLI_TORCH
std::string validation_text(double best_loss) {
    return best_loss == 0 ? "no validation loss before the first epoch ends"
                          : "validation loss " + format_fixed(best_loss, 3) + " nats a step";
}

std::string report_text(const TrainSummary& s) {
    if (s.report.empty()) return "";
    return "Open " + shown(s.report) + " (drawing took " + format_fixed(100 * s.report_share, 1) +
           " % of training)\n";
}

Outcome training_outcome(const TrainSummary& s, const Path& out) {
    return {std::to_string(s.steps) + " steps in " + format_fixed(s.minutes, 1) +
                " minutes (stopped by " + s.stopped_by + "; " + format_fixed(s.set_up_seconds, 1) +
                " s before and " + format_fixed(s.end_seconds, 1) + " s after), " +
                validation_text(s.best_validation_loss) + ", " + std::to_string(s.parameters) +
                " parameters, batches of " + std::to_string(s.batch_size) + ", at most " +
                format_fixed(static_cast<double>(s.peak_memory) / 1e9, 2) +
                " GB of memory: " + shown(out) + "\n" + report_text(s),
            {{"out", display(out)},
             {"report", display(s.report)},
             {"report_share", s.report_share},
             {"steps", s.steps},
             {"minutes", s.minutes},
             {"set_up_seconds", s.set_up_seconds},
             {"end_seconds", s.end_seconds},
             {"train_loss", s.train_loss},
             {"validation_loss", s.validation_loss},
             {"best_validation_loss", s.best_validation_loss},
             {"parameters", s.parameters},
             {"notes_per_second", s.notes_per_second},
             {"batch_size", s.batch_size},
             {"peak_memory_bytes", s.peak_memory},
             {"posterior_collapsed", s.collapsed},
             {"ranks", s.ranks},
             {"stopped_by", s.stopped_by}}};
}

Outcome run_training(TrainOptions& options, Session& session) {
    options.warn = say_warning;
    const TrainSummary summary = train(options, *session.progress);
    if (summary.rank == 0) return training_outcome(summary, options.out);
    // The first rank speaks for all.
    session.quiet = true;
    session.json = false;
    return {};
}
#endif

/// What the single options do not check for themselves.
void settle(TrainArguments& arguments) {
    TrainOptions& options = arguments.options;
    if (options.latents.empty()) throw UsageError("--latents is required");
    if (!arguments.config.empty()) options.config = arguments.config;
    options.stop_at_request = arguments.at_sigusr1 == "stop";
    if (options.memory_gb && !options.fit_batch)
        throw UsageError("--memory: is used by --batch-size auto alone");
}

}  // namespace

void add_train(CLI::App& app, Session& session) {
    CLI::App* command = add_command(
        app, session, "train", "Features become a model",
        {"affetto train --latents latents --out model --minutes 20\n"
         "affetto train --latents latents --out model --resume --minutes 40\n"
         "affetto train --latents latents --out large --batch-size auto --memory 8 --accumulate "
         "4\n"
         "affetto train --latents mel --out sound-model --minutes 60\n"
         "affetto train --latents latents --out model --ranks 4 --batch-size 32\n"
         "srun affetto train --latents latents --out model\n"
         "affetto train --latents mel --out sharper --adversarial --minutes 120\n"
         "affetto train --latents latents --out small --config small.json --steps 500\n"
         "affetto train --compare model small --out compared",
         "torchrun and mpirun start several processes as srun does.", config_help()});
    auto arguments = std::make_shared<TrainArguments>();
    add_folder_options(*command, *arguments);
    add_model_options(*command, arguments->options);
    add_batch_options(*command, arguments->options);
    add_loss_options(*command, arguments->options);
    add_limit_options(*command, arguments->options);
    add_machine_options(*command, arguments->options);
    add_run_options(*command, *arguments);
    command->callback([arguments, command, &session] {
        TrainOptions& options = arguments->options;
        ComparisonOptions& comparison = arguments->comparison;
        if (!comparison.runs.empty()) {
            check_comparison(*command);
            comparison.out = options.out;
            comparison.overwrite = options.overwrite;
            session.run = [arguments] { return comparison_outcome(arguments->comparison); };
            return;
        }
        settle(*arguments);
        session.needs_torch = true;
        if (options.ranks > 1 && launched_place(process_environment()).size == 1)
            session.ranks = options.ranks;
#ifdef AFFETTO_CLI_TORCH
        session.run = [arguments, &session] { return run_training(arguments->options, session); };
#endif
    });
}

}  // namespace affetto::cli
