#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "affetto/core/audio_buffer.hpp"
#include "affetto/core/file.hpp"

// Sounds and sound files that the tests of this folder make for themselves.

namespace affetto::test {

/// A sine on each channel, the first of `hertz`, the next of 1.5 times that, ..., at half of full
/// scale divided by the channel's number.
AudioBuffer sines(double seconds, int sample_rate_hz = 44'100, int channels = 2,
                  double hertz = 440);

/// A file of one of libsndfile's formats (SF_FORMAT_...), also those that Affetto does not write.
Bytes encode_as(const AudioBuffer& sound, int sndfile_format);

/// The fields of a WAV header, each of which may lie.
struct WavHeader {
    int tag = 1;
    int channels = 2;
    std::uint32_t sample_rate_hz = 44'100;
    int bits = 16;
    int frame_bytes = 4;
    std::uint32_t format_bytes = 16;
    std::uint32_t data_bytes = 0;
};
/// The header and `data_bytes_held` zeros.
Bytes wav_file(const WavHeader& header, std::size_t data_bytes_held);

Bytes bytes_of(const std::string& text);
/// The first `count` bytes.
Bytes beginning(const Bytes& bytes, std::size_t count);

/// The largest difference of two sounds, sample by sample; infinite for different lengths.
double largest_difference(const std::vector<float>& a, const std::vector<float>& b);

}  // namespace affetto::test
