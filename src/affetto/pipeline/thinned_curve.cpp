#include "affetto/pipeline/thinned_curve.hpp"

namespace affetto {
namespace {

constexpr std::size_t kMost = 600;  // points that are kept; as many pixels as a chart is wide

}  // namespace

void ThinnedCurve::add(double x, double y) {
    if (sums_.empty() || sums_.back().count == each_) sums_.emplace_back();
    Sum& last = sums_.back();
    last.x += x;
    last.y += y;
    ++last.count;
    if (sums_.size() < kMost || last.count < each_) return;
    // Neighbours join, so that all sums again have one size.
    for (std::size_t i = 0; i < kMost / 2; ++i) {
        const Sum &a = sums_[2 * i], &b = sums_[2 * i + 1];
        sums_[i] = {a.x + b.x, a.y + b.y, a.count + b.count};
    }
    sums_.resize(kMost / 2);
    each_ *= 2;
}

LineSeries ThinnedCurve::series(const std::string& name) const {
    LineSeries line{name, {}, {}};
    for (const Sum& sum : sums_) {
        const auto n = static_cast<double>(sum.count);
        line.x.push_back(sum.x / n);
        line.y.push_back(sum.y / n);
    }
    return line;
}

}  // namespace affetto
