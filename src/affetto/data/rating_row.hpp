#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "affetto/core/csv.hpp"
#include "affetto/core/emotion.hpp"

namespace affetto {

/// Ratings on the nine-point scale 1..9, on which 5 is neutral, as DEAM, EmoMusic and Soundtracks
/// give them: (x - 5) / 4 lies in [-1, 1], and a standard deviation shrinks by the same 4.
struct NinePoint {
    static constexpr double kLow = 1, kHigh = 9, kNeutral = 5, kHalfRange = 4;

    static constexpr double rescale(double rating) { return (rating - kNeutral) / kHalfRange; }
    static constexpr double rescale_sd(double sd) { return sd / kHalfRange; }
};

/// One row of a table of such ratings while it is read. Cells may carry blanks and tabs round their
/// value. Faults are thrown as BadRow.
class RatingRow {
public:
    RatingRow(const CsvTable& table, std::size_t row) : table_(table), row_(row) {}

    std::string text(std::size_t column) const;
    /// A whole number above 0.
    int number(std::size_t column) const;
    /// A rating from 1 to 9; nullopt for an empty cell.
    std::optional<double> rating(std::size_t column) const;
    /// Both axes, rescaled; neither may be empty.
    Emotion emotion(std::size_t valence, std::size_t arousal) const;
    /// A standard deviation of ratings, rescaled; nullopt for an empty cell or no column.
    std::optional<double> spread(std::optional<std::size_t> column) const;

    /// "songs.csv, line 7: ", for reasons.
    std::string where() const;

private:
    std::optional<double> within(std::size_t column, double low, double high) const;

    const CsvTable& table_;
    std::size_t row_;
};

}  // namespace affetto
