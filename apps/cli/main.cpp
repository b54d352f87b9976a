// The command line. `affetto` needs no tensors and starts at once; commands that need them are
// handed on to `affetto-torch`, built from the same sources, once their arguments are known to be
// right.

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>

#include "affetto/core/checkpoint_request.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/file.hpp"
#include "affetto/core/out_of_memory.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/core/text.hpp"
#include "affetto/core/version.hpp"
#include "affetto/distributed/launch.hpp"
#include "affetto/distributed/lost_rank.hpp"
#include "local_ranks.hpp"
#include "options.hpp"
#include "torch_program.hpp"
#ifdef AFFETTO_CLI_TORCH
#include "affetto/core/memory.hpp"
#include "affetto/tensor/reserved_threads.hpp"
#endif

namespace affetto::cli {
namespace {

constexpr int kFailed = 1, kWrongUsage = 2, kInterrupted = 130;

int complain(const std::string& what, int status) {
    std::cerr << "affetto: " << what << '\n';
    return status;
}

/// A closed standard stream would lend its number to the next file that is opened. Reading then
/// finds nothing; writing fails as on a full disk, and says so.
void keep_standard_streams() {
    const auto stand_in = [](int stream, const char* file) {
        if (fcntl(stream, F_GETFD) == -1) static_cast<void>(open(file, O_RDWR));
    };
    stand_in(STDIN_FILENO, "/dev/null");
    stand_in(STDOUT_FILENO, "/dev/full");
    stand_in(STDERR_FILENO, "/dev/null");
    std::signal(SIGPIPE, SIG_IGN);  // writing to a closed pipe fails in print() instead
    std::signal(SIGXFSZ, SIG_IGN);  // writing past `ulimit -f` fails as on a full disk
}

/// Ctrl-C and SIGTERM ask the work to stop after the unit in hand; the third time ends at once.
/// SIGUSR1 asks a training run for a checkpoint.
void install_interrupt_handlers() {
    struct sigaction action {};
    action.sa_handler = [](int) {
        static volatile std::sig_atomic_t count = 0;
        count = count + 1;
        if (count > 2) _exit(kInterrupted);
        request_interrupt();
    };
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    action.sa_handler = [](int) { request_checkpoint(); };
    sigaction(SIGUSR1, &action, nullptr);
}

void print(const std::string& text) {
    std::cout << text << std::flush;
    if (!std::cout)
        throw Error("standard output: cannot be written to; what was asked for is done");
}

void print(const Session& session, const Outcome& outcome) {
    if (session.json)  // a path that is no UTF-8 must not fail a run that is done
        print(outcome.json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    else if (!session.quiet)
        print(outcome.text);
}

/// "codec encode"; empty of the whole program.
std::string full_name(const CLI::App& command) {
    if (command.get_parent() == nullptr) return "";
    const std::string parent = full_name(*command.get_parent());
    return parent + (parent.empty() ? "" : " ") + command.get_name();
}

/// "unknown option '--sed' of 'generate'; did you mean '--seed'?"
std::string unknown_option(const CLI::App& command, const std::string& word) {
    std::vector<std::string> names;
    for (const CLI::Option* option : command.get_options())
        if (!option->get_group().empty())  // options without a group are not for users
            for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    const std::string name = full_name(command);
    const auto nearest = nearest_name(word, names);
    return "unknown option '" + word + "'" + (name.empty() ? "" : " of '" + name + "'") +
           (nearest ? "; did you mean '" + *nearest + "'?"
                    : "; 'affetto " + name + (name.empty() ? "" : " ") + "--help' lists them");
}

/// Throws where the word in the place of a command is none, or an option before it is unknown, with
/// the nearest that is; so too for the commands of a command.
void check_command(const CLI::App& app, int argc, char** argv) {
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word.rfind('-', 0) == 0) {
            if (app.get_option_no_throw(word) == nullptr)
                throw UsageError(unknown_option(app, word));
            continue;
        }
        if (std::find(names.begin(), names.end(), word) != names.end()) {
            const CLI::App* command = app.get_subcommand(word);
            if (!command->get_subcommands({}).empty()) check_command(*command, argc - i, argv + i);
            return;
        }
        const auto nearest = nearest_name(word, names);
        const std::string name = full_name(app);
        throw UsageError(
            "unknown command '" + word + "'" + (name.empty() ? "" : " of '" + name + "'") + "; " +
            (nearest
                 ? "did you mean '" + *nearest + "'?"
                 : "'affetto " + name + (name.empty() ? "" : " ") + "--help' lists the commands"));
    }
}

/// The library's message in our words: an unknown option comes with the nearest that is known.
std::string explain(const CLI::App& app, const CLI::ParseError& fault) {
    const CLI::App* command = &app;
    while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
    const auto* extras = dynamic_cast<const CLI::ExtrasError*>(&fault);
    if (extras == nullptr) return fault.what();
    std::vector<std::string> unknown = command->remaining();
    if (unknown.empty()) unknown = app.remaining();
    if (unknown.empty()) return fault.what();
    const std::string word = unknown.front().substr(0, unknown.front().find('='));
    if (word.rfind('-', 0) != 0) return "'" + word + "': an argument too many";
    return unknown_option(*command, word);
}

void add_version_and_help(CLI::App& app, Session& session) {
    const auto version_now = [&session] {
        session.run = [] {
            return Outcome{"affetto " + std::string(version()) + "\n",
                           {{"name", "affetto"}, {"version", version()}}};
        };
    };
    app.add_flag_callback("--version", version_now, "Print the version");
    CLI::App* help = app.add_subcommand("help", "This help, or that of a command");
    auto name = std::make_shared<std::string>();
    help->add_option("command", *name, "A command")->type_name("COMMAND");
    const std::string general = app.help();  // once a command is parsed, help() is that command's
    help->callback([name, general, &app, &session] {
        std::vector<std::string> names;
        for (const CLI::App* command : app.get_subcommands({}))
            names.push_back(command->get_name());
        if (!name->empty() && !one_of(names)(*name).empty())
            throw UsageError("help: " + one_of(names)(*name));
        const std::string text =
            name->empty() ? general : app.get_subcommand(*name)->help("affetto");
        session.run = [text] { return Outcome{text, {{"help", text}}}; };
    });
}

void report_effort(std::chrono::steady_clock::time_point start) {
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::cerr << "took " << format_fixed(elapsed.count(), 2) << " s, at most "
              << usage.ru_maxrss / 1024 << " MiB of memory\n";
}

int run(int argc, char** argv) {
    CLI::App app{"Affetto: music for an emotion, from a conditional variational autoencoder."};
    app.name("affetto");
    app.set_help_flag("--help", "Print this help");
    app.require_subcommand(0, 1);
    app.footer(
        "The pipeline: corpus or your own data -> preprocess -> latents -> train -> generate -> "
        "evaluate.\n"
        "Shortest way to music: affetto generate --emotion happy --out happy\n"
        "'affetto COMMAND --help' documents every option with its unit and default.");
    Session session;
    app.add_flag("--json", session.json, "One JSON object on stdout instead of text");
    app.add_flag("--quiet", session.quiet, "No progress and no summary");
    app.add_flag("--verbose", session.verbose,
                 "Progress also where there is no terminal; time and memory at the end");
    add_demo(app, session);
    add_corpus(app, session);
    add_preprocess(app, session);
    add_latents(app, session);
    add_train(app, session);
    add_generate(app, session);
#ifdef AFFETTO_WITH_AUDIO
    add_render(app, session);
    add_codec(app, session);
#endif
    add_evaluate(app, session);
    add_inspect(app, session);
    add_doctor(app, session);
    add_version_and_help(app, session);

    check_command(app, argc, argv);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        std::string parents = "affetto";
        const CLI::App* called = &app;
        while (!called->get_subcommands().empty()) {
            if (called != &app) parents += " " + called->get_name();
            called = called->get_subcommands().front();
        }
        print(called == &app ? app.help() : called->help(parents));
        return 0;
    } catch (const CLI::ParseError& fault) {
        throw UsageError(explain(app, fault));
    }
    throw_if_interrupted();
    if (session.ranks > 1) {
        const Path program = torch_program();
        check_room_for_torch(program);
        return run_local_ranks({session.ranks, program, argv});
    }
    if (!session.run && session.needs_torch) become_torch_program(argv);
    if (!session.run) {
        if (argc > 1) throw UsageError("no command given; 'affetto --help' lists them");
        print(app.help());
        return 0;
    }
    const auto start = std::chrono::steady_clock::now();
    session.progress = make_progress(session);
    const Outcome outcome = session.run();
    session.progress.reset();
    print(session, outcome);
    if (session.verbose) report_effort(start);
    return 0;
}

}  // namespace
}  // namespace affetto::cli

int main(int argc, char** argv) {
    using namespace affetto;
    using namespace affetto::cli;
    keep_standard_streams();
    install_interrupt_handlers();
    try {
#ifdef AFFETTO_CLI_TORCH
        if (address_space_limit()) reserve_threads(1);  // commands ask for more
#endif
        if (argc == 2 && std::strcmp(argv[1], kLoadOnly) == 0) return 0;
        return run(argc, argv);
    } catch (const Interrupted& stop) {
        return complain(stop.what(), kInterrupted);
    } catch (const UsageError& fault) {
        return complain(fault.what(), kWrongUsage);
    } catch (const ConfigError& fault) {
        return complain(fault.what(), kWrongUsage);
    } catch (const LostRank& fault) {
        complain(fault.what(), kFailed);
        // Threads may still wait for the rank that is gone: nothing here waits for them.
        std::_Exit(process_environment()(kRanksFile) ? kLostRank : kFailed);
    } catch (const std::exception& fault) {
        return complain(is_out_of_memory(fault) ? out_of_memory_text() : fault.what(), kFailed);
    }
}
