#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <map>
#include <string>

namespace affetto::cli {

/// What help and man pages say of a command besides its options.
struct CommandNotes {
    std::string examples = {};  ///< commands, a line each
    std::string notes = {};     ///< lines for wrap_lines(); --help shows them
    std::string keys =
        {};  ///< the keys of its --config, "key = default  sentence" a line; shown by
             ///< --help-all
};
using NotesOf = std::map<const CLI::App*, CommandNotes>;

/// The help of a command, or of the whole program, in lines of at most `width` characters. The
/// common options are explained, the others named; with `all` every option is explained.
std::string help_text(const CLI::App& command, const NotesOf& notes, std::size_t width, bool all);

}  // namespace affetto::cli
