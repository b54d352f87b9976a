#include <cstdint>
#include <string_view>

#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "require.hpp"

// Any text is read or refused; what was read is the same table once written and read again.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const affetto::CsvLimits limits{.max_columns = 100, .max_cells = 100'000};
    affetto::CsvTable table;
    try {
        table = affetto::parse_csv(text, "fuzz", limits);
    } catch (const affetto::DataError&) {
        return 0;
    }
    require(!table.header.empty() && table.lines.size() == table.rows.size());
    for (const auto& row : table.rows) require(row.size() == table.header.size());
    const affetto::CsvTable again =
        affetto::parse_csv(affetto::to_csv(table.header, table.rows), "again", limits);
    require(again.header == table.header && again.rows == table.rows);
    return 0;
}
