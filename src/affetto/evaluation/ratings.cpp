#include "affetto/evaluation/ratings.hpp"

#include <algorithm>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

const std::vector<std::string> kColumns = {"page",    "clip",  "valence", "arousal",
                                           "emotion", "music", "comment", "rater"};

/// Why a row cannot be used.
struct BrokenRow {
    std::string reason;
};

void check_header(const CsvTable& table) {
    for (const std::string& name : table.header)
        if (std::find(kColumns.begin(), kColumns.end(), name) == kColumns.end()) {
            const auto nearest = nearest_name(name, kColumns);
            throw DataError(table.name + ":1: unknown column '" + printable(name) + "'" +
                            (nearest ? "; did you mean '" + *nearest + "'?" : "") +
                            " (ratings are saved by listening.html)");
        }
    for (const std::string& name : kColumns) table.require_column(name);
}

std::optional<int> answer(const CsvTable& table, std::size_t row, const char* column, int most) {
    const std::string_view text = trim(table.at(row, column));
    if (text.empty()) return std::nullopt;
    const auto value = parse_integer(text);
    if (!value || *value < 1 || *value > most)
        throw BrokenRow{std::string(column) + ": expected 1 to " + std::to_string(most) +
                        ", found '" + printable(text) + "'"};
    return static_cast<int>(*value);
}

std::size_t clip_of(const CsvTable& table, std::size_t row, const std::vector<ListeningClip>& key) {
    const std::string page(trim(table.at(row, "page"))), code(trim(table.at(row, "clip")));
    bool page_known = false;
    for (std::size_t i = 0; i < key.size(); ++i) {
        if (key[i].page != page) continue;
        page_known = true;
        if (key[i].code == code) return i;
    }
    if (!page_known)
        throw BrokenRow{"page: '" + printable(page) +
                        "' is in no listening_key.csv in --out or beside the ratings"};
    throw BrokenRow{"clip: the page has no '" + printable(code) + "'"};
}

Rating rating_of(const CsvTable& table, std::size_t row, const std::string& unnamed_rater,
                 const std::vector<ListeningClip>& key) {
    Rating rating;
    rating.clip = clip_of(table, row, key);
    rating.rater = trim(table.at(row, "rater"));
    if (rating.rater.empty()) rating.rater = unnamed_rater;
    rating.valence = answer(table, row, "valence", 9);
    rating.arousal = answer(table, row, "arousal", 9);
    rating.music = answer(table, row, "music", 5);
    rating.emotion = to_lower(trim(table.at(row, "emotion")));
    rating.comment = trim(table.at(row, "comment"));
    if (!rating.valence && !rating.arousal && !rating.music && rating.emotion.empty() &&
        rating.comment.empty())
        throw BrokenRow{"nothing is rated"};
    return rating;
}

}  // namespace

void add_ratings(const CsvTable& table, const std::string& unnamed_rater,
                 const std::vector<ListeningClip>& key, RatingsRead& read) {
    check_header(table);
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        try {
            Rating rating = rating_of(table, row, unnamed_rater, key);
            for (const Rating& earlier : read.ratings)
                if (earlier.clip == rating.clip && earlier.rater == rating.rater)
                    throw BrokenRow{"'" + printable(rating.rater) +
                                    "' has rated this clip before; the first rating counts"};
            read.ratings.push_back(std::move(rating));
        } catch (const BrokenRow& broken) {
            read.faults.push_back(table.name + ":" + std::to_string(table.lines[row]) + ": " +
                                  broken.reason);
        }
    }
}

RatingsRead read_ratings(const std::vector<Path>& files, const std::vector<ListeningClip>& key) {
    RatingsRead read;
    for (const Path& file : files) add_ratings(read_csv(file), display(file.stem()), key, read);
    return read;
}

}  // namespace affetto
