#pragma once

#include <cstddef>
#include <vector>

#include "affetto/plots/line_chart.hpp"

namespace affetto {

/// A curve of any number of points that keeps a few hundred: means of neighbours, each of as many
/// points as the others but the last.
class ThinnedCurve {
public:
    void add(double x, double y);
    LineSeries series(const std::string& name) const;
    bool empty() const { return sums_.empty(); }

private:
    struct Sum {
        double x = 0, y = 0;
        std::size_t count = 0;
    };
    std::vector<Sum> sums_;
    std::size_t each_ = 1;  ///< points in one sum
};

}  // namespace affetto
