#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "affetto/training/spectral_loss.hpp"

namespace affetto {

/// How far a sound that went through a codec is from the real one, over sounds of any length in
/// constant memory. Both come piece by piece, interleaved, either as far ahead as it likes: what
/// the other has not reached is kept.
class SoundComparison {
public:
    SoundComparison(int sample_rate_hz, int channels);

    void add_real(std::span<const float> interleaved);
    void add_made(std::span<const float> interleaved);

    struct Result {
        double si_sdr = 0;  ///< dB, si_sdr() of training/codec_losses.hpp, of the whole
        double mel = 0;     ///< SpectralLoss of blocks of ten seconds, mean weighted by length
    };
    Result finish();

private:
    void compare(std::size_t samples);
    void compare_whole_blocks();

    int channels_;
    std::size_t block_;  ///< samples of all channels
    SpectralLoss spectral_;
    std::vector<float> real_, made_;
    double n_ = 0, made_sum_ = 0, real_sum_ = 0;  ///< of all samples so far
    double made_squares_ = 0, real_squares_ = 0, cross_ = 0;
    double mel_sum_ = 0;
};

}  // namespace affetto
