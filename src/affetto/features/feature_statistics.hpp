#pragma once

#include "affetto/core/json.hpp"
#include "affetto/tensor/torch.hpp"

namespace affetto {

/// Mean and standard deviation of each of D feature dimensions, over the frames of the training
/// split, and the number of those frames. What a model sees is (x - mean) / deviation.
struct FeatureStatistics {
    std::int64_t frames = 0;
    at::Tensor mean;       // float64 [D]
    at::Tensor deviation;  // float64 [D], above 0

    /// Features [..., D] -> float32 [..., D] with mean 0 and deviation 1, and back. Throws
    /// std::invalid_argument where the last dimension is not D.
    at::Tensor normalise(const at::Tensor& features) const;
    at::Tensor restore(const at::Tensor& normalised) const;
};

/// Takes features as they come, in float64 (Chan, Golub and LeVeque 1983: parts are merged by their
/// counts, means and sums of squared deviations), so that any split into parts gives the same.
class StatisticsAccumulator {
public:
    /// features [..., D], any number of frames. Throws std::invalid_argument for another D, and
    /// DataError for a value that is not finite.
    void add(const at::Tensor& features);
    void merge(const StatisticsAccumulator& other);

    /// A dimension that never moves has deviation 1. Throws DataError before any frame was added.
    FeatureStatistics result() const;

private:
    std::int64_t frames_ = 0;
    at::Tensor mean_, squares_;  // float64 [D]; sums of squared deviations from the mean
};

/// {"frames", "mean", "deviation"}, and back; from_json throws DataError, naming `name`, for
/// anything that to_json did not write.
Json to_json(const FeatureStatistics& statistics);
FeatureStatistics statistics_from_json(const Json& json, std::string_view name);

}  // namespace affetto
