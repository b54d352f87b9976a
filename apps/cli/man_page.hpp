#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "affetto/core/file.hpp"
#include "help.hpp"

namespace affetto::cli {

/// The manual page of a command, or of the whole program, in roff (man(7)).
std::string man_page(const CLI::App& command, const NotesOf& notes);

/// The pages of the program and of every command, affetto.1, affetto-codec-encode.1, ..., written
/// to an existing or new folder. Gives their names.
std::vector<std::string> write_man_pages(const CLI::App& app, const NotesOf& notes,
                                         const Path& folder);

}  // namespace affetto::cli
