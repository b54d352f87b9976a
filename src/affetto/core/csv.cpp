#include "affetto/core/csv.hpp"

#include <algorithm>

#include "affetto/core/csv_dialect.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/interrupt_watch.hpp"
#include "affetto/core/memory.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

/// Reads records one by one; quoted fields may hold separators, quotes and line ends.
class CsvParser {
public:
    CsvParser(std::string_view text, std::string_view name, const CsvLimits& limits)
        : text_(text), name_(name), limits_(limits) {
        if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;
        const CsvDialect dialect = csv_dialect_of(text_.substr(at_));
        at_ += dialect.begin;
        line_ += dialect.lines;
        separator_ = dialect.separator;
    }

    char separator() const { return separator_; }

    bool done() const { return at_ >= text_.size(); }
    std::size_t line() const { return line_; }

    void skip_empty_lines() {
        while (!done() && (text_[at_] == '\n' || text_[at_] == '\r')) end_line();
    }

    /// The fields of the next record, of which `expected` are likely.
    std::vector<std::string> record(std::size_t expected = 0) {
        std::vector<std::string> fields;
        fields.reserve(expected);
        for (;;) {
            fields.push_back(field());
            if (fields.size() > limits_.max_columns)
                fail("more than " + std::to_string(limits_.max_columns) + " columns");
            if (done()) return fields;
            const char c = text_[at_];
            if (c == separator_) {
                ++at_;
                continue;
            }
            end_line();
            return fields;
        }
    }

private:
    [[noreturn]] void fail(const std::string& what) const {
        throw DataError(name_ + ": line " + std::to_string(line_) + ": " + what);
    }

    void end_line() {
        if (text_[at_] == '\r') ++at_;
        if (at_ < text_.size() && text_[at_] == '\n') ++at_;
        ++line_;
    }

