#pragma once

#include <optional>
#include <string>
#include <vector>

#include "affetto/core/file.hpp"
#include "affetto/evaluation/listening.hpp"

namespace affetto {

/// What one person said of one clip. A question that was not answered is absent, or empty.
struct Rating {
    std::size_t clip = 0;                 ///< index into the key
    std::string rater;                    ///< where no name was given: the name of the file
    std::optional<int> valence, arousal;  ///< 1..9
    std::optional<int> music;             ///< 1..5
    std::string emotion, comment;
};

struct RatingsRead {
    std::vector<Rating> ratings;
    std::vector<std::string> faults;  ///< one a row that was skipped: file, line and reason
};

/// Reads the CSV files that listening pages save. A row is skipped where a number is out of its
/// range, nothing is rated, the key has no such clip on that page, or that person has rated it in
/// an earlier row. Throws DataError for a file that cannot be read, has an unknown column or lacks
/// one.
RatingsRead read_ratings(const std::vector<Path>& files, const std::vector<ListeningClip>& key);

/// The rows of one table, added to `read`.
void add_ratings(const CsvTable& table, const std::string& unnamed_rater,
                 const std::vector<ListeningClip>& key, RatingsRead& read);

}  // namespace affetto
