#pragma once

#include <cstddef>
#include <vector>

namespace affetto {

/// Sound in memory. Full scale is [-1, 1].
struct AudioBuffer {
    int sample_rate_hz = 44'100;
    int channels = 2;
    std::vector<float> samples;  ///< interleaved: frame by frame, left before right

    std::size_t frames() const { return samples.size() / static_cast<std::size_t>(channels); }
    double seconds() const { return static_cast<double>(frames()) / sample_rate_hz; }
};

}  // namespace affetto
