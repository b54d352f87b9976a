#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace affetto {

/// The largest magnitude of any sample; 0 for none.
float peak_of(std::span<const float> samples);

/// The root of the mean of the squared samples; 0 for none.
double rms_of(std::span<const float> samples);

/// 20 log10(amplitude), at least -200: decibels relative to full scale where that is 1.
double to_decibels(double amplitude);
/// The inverse: 10^(decibels / 20).
double from_decibels(double decibels);

/// The level of a stream, block by block of a fixed length: the root of the mean square over all
/// samples of a block, in decibels. For finding silence.
class BlockLevels {
public:
    /// `block_samples`: frames of a block times channels. Throws std::invalid_argument for 0.
    explicit BlockLevels(std::size_t block_samples);

    void add(std::span<const float> samples);
    /// One level for each block so far; the last, shorter one is counted over what there is of it.
    std::vector<double> decibels() const;

private:
    std::size_t block_samples_;
    std::size_t filled_ = 0;  // samples of the block that is not complete
    double sum_ = 0;          // of their squares
    std::vector<double> complete_;
};

}  // namespace affetto
