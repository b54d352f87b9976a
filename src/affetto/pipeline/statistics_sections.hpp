#pragma once

#include <initializer_list>
#include <string>

#include "affetto/core/json.hpp"

namespace affetto {

// What the statistics pages of scores and of sound have in common.

struct Figure {
    std::string name;  ///< of its file below plots/
    std::string svg;
};

/// A row of an HTML table; the cells are text.
std::string table_row(std::initializer_list<std::string> cells, const char* tag = "td");

/// A word or a number of a manifest as a person reads it.
std::string shown(const Json& value);

/// A row for each of these keys of a manifest.
std::string rows_of(const Json& manifest, std::initializer_list<const char*> keys);

/// Clips per split and quadrant, as bars and as a table.
Figure counts_figure(const Json& manifest);
std::string splits_table(const Json& manifest);

/// `same`: what duplicates share, "notes" or "sound".
std::string duplicates_section(const Json& duplicates, const std::string& same);
std::string skipped_section(const Json& skipped);

}  // namespace affetto
