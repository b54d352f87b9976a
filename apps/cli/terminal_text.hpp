#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "affetto/core/file.hpp"
#include "affetto/core/json.hpp"

namespace affetto::cli {

// The one place that prepares what a terminal gets to see. Names and texts from files, options and
// the network may hold anything: what a terminal obeys arrives there as an escape (see
// affetto::printable), and what is too long to read is shortened.

/// A message of one line. Lines that go on below it begin with two blanks, as those that point into
/// an emotion do; other line breaks come from foreign text and are escaped.
std::string message_text(std::string_view message);

/// A path in a summary.
std::string shown(const Path& path);

/// A summary, its lines kept, each of them made fit for a terminal.
std::string summary_text(std::string_view text);

/// JSON that is valid UTF-8 and whole: values are neither shortened nor changed, but characters
/// that a terminal obeys are written as JSON's own escapes.
std::string json_text(const Json& json);

/// Without what follows the first `columns` characters.
std::string first_columns(std::string_view text, std::size_t columns);

/// Columns that help is wrapped to: $COLUMNS, else those of the terminal at stdout, else 80; at
/// least 40, and at most 120, beyond which lines are hard to read.
std::size_t help_columns();

}  // namespace affetto::cli
