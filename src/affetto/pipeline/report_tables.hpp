#pragma once

#include <string>

#include "affetto/core/json.hpp"

namespace affetto {

// The tables of a listening report, as HTML.

/// The numbers to look at first: generated music beside real music and chance, and how each was
/// computed.
std::string headline_table(const Json& metrics);

/// Notes a second and polyphony in each quadrant, generated and real, and their ratio.
std::string quadrant_table(const Json& quadrants);

/// People's ratings of generated and real clips, from "listeners" of metrics.json.
std::string people_table(const Json& listeners);

/// Every metric with how it was computed, folded up.
std::string metric_tables(const Json& metrics);

}  // namespace affetto
