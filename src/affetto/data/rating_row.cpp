#include "affetto/data/rating_row.hpp"

#include <limits>

#include "affetto/core/text.hpp"
#include "affetto/data/bad_row.hpp"

namespace affetto {

std::string RatingRow::text(std::size_t column) const {
    return std::string(trim(table_.rows[row_][column]));
}

int RatingRow::number(std::size_t column) const {
    const std::optional<std::int64_t> value = parse_integer(text(column));
    if (!value || *value < 1 || *value > std::numeric_limits<int>::max())
        throw BadRow(table_.header[column] + " must be a whole number above 0, got \"" +
                     printable(text(column)) + "\"");
    return static_cast<int>(*value);
}

std::optional<double> RatingRow::within(std::size_t column, double low, double high) const {
    const std::string found = text(column);
    if (found.empty()) return std::nullopt;
    const std::optional<double> value = parse_number(found);
    if (!value || *value < low || *value > high)
        throw BadRow(table_.header[column] + " must be a number from " + format_number(low) +
                     " to " + format_number(high) + ", got \"" + printable(found) + "\"");
    return value;
}

std::optional<double> RatingRow::rating(std::size_t column) const {
    return within(column, NinePoint::kLow, NinePoint::kHigh);
}

Emotion RatingRow::emotion(std::size_t valence, std::size_t arousal) const {
    const std::optional<double> v = rating(valence), a = rating(arousal);
    if (!v || !a) throw BadRow(table_.header[v ? arousal : valence] + " is empty");
    return {static_cast<float>(NinePoint::rescale(*v)), static_cast<float>(NinePoint::rescale(*a))};
}

std::optional<double> RatingRow::spread(std::optional<std::size_t> column) const {
    if (!column) return std::nullopt;
    const std::optional<double> sd = within(*column, 0, NinePoint::kHigh - NinePoint::kLow);
    return sd ? std::optional(NinePoint::rescale_sd(*sd)) : std::nullopt;
}

std::string RatingRow::where() const {
    return display(Path(table_.name).filename()) + ", line " + std::to_string(table_.lines[row_]) +
           ": ";
}

}  // namespace affetto
