#include "affetto/pipeline/training_curves.hpp"

#include <limits>

#include "affetto/core/text.hpp"
#include "affetto/plots/line_chart.hpp"

namespace affetto {
namespace {

/// One column against steps. Validation that was not run is 0 in the table and absent here.
LineSeries series_of(const CsvTable& history, const std::string& name, std::string_view column) {
    LineSeries series;
    series.name = name;
    const std::size_t at = history.require_column(column), step = history.require_column("step");
    for (const auto& row : history.rows) {
        const double value = parse_number(row[at]).value_or(0);
        series.x.push_back(parse_number(row[step]).value_or(0));
        series.y.push_back(value == 0 ? std::numeric_limits<double>::quiet_NaN() : value);
    }
    return series;
}

std::string curves(const CsvTable& history, const std::string& title, const std::string& unit,
                   const std::string& column) {
    return line_chart_svg(title, {"steps", unit, false},
                          {series_of(history, "training", "train_" + column),
                           series_of(history, "validation", "validation_" + column)});
}

}  // namespace

std::string loss_curves_svg(const CsvTable& history) {
    return curves(history, "Reconstruction loss", "nats a note or frame", "reconstruction");
}

std::string kl_curves_svg(const CsvTable& history) {
    return curves(history, "KL divergence of the latent from its prior", "nats a window", "kl");
}

}  // namespace affetto
