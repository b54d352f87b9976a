#pragma once

#include <string>
#include <string_view>

#include "affetto/core/csv.hpp"
#include "affetto/plots/line_chart.hpp"

namespace affetto {

/// Figures of history.csv, each a whole SVG: the reconstruction loss of training and validation,
/// the KL divergence, and the whole loss.
std::string loss_curves_svg(const CsvTable& history);
std::string kl_curves_svg(const CsvTable& history);
std::string total_curves_svg(const CsvTable& history);
/// The latent dimensions in use; empty where the table lacks them, as older ones do.
std::string active_units_svg(const CsvTable& history);
/// What the discriminator of a GAN hybrid says; empty where there is none.
std::string adversarial_curves_svg(const CsvTable& history);

/// A column of history.csv against another, "step" mostly. Validation that was not run is 0 in the
/// table and absent here; cells that are no numbers are too.
LineSeries history_series(const CsvTable& history, const std::string& name,
                          std::string_view x_column, std::string_view y_column);

}  // namespace affetto
