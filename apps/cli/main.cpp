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
#include "affetto/core/foreign_text.hpp"
#include "affetto/core/out_of_memory.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/core/text.hpp"
#include "affetto/core/version.hpp"
#include "affetto/distributed/launch.hpp"
#include "affetto/distributed/lost_rank.hpp"
#include "completion.hpp"
#include "described_options.hpp"
#include "help.hpp"
#include "local_ranks.hpp"
#include "man_page.hpp"
#include "options.hpp"
#include "terminal_text.hpp"
#include "torch_program.hpp"
#include "usage_faults.hpp"
#ifdef AFFETTO_CLI_TORCH
#include "affetto/core/memory.hpp"
#include "affetto/tensor/reserved_threads.hpp"
#endif

namespace affetto::cli {
namespace {

constexpr int kFailed = 1, kWrongUsage = 2, kInterrupted = 130;

int complain(const std::string& what, int status) {
    std::cerr << "affetto: " << message_text(what) << '\n';
    return status;
}

/// libtorch's messages go on with the places in its source that they passed.
std::string without_backtrace(const std::string& what) {
    return std::string(trim(what.substr(0, what.find("\nException raised from"))));
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
    if (session.json)
        print(json_text(outcome.json) + "\n");
    else if (!session.quiet)
        print(summary_text(outcome.text));
}

/// `affetto help codec encode`, and what prepares an installation.
void add_help(CLI::App& app, Session& session) {
    CLI::App* help = app.add_subcommand("help", "This help, or that of a command");
    add_flags_everywhere(*help, session);
    auto words = std::make_shared<std::vector<std::string>>();
    auto pages = std::make_shared<Path>();
    help->add_option("command", *words, "A command, as in 'affetto help codec encode'")
        ->type_name("COMMAND");
    add_path(*help, "--write-man-pages", *pages, "DIR", "Writes the manual pages")->group("");
    help->callback([words, pages, &app, &session] {
        const CLI::App* about = &app;
        for (const std::string& word : *words) {
            std::vector<std::string> names;
            for (const CLI::App* command : visible_commands(*about))
                names.push_back(command->get_name());
            if (names.empty())
                throw UsageError("help: '" + full_name(*about) + "' has no commands");
            if (const std::string fault = one_of(names)(word); !fault.empty())
                throw UsageError("help: " + fault);
            about = find_command(*about, word);
        }
        session.run = [about, pages, &app, &session]() -> Outcome {
            if (!pages->empty()) {
                const auto names = write_man_pages(app, session.notes, *pages);
                return {shown(*pages) + ": " + std::to_string(names.size()) + " pages\n",
                        {{"pages", names}}};
            }
            const std::string text = help_text(*about, session.notes, help_columns(), false);
            return {text, {{"help", text}}};
        };
    });
}

/// What `affetto __complete WORD...` answers to a shell.
int answer_shell(const CLI::App& app, int argc, char** argv) {
    print(completion_lines(complete(app, std::vector<std::string>(argv + 2, argv + argc))));
    return 0;
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
    app.set_help_flag("-h,--help", "Print help with the common options");
    app.set_help_all_flag("--help-all", "Print help with every option");
    app.require_subcommand(0, 1);
    Session session;
    session.notes[&app] = {
        "affetto generate --emotion happy --out happy\n"
        "affetto generate --help",
        "The pipeline: corpus or your own data -> preprocess -> latents -> train -> generate -> "
        "evaluate. 'affetto COMMAND --help' documents a command's options with units and "
        "defaults."};
    add_flags_everywhere(app, session);
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
    add_help(app, session);
    refuse_values_of_flags(app);

    if (argc > 1 && argv[1] == std::string_view("__complete")) return answer_shell(app, argc, argv);
    check_command(app, argc, argv);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        print(help_text(called_command(app), session.notes, help_columns(), false));
        return 0;
    } catch (const CLI::CallForAllHelp&) {
        print(help_text(called_command(app), session.notes, help_columns(), true));
        return 0;
    } catch (const CLI::CallForVersion&) {
        print(session, {"affetto " + std::string(version()) + "\n",
                        {{"name", "affetto"}, {"version", version()}}});
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
        print(help_text(app, session.notes, help_columns(), false));
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
        return complain(
            is_out_of_memory(fault) ? out_of_memory_text() : without_backtrace(fault.what()),
            kFailed);
    }
}
