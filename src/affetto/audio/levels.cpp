#include "affetto/audio/levels.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace affetto {
namespace {

double sum_of_squares(std::span<const float> samples) {
    double sum = 0;
    for (const float s : samples) sum += double{s} * double{s};
    return sum;
}

double root_of_mean(double sum, std::size_t count) {
    return count == 0 ? 0 : std::sqrt(sum / static_cast<double>(count));
}

}  // namespace

float peak_of(std::span<const float> samples) {
    float peak = 0;
    for (const float s : samples) peak = std::max(peak, std::abs(s));
    return peak;
}

double rms_of(std::span<const float> samples) {
    return root_of_mean(sum_of_squares(samples), samples.size());
}

double to_decibels(double amplitude) {
    constexpr double kFloor = 1e-10;
    return 20 * std::log10(std::max(amplitude, kFloor));
}

double from_decibels(double decibels) { return std::pow(10.0, decibels / 20); }

BlockLevels::BlockLevels(std::size_t block_samples) : block_samples_(block_samples) {
    if (block_samples == 0) throw std::invalid_argument("BlockLevels: a block needs samples");
}

void BlockLevels::add(std::span<const float> samples) {
    while (!samples.empty()) {
        const std::size_t count = std::min(samples.size(), block_samples_ - filled_);
        sum_ += sum_of_squares(samples.first(count));
        filled_ += count;
        samples = samples.subspan(count);
        if (filled_ < block_samples_) break;
        complete_.push_back(to_decibels(root_of_mean(sum_, filled_)));
        filled_ = 0;
        sum_ = 0;
    }
}

std::vector<double> BlockLevels::decibels() const {
    std::vector<double> levels = complete_;
    if (filled_ > 0) levels.push_back(to_decibels(root_of_mean(sum_, filled_)));
    return levels;
}

}  // namespace affetto
