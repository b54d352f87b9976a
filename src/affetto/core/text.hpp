#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace affetto {

/// Numbers and words, the same in every locale.

/// The whole text as a finite number (surrounding blanks allowed); nullopt for anything else, "nan"
/// and "inf" included.
std::optional<double> parse_number(std::string_view text);
std::optional<std::int64_t> parse_integer(std::string_view text);
/// The shortest text that reads back as the same float or double ("0.1", "-3", "1e-09").
std::string format_number(double value);
std::string format_number(float value);
/// A fixed number of digits after the point, for people.
std::string format_fixed(double value, int digits);

std::string_view trim(std::string_view text);
std::string to_lower(std::string_view text);  ///< ASCII only
/// Text from a file or a user, fit for one line: what a terminal obeys, and bytes that are no
/// UTF-8, become escapes ("\n", "\x1b", "\u202e", "\xff"); see foreign_text.hpp.
std::string printable(std::string_view text);
/// One word of a command line for a POSIX shell: as it is where it needs no quotes.
std::string shell_quoted(std::string_view word);
/// The characters (code points) in valid UTF-8.
std::size_t count_characters(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);

/// The candidate that is near enough to be meant: one edit (Damerau) in two to five letters, two in
/// six to nine, three in more; else the only one that three letters or more are the beginning of.
std::optional<std::string> nearest_name(std::string_view word,
                                        std::span<const std::string> candidates);

}  // namespace affetto
