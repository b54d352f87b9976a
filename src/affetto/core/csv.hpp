#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "affetto/core/file.hpp"

namespace affetto {

struct CsvLimits {
    std::uint64_t max_bytes = std::uint64_t{1} << 30;
    std::size_t max_columns = 10'000;
    std::size_t max_field_bytes = 1 << 20;
    std::size_t max_cells = 50'000'000;  ///< rows times columns: a short row still costs a full one
};

/// A CSV table (RFC 4180; a byte order mark, CRLF, quoted newlines and stray blanks round header
/// names are accepted; empty lines are passed over). Rows shorter than the header are padded with
/// empty fields; longer ones are a DataError unless the extra is empty. What other programs export
/// is read too: semicolons, tabs or '|' between the fields, a first line "sep=;", decimal commas
/// (in columns of numbers; the table has points), UTF-16 with its mark (csv_dialect.hpp).
struct CsvTable {
    std::string name;  ///< path or word for messages
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
    std::vector<std::size_t> lines;  ///< the line each row began on, from 1
    /// What is not plain about the text and how it was read: "semicolons between the fields".
    std::vector<std::string> read_as = {};

    /// The column of that name, else the first whose name differs in the case of ASCII letters
    /// alone.
    std::optional<std::size_t> column(std::string_view header_name) const;
    /// Throws DataError naming the file, the missing column and those present.
    std::size_t require_column(std::string_view header_name) const;
    const std::string& at(std::size_t row, std::string_view header_name) const;
};

CsvTable parse_csv(std::string_view text, std::string_view name, const CsvLimits& limits = {});
CsvTable read_csv(const Path& path, const CsvLimits& limits = {});

/// Whether a column has no name of its own: an empty one, or "Unnamed: 0" as pandas calls it.
bool is_nameless(std::string_view header_name);

/// Quotes where needed, ends rows with "\n".
std::string to_csv(const std::vector<std::string>& header,
                   const std::vector<std::vector<std::string>>& rows);

}  // namespace affetto
