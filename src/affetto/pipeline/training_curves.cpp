#include "affetto/pipeline/training_curves.hpp"

#include <limits>

#include "affetto/core/text.hpp"

namespace affetto {
namespace {

std::string curves(const CsvTable& history, const std::string& title, const std::string& unit,
                   const std::string& column) {
    return line_chart_svg(title, {"steps", unit, false},
                          {history_series(history, "training", "step", "train_" + column),
                           history_series(history, "validation", "step", "validation_" + column)});
}

}  // namespace

LineSeries history_series(const CsvTable& history, const std::string& name,
                          std::string_view x_column, std::string_view y_column) {
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    LineSeries series{name, {}, {}};
    const std::size_t x = history.require_column(x_column), y = history.require_column(y_column);
    for (const auto& row : history.rows) {
        const double value = parse_number(row[y]).value_or(0);
        series.x.push_back(parse_number(row[x]).value_or(kNone));
        series.y.push_back(value == 0 ? kNone : value);
    }
    return series;
}

std::string loss_curves_svg(const CsvTable& history) {
    return curves(history, "Reconstruction loss", "nats a note or frame", "reconstruction");
}

std::string kl_curves_svg(const CsvTable& history) {
    return curves(history, "KL divergence of the latent from its prior", "nats a window", "kl");
}

std::string total_curves_svg(const CsvTable& history) {
    return curves(history, "Loss: reconstruction and weighted KL", "nats a note or frame", "total");
}

}  // namespace affetto
