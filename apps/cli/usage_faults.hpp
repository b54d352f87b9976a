#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace affetto::cli {

// Wrong usage in our words: which option, what was expected, and what near it is valid.

/// Throws UsageError where the word in the place of a command is none, or an option before it is
/// unknown; so too for the commands of a command.
void check_command(const CLI::App& app, int argc, char** argv);

/// Flags of all commands take no values: --quiet=3 is a fault.
void refuse_values_of_flags(CLI::App& app);

/// What the library found wrong. `app` is the whole program, parsed as far as it went.
std::string explain(const CLI::App& app, const CLI::ParseError& fault);

/// The command that was called, or the whole program.
const CLI::App& called_command(const CLI::App& app);

}  // namespace affetto::cli
