#pragma once

#include <string>

#include "affetto/core/csv.hpp"

namespace affetto {

/// Figures of history.csv, each a whole SVG: the reconstruction loss of training and validation,
/// and the KL divergence.
std::string loss_curves_svg(const CsvTable& history);
std::string kl_curves_svg(const CsvTable& history);

}  // namespace affetto
