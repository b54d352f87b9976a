#pragma once

#include "affetto/core/file.hpp"
#include "affetto/core/json.hpp"

namespace affetto {

/// A CSV file: `rows`, `columns` with name and, of their cells, how many are `numbers`, `words` and
/// `empty`, and the `lowest`, `mean` and `highest` of the numbers: annotations of a data set, one
/// of our own tables. Throws DataError where it is no CSV.
Json inspect_table(const Path& path);

}  // namespace affetto