    std::string field() {
        if (!done() && text_[at_] == '"') return quoted_field();
        const std::size_t begin = at_;
        while (!done() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r')
            ++at_;
        check_length(at_ - begin);
        return std::string(text_.substr(begin, at_ - begin));
    }

    std::string quoted_field() {
        const std::size_t opened = line_;
        std::string value;
        ++at_;
        for (;;) {
            if (done())
                throw DataError(name_ + ": line " + std::to_string(opened) +
                                ": a quoted field is not closed");
            const char c = text_[at_++];
            if (c != '"') {
                if (c == '\n') ++line_;
                value += c;
                check_length(value.size());
            } else if (!done() && text_[at_] == '"') {
                value += '"';
                ++at_;
            } else {
                break;
            }
        }
        while (!done() && text_[at_] != separator_ && (text_[at_] == ' ' || text_[at_] == '\t'))
            ++at_;
        if (!done() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r')
            fail("text after a closing quote; expected the end of the line or the next field (" +
                 std::string(name_of_separator(separator_)) + " stand between the fields)");
        return value;
    }

    void check_length(std::size_t bytes) const {
        if (bytes > limits_.max_field_bytes)
            fail("a field is longer than " + std::to_string(limits_.max_field_bytes) + " bytes");
    }

    std::string_view text_;
    std::string name_;
    CsvLimits limits_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
    char separator_ = ',';
};

/// What a row takes in memory, with the room that the growing table has to spare.
std::size_t row_memory(const std::vector<std::string>& row) {
    constexpr std::size_t kRow = 3 * (sizeof row + sizeof(std::size_t)) + 16;
    std::size_t memory = kRow + row.size() * sizeof(std::string);
    for (const std::string& field : row) memory += text_memory(field.size());
    return memory;
}

std::string quoted(const std::string& field) {
    const bool edge_blank = !field.empty() && (trim(field).size() != field.size());
    // At the beginning of a file these would be taken for byte order marks.
    const bool mark = field.rfind("\xEF\xBB\xBF", 0) == 0 || field.rfind("\xFF\xFE", 0) == 0 ||
                      field.rfind("\xFE\xFF", 0) == 0;
    if (!edge_blank && !mark && field.find_first_of(",\"\r\n") == std::string::npos) return field;
    std::string text = "\"";
    for (const char c : field) {
        if (c == '"') text += '"';
        text += c;
    }
    return text + '"';
}

/// A header is quoted also where a field could be taken for another dialect (csv_dialect.hpp).
std::string quoted_name(const std::string& field) {
    const bool other_dialect =
        field.find_first_of(";\t|") != std::string::npos || to_lower(field.substr(0, 4)) == "sep=";
    const std::string text = quoted(field);
    return other_dialect && text.front() != '"' ? '"' + text + '"' : text;
}

std::string joined(const std::vector<std::string>& fields,
                   std::string (*quote)(const std::string&) = quoted) {
    // A single empty field would read back as an empty line.
    if (fields.size() == 1 && fields[0].empty()) return "\"\"\n";
    std::string line;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (i > 0) line += ',';
        line += quote(fields[i]);
    }
    return line + '\n';
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// What a reader of the table should know about how it was read.
void describe_reading(CsvTable& table, bool utf16, char separator,
                      const std::vector<std::size_t>& decimal_commas) {
    if (utf16) table.read_as.emplace_back("UTF-16 text");
    if (separator != ',')
        table.read_as.push_back(std::string(name_of_separator(separator)) + " between the fields");
    if (decimal_commas.empty()) return;
    std::string names;
    for (const std::size_t column : decimal_commas)
        names += (names.empty() ? "" : ", ") + printable(table.header[column]);
    table.read_as.push_back("decimal commas in " + names);
}

}  // namespace

bool is_nameless(std::string_view header_name) {
    const std::string_view name = trim(header_name);
    constexpr std::string_view kPandas = "unnamed:";
    return name.empty() || to_lower(name.substr(0, kPandas.size())) == kPandas;
}

std::optional<std::size_t> CsvTable::column(std::string_view header_name) const {
    auto found = std::find(header.begin(), header.end(), header_name);
    if (found == header.end())
        found = std::find_if(header.begin(), header.end(), [&](const std::string& name) {
            return name.size() == header_name.size() &&
                   std::equal(name.begin(), name.end(), header_name.begin(),
                              [](char a, char b) { return lower(a) == lower(b); });
        });
    if (found == header.end()) return std::nullopt;
    return static_cast<std::size_t>(found - header.begin());
}

std::size_t CsvTable::require_column(std::string_view header_name) const {
    if (const auto index = column(header_name)) return *index;
    std::string present;
    for (const std::string& h : header) present += (present.empty() ? "" : ", ") + printable(h);
    throw DataError(name + ": column '" + std::string(header_name) +
                    "' is missing; the header has: " + present);
}

const std::string& CsvTable::at(std::size_t row, std::string_view header_name) const {
    return rows.at(row)[require_column(header_name)];
}

CsvTable parse_csv(std::string_view text, std::string_view name, const CsvLimits& limits) {
    CsvTable table;
    table.name = std::string(name);
    if (text.size() > limits.max_bytes)
        throw DataError(table.name + ": larger than " + std::to_string(limits.max_bytes) +
                        " bytes");
    const std::optional<std::string> decoded = utf8_of_utf16(text);
    if (decoded) text = *decoded;
    CsvParser parser(text, name, limits);
    parser.skip_empty_lines();
    if (parser.done()) throw DataError(table.name + ": empty; expected a header line");
    for (const std::string& field : parser.record()) table.header.emplace_back(trim(field));
    const std::size_t max_rows = limits.max_cells / table.header.size();
    const std::uint64_t max_memory = parse_memory_limit(text.size());
    std::uint64_t memory = 0;
    const InterruptWatch interrupt;
    for (parser.skip_empty_lines(); !parser.done(); parser.skip_empty_lines()) {
        interrupt.check();
        const std::size_t line = parser.line();
        if (table.rows.size() == max_rows)
            throw DataError(table.name + ": line " + std::to_string(line) + ": more than " +
                            std::to_string(limits.max_cells) + " cells");
        std::vector<std::string> row = parser.record(table.header.size());
        for (std::size_t i = table.header.size(); i < row.size(); ++i)
            if (!trim(row[i]).empty())
                throw DataError(table.name + ": line " + std::to_string(line) + ": " +
                                std::to_string(row.size()) + " fields, the header has " +
                                std::to_string(table.header.size()));
        row.resize(table.header.size());
        memory += row_memory(row);
        if (memory > max_memory)
            throw DataError(
                table.name + ": line " + std::to_string(line) + ": its fields take more than " +
                std::to_string(max_memory >> 20) + " MB of memory, the limit for a table of " +
                std::to_string(text.size()) + " bytes; it has " +
                std::to_string(table.header.size()) + " columns, take out those that no row fills");
        table.rows.push_back(std::move(row));
        table.lines.push_back(line);
    }
    describe_reading(table, decoded.has_value(), parser.separator(),
                     use_decimal_points(table.rows, table.header.size()));
    return table;
}

CsvTable read_csv(const Path& path, const CsvLimits& limits) {
    return parse_csv(read_text(path, limits.max_bytes), display(path), limits);
}

std::string to_csv(const std::vector<std::string>& header,
                   const std::vector<std::vector<std::string>>& rows) {
    std::string text = joined(header, quoted_name);
    for (const auto& row : rows) text += joined(row);
    return text;
}

}  // namespace affetto
