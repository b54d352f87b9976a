#include "affetto/pipeline/inspect.hpp"

#include "options.hpp"

namespace affetto::cli {

void add_inspect(CLI::App& app, Session& session) {
    CLI::App* command = add_command(
        app, session, "inspect", "What a file or folder is: a score, clips, latents, a model, ...",
        "  affetto inspect song.mid\n"
        "  affetto inspect --json model");
    auto path = std::make_shared<Path>();
    add_path(*command, "path", *path, "PATH", "A file or a folder")->required();
    command->callback([path, &session] {
        session.run = [path] {
            const Json found = inspect(*path);
            std::string text;
            for (const auto& item : found.items())
                text += item.key() + ": " +
                        (item.value().is_string() ? item.value().get<std::string>()
                                                  : item.value().dump()) +
                        "\n";
            return Outcome{text, found};
        };
    });
}

}  // namespace affetto::cli
