#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace affetto {

/// How a table is written that another program exported.
struct CsvDialect {
    char separator = ',';
    std::size_t begin = 0;  ///< bytes before the header: a line "sep=;"
    std::size_t lines = 0;  ///< line ends among these bytes
};

/// From the first lines of UTF-8 text: a line "sep=X" as Excel reads it decides the separator (one
/// of comma, semicolon, tab, '|', ':'); else it is the one of comma, semicolon, tab and '|' that
/// stands most often in the header outside quotes, a comma before the others.
CsvDialect csv_dialect_of(std::string_view text);

/// "commas", "semicolons", for messages.
std::string_view name_of_separator(char separator);

/// UTF-16 with a byte order mark as UTF-8; nullopt for text without such a mark. Halves of a pair
/// and a byte too many become U+FFFD.
std::optional<std::string> utf8_of_utf16(std::string_view bytes);

/// Writes decimal commas as points ("-0,5" as "-0.5") in the columns of which every cell is empty
/// or a number and at least one has such a comma. Returns the columns that it changed.
std::vector<std::size_t> use_decimal_points(std::vector<std::vector<std::string>>& rows,
                                            std::size_t columns);

}  // namespace affetto
