#include "affetto/pipeline/demo.hpp"

#include <iostream>

#include "loudness_option.hpp"
#include "options.hpp"
#include "terminal_text.hpp"

namespace affetto::cli {

void add_demo(CLI::App& app, Session& session) {
    CLI::App* command =
        add_command(app, session, "demo",
                    "The whole pipeline on the embedded corpus; stages that are done are skipped",
                    {"affetto demo\n"
                     "affetto demo --out long --steps 4000"});
    auto options = std::make_shared<DemoOptions>();
    add_path(*command, "--out", options->out, "DIR", "Folder for the results");
    add_number(*command, "--steps", options->steps, "N", 0, 10'000'000,
               "Training steps (0: the demo's own number)");
    add_seed(*command, options->seed, "The same seed gives the same bytes");
    add_loudness(*command, options->loudness_lufs, "Of the music in the folder 'generated'");
    command->callback([options, &session] {
        session.needs_torch = true;
#ifdef AFFETTO_CLI_TORCH
        session.run = [options, &session] {
            if (!session.quiet)
                options->say = [](const std::string& plan) { std::cerr << plan << std::flush; };
            const DemoSummary s = demo(*options, *session.progress);
            std::string text;
            for (const std::string& stage : s.skipped) text += "  was done: " + stage + "\n";
            for (const std::string& stage : s.done) text += "  done: " + stage + "\n";
            text += "Listen to " + shown(s.music) +
                    "\n  the best piece by its own figures: " + s.why + "\nOpen " +
                    shown(s.report) + "\nHow the model was trained: " + shown(s.training_report) +
                    "\n";
            return Outcome{text,
                           {{"out", display(options->out)},
                            {"done", s.done},
                            {"skipped", s.skipped},
                            {"music", display(s.music)},
                            {"why", s.why},
                            {"report", display(s.report)},
                            {"training_report", display(s.training_report)}}};
        };
#endif
    });
}

}  // namespace affetto::cli
