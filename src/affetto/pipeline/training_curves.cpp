#include "affetto/pipeline/training_curves.hpp"

#include <limits>
#include <optional>

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
    const bool optional = y_column.starts_with("validation_");
    for (const auto& row : history.rows) {
        const std::optional<double> value = parse_number(row[y]);
        series.x.push_back(parse_number(row[x]).value_or(kNone));
        series.y.push_back(value && !(optional && *value == 0) ? *value : kNone);
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

std::string active_units_svg(const CsvTable& history) {
    if (!history.column("active_units")) return {};
    return line_chart_svg("Latent dimensions in use", {"steps", "active units", false},
                          {history_series(history, "active", "step", "active_units")});
}

std::string adversarial_curves_svg(const CsvTable& history) {
    if (!history.column("discriminator")) return {};
    const auto column = [&](const char* name, const char* of) {
        return history_series(history, name, "step", of);
    };
    return line_chart_svg("The discriminator (its own loss is 2 where it cannot tell)",
                          {"steps", "hinge loss; relative difference of features", false},
                          {column("its own loss", "discriminator"),
                           column("what it charges the decoder", "adversarial"),
                           column("feature matching", "feature_matching")});
}

}  // namespace affetto
