#include "affetto/features/feature_statistics.hpp"

#include <cmath>
#include <stdexcept>
#include <utility>
#include <vector>

#include "affetto/core/error.hpp"
#include "affetto/tensor/tensor_file.hpp"

namespace affetto {
namespace {

// A deviation below this share of the mean is rounding, not movement.
constexpr double kStill = 1e-7;

void check_dimensions(const at::Tensor& features, std::int64_t dimensions) {
    if (features.dim() < 1 || features.size(-1) != dimensions)
        throw std::invalid_argument("feature statistics: expected [..., " +
                                    std::to_string(dimensions) + "], got " +
                                    shape_text(features.sizes()));
}

std::vector<double> to_vector(const at::Tensor& x) {
    const at::Tensor values = x.to(at::kDouble).contiguous();
    return {values.data_ptr<double>(), values.data_ptr<double>() + values.numel()};
}

}  // namespace

at::Tensor FeatureStatistics::normalise(const at::Tensor& features) const {
    check_dimensions(features, mean.size(0));
    return (features - mean.to(features.device()))
        .div_(deviation.to(features.device()))
        .to(at::kFloat);
}

at::Tensor FeatureStatistics::restore(const at::Tensor& normalised) const {
    check_dimensions(normalised, mean.size(0));
    return (normalised * deviation.to(normalised.device()) + mean.to(normalised.device()))
        .to(at::kFloat);
}

void StatisticsAccumulator::add(const at::Tensor& features) {
    if (features.dim() < 1) check_dimensions(features, 1);
    const at::Tensor rows =
        features.detach().to(at::kCPU, at::kDouble).reshape({-1, features.size(-1)});
    if (rows.size(0) == 0) return;
    if (!at::isfinite(rows).all().item<bool>())
        throw DataError("features hold a value that is not finite; leave that clip out");
    StatisticsAccumulator part;
    part.frames_ = rows.size(0);
    part.mean_ = rows.mean(0);
    part.squares_ = (rows - part.mean_).square_().sum(0);
    merge(part);
}

void StatisticsAccumulator::merge(const StatisticsAccumulator& other) {
    if (other.frames_ == 0) return;
    if (frames_ == 0) {
        *this = other;
        return;
    }
    check_dimensions(other.mean_, mean_.size(0));
    const auto ours = static_cast<double>(frames_), theirs = static_cast<double>(other.frames_);
    const at::Tensor apart = other.mean_ - mean_;
    mean_ = mean_ + apart * (theirs / (ours + theirs));
    squares_ = squares_ + other.squares_ + apart.square() * (ours * theirs / (ours + theirs));
    frames_ += other.frames_;
}

FeatureStatistics StatisticsAccumulator::result() const {
    if (frames_ == 0)
        throw DataError("no features to take statistics of: the training split is empty");
    const at::Tensor deviation = (squares_ / static_cast<double>(frames_)).sqrt();
    const at::Tensor still = deviation <= mean_.abs() * kStill;
    return {frames_, mean_.clone(), at::where(still, at::ones_like(deviation), deviation)};
}

Json to_json(const FeatureStatistics& statistics) {
    return {{"frames", statistics.frames},
            {"mean", to_vector(statistics.mean)},
            {"deviation", to_vector(statistics.deviation)}};
}

FeatureStatistics statistics_from_json(const Json& json, std::string_view name) {
    const auto refuse = [&](const std::string& why) {
        throw DataError(std::string(name) + ": feature statistics " + why +
                        "; make the latents folder again");
    };
    const auto numbers = [&](const char* key) {
        if (!json.is_object() || !json.contains(key) || !json[key].is_array() || json[key].empty())
            refuse(std::string("need a list of numbers '") + key + "'");
        std::vector<double> values;
        for (const Json& value : json[key]) {
            if (!value.is_number()) refuse(std::string("hold no number in '") + key + "'");
            values.push_back(value.get<double>());
        }
        return values;
    };
    const std::vector<double> mean = numbers("mean"), deviation = numbers("deviation");
    if (mean.size() != deviation.size())
        refuse("have " + std::to_string(mean.size()) + " means and " +
               std::to_string(deviation.size()) + " deviations");
    for (const double d : deviation)
        if (!(d > 0)) refuse("have a deviation that is not above 0");
    if (!json.contains("frames") || !json["frames"].is_number_unsigned() ||
        !std::in_range<std::int64_t>(json["frames"].get<std::uint64_t>()))
        refuse("need a count 'frames'");
    return {json["frames"].get<std::int64_t>(), at::tensor(mean, at::kDouble),
            at::tensor(deviation, at::kDouble)};
}

}  // namespace affetto
