#include "affetto/features/value_bins.hpp"

#include <algorithm>
#include <cmath>

namespace affetto {
namespace {

/// Appends start, start + step, ... up to `end` inclusive.
void append_steps(std::vector<double>& values, double start, double step, double end) {
    for (int i = 0;; ++i) {
        const double v = start + i * step;
        if (v > end + 1e-9) return;
        values.push_back(v);
    }
}

void append_ratios(std::vector<double>& values, double start, double end, int count) {
    for (int i = 0; i < count; ++i)
        values.push_back(start * std::pow(end / start, static_cast<double>(i) / (count - 1)));
}

}  // namespace

double time_step(TimeBase base) { return base == TimeBase::seconds ? 0.01 : 1.0 / 12; }

int ValueBins::nearest(double value) const {
    const auto above = std::lower_bound(values.begin(), values.end(), value);
    if (above == values.begin()) return 0;
    if (above == values.end()) return size() - 1;
    const auto below = above - 1;
    return static_cast<int>((value - *below <= *above - value ? below : above) - values.begin());
}

ValueBins gap_bins(TimeBase base) {
    ValueBins bins;
    if (base == TimeBase::seconds) {
        append_steps(bins.values, 0, 0.01, 0.2);
        append_steps(bins.values, 0.22, 0.02, 0.6);
        append_steps(bins.values, 0.64, 0.04, 1.0);
        append_ratios(bins.values, 1.1, 8.0, 14);
    } else {
        append_steps(bins.values, 0, 1.0 / 12, 3);
        append_steps(bins.values, 3.25, 0.25, 6);
        append_steps(bins.values, 7, 1, 16);
    }
    return bins;
}

ValueBins duration_bins(TimeBase base) {
    ValueBins bins;
    if (base == TimeBase::seconds) {
        append_ratios(bins.values, 0.03, 10.0, 40);
    } else {
        append_steps(bins.values, 1.0 / 12, 1.0 / 12, 2);
        append_steps(bins.values, 2.25, 0.25, 4);
        append_steps(bins.values, 4.5, 0.5, 8);
        append_steps(bins.values, 10, 2, 16);
    }
    return bins;
}

ValueBins velocity_bins() {
    ValueBins bins;
    append_steps(bins.values, 2, 4, 126);
    return bins;
}

}  // namespace affetto
