#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace affetto::cli {

/// The lines of a text of at most `width` characters each, broken at blanks; a word that is longer
/// is broken behind '|', ',' or '/', or where the line ends.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

/// Text of several lines, each wrapped with its own indentation (and two blanks more where it has
/// one); lines that begin with a tab are items, set in as many columns as fit.
std::string wrap_lines(std::string_view text, std::size_t width);

/// A term and what is to be said of it: beside it where the term fits into `column`, else below.
std::string wrap_entry(std::string_view term, std::string_view text, std::size_t column,
                       std::size_t width);

/// Commands for a shell, a line each, those that are too long broken by a backslash.
std::string wrap_commands(std::string_view commands, std::size_t width);

}  // namespace affetto::cli
