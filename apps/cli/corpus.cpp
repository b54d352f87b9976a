#include "affetto/pipeline/corpus.hpp"

#include "affetto/core/text.hpp"
#include "options.hpp"
#include "terminal_text.hpp"

namespace affetto::cli {

void add_corpus(CLI::App& app, Session& session) {
    CLI::App* command = add_command(
        app, session, "corpus",
        "The embedded, emotion-labelled corpus (synthetic music) as MIDI and manifest.csv",
        {"affetto corpus --out corpus\n"
         "affetto corpus --out small --clips 40 --seed 7"});
    auto options = std::make_shared<CorpusOptions>();
    add_out(*command, options->out, options->overwrite);
    add_number(*command, "--clips", options->clips, "N", 1, 1'000'000, "Pieces to compose");
    add_seed(*command, options->seed, "The same seed gives the same bytes");
    command->callback([options, &session] {
        session.run = [options, &session] {
            const CorpusSummary s = write_corpus(*options, *session.progress);
            return Outcome{
                std::to_string(s.clips) + (s.clips == 1 ? " piece, " : " pieces, ") +
                    format_fixed(s.hours, 2) + " hours of music: " + shown(options->out) + "\n",
                {{"out", display(options->out)}, {"clips", s.clips}, {"hours", s.hours}}};
        };
    });
}

}  // namespace affetto::cli
