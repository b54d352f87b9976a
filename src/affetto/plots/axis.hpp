#pragma once

#include <string>
#include <vector>

namespace affetto::svg {

/// Numbers from `low` to `high` on a stretch of pixels from `start` to `end` (which may lie before
/// it: y axes point upwards).
struct Axis {
    double low = 0, high = 1;  ///< low < high; both above 0 on a logarithmic axis
    double start = 0, end = 1;
    bool logarithmic = false;

    double at(double value) const;
    /// Round numbers within the axis, about five, with at least `smallest` between them; on a
    /// logarithmic axis powers of ten (and, where they are few, 2 and 5 times those).
    std::vector<double> ticks(double smallest = 0) const;
};

/// A place on an axis whose units are not its own numbers: hertz beside mel bands, names of pitch
/// classes.
struct NamedTick {
    double at = 0;
    std::string text;
};

/// The axis that holds all finite values (above 0, if logarithmic), never empty.
Axis axis_for(const std::vector<double>& values, double start, double end,
              bool logarithmic = false);

/// "0.3", not "0.30000000000000004"; "100000", not "1e+05".
std::string tick_text(double tick);

/// Grid lines across the chart and the numbers to the left of them, or below them.
std::string horizontal_grid(const Axis& y, double smallest = 0);
std::string numbers_below(const Axis& x);

}  // namespace affetto::svg
