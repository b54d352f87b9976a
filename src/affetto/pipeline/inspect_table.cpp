#include "affetto/pipeline/inspect_table.hpp"

#include <algorithm>
#include <limits>

#include "affetto/core/csv.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

Json describe_column(const CsvTable& table, std::size_t column) {
    std::size_t numbers = 0, empty = 0;
    double sum = 0, lowest = std::numeric_limits<double>::infinity(), highest = -lowest;
    for (const auto& row : table.rows) {
        const auto number = parse_number(row[column]);
        empty += trim(row[column]).empty() ? 1 : 0;
        if (!number) continue;
        ++numbers;
        sum += *number;
        lowest = std::min(lowest, *number);
        highest = std::max(highest, *number);
    }
    Json json = {{"name", printable(table.header[column])}};
    json["numbers"] = numbers;
    json["words"] = table.rows.size() - numbers - empty;
    json["empty"] = empty;
    if (numbers == 0) return json;
    json["lowest"] = lowest;
    json["mean"] = sum / static_cast<double>(numbers);
    json["highest"] = highest;
    return json;
}

}  // namespace

Json inspect_table(const Path& path) {
    const CsvTable table = read_csv(path);
    Json json = {{"kind", "table"}, {"rows", table.rows.size()}};
    json["columns"] = Json::array();
    for (std::size_t column = 0; column < table.header.size(); ++column)
        json["columns"].push_back(describe_column(table, column));
    return json;
}

}  // namespace affetto
