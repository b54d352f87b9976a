#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "affetto/core/json.hpp"
#include "affetto/core/progress.hpp"
#include "help.hpp"

namespace affetto::cli {

/// What a command leaves on stdout: a short text, or one JSON object with --json.
struct Outcome {
    std::string text;
    Json json = Json::object();
};

/// One run of the program.
struct Session {
    bool json = false, quiet = false, verbose = false;
    std::unique_ptr<Progress> progress;
    bool needs_torch = false;  ///< the called command runs in affetto-torch
    NotesOf notes;             ///< what help says of each command besides its options
    int ranks = 1;             ///< processes of it to start here, which then work together
    /// Set by the command that was called, in a program that can run it.
    std::function<Outcome()> run;
};

/// The commands, one file each: options -> the stage's options -> run -> summary. Options are
/// declared, and checked, in both programs; what needs tensors runs only in affetto-torch
/// (AFFETTO_CLI_TORCH), to which `affetto` hands its arguments on once they are known to be right.
void add_demo(CLI::App& app, Session& session);
void add_corpus(CLI::App& app, Session& session);
void add_preprocess(CLI::App& app, Session& session);
void add_latents(CLI::App& app, Session& session);
void add_train(CLI::App& app, Session& session);
void add_generate(CLI::App& app, Session& session);
void add_codec(CLI::App& app, Session& session);
void add_render(CLI::App& app, Session& session);
void add_evaluate(CLI::App& app, Session& session);
void add_inspect(CLI::App& app, Session& session);
void add_doctor(CLI::App& app, Session& session);

/// With a terminal a bar with an estimate; with --verbose elsewhere a line now and then; else, and
/// with --quiet, silent.
std::unique_ptr<Progress> make_progress(const Session& session);

}  // namespace affetto::cli
