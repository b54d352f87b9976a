#include "affetto/features/banded_matrix.hpp"

#include <algorithm>

namespace affetto {

BandedMatrix::BandedMatrix(std::span<const double> values, std::int64_t rows, std::int64_t columns)
    : columns_(columns) {
    for (std::int64_t r = 0; r < rows; ++r) {
        const auto row = values.subspan(static_cast<std::size_t>(r * columns),
                                        static_cast<std::size_t>(columns));
        const auto used = [](double w) { return w != 0; };
        const auto first = std::find_if(row.begin(), row.end(), used);
        const auto end = std::find_if(row.rbegin(), row.rend(), used).base();
        Band band;
        band.begin = weights_.size();
        if (first != row.end()) {
            band.first = first - row.begin();
            band.length = end - first;
            for (auto w = first; w != end; ++w) weights_.push_back(static_cast<float>(*w));
        }
        bands_.push_back(band);
    }
}

void BandedMatrix::multiply(const float* x, float* y) const {
    for (std::size_t r = 0; r < bands_.size(); ++r) {
        const float* weight = weights_.data() + bands_[r].begin;
        const float* column = x + bands_[r].first * kTile;
        float sum[kTile] = {};
        for (std::int64_t i = 0; i < bands_[r].length; ++i, column += kTile)
            for (std::int64_t j = 0; j < kTile; ++j) sum[j] += weight[i] * column[j];
        std::copy_n(sum, kTile, y + static_cast<std::int64_t>(r) * kTile);
    }
}

}  // namespace affetto
