#pragma once

#include <string>

#include "affetto/evaluation/metrics.hpp"

namespace affetto {

/// A self-contained HTML page: every metric with how it was computed, and piano rolls of some
/// generated pieces.
std::string report_page(const Json& metrics, const std::vector<JudgedPiece>& generated);

}  // namespace affetto
