#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "affetto/audio/byte_source.hpp"
#include "affetto/audio/sound_header.hpp"

// Inside audio only: what SoundReader needs of a library that decodes.

namespace affetto::detail {

class SoundDecoder {
public:
    virtual ~SoundDecoder() = default;

    int sample_rate_hz() const { return sample_rate_hz_; }
    int channels() const { return channels_; }
    /// What the file says of its length; nullopt where it does not say, or only guesses.
    std::optional<std::uint64_t> frames() const { return frames_; }

    /// Up to `count` interleaved frames of floats; fewer only at the end or before a fault.
    virtual std::size_t read(float* to, std::size_t count) = 0;
    /// Goes on reading at this frame; false where the library cannot.
    virtual bool seek(std::uint64_t frame) = 0;
    /// Why reading ended early, where the library says so.
    virtual std::optional<std::string> fault() const = 0;

protected:
    int sample_rate_hz_ = 0;
    int channels_ = 0;
    std::optional<std::uint64_t> frames_;
};

/// libsndfile, for all but MPEG audio. Throws DataError (`name` and the library's reason). `source`
/// outlives the decoder.
std::unique_ptr<SoundDecoder> open_with_sndfile(ByteSource& source, const SoundHeader& header,
                                                const std::string& name);

/// libmpg123, for MPEG audio. libsndfile would hand on to it, but lets it write on stderr and cuts
/// a stream of unknown length where it guesses the end.
std::unique_ptr<SoundDecoder> open_with_mpg123(ByteSource& source, const SoundHeader& header,
                                               const std::string& name);

/// Lossy formats state their length to a block or so; what is missing beyond this was cut off.
constexpr double kLossySlackSeconds = 0.1;

/// The right one of the two. Streams that are joined in the file (SoundHeader::further) become one,
/// of the highest rate and the most channels among them: others are resampled, and one channel
/// stands on every side. Throws DataError too for numbers of channels that differ otherwise.
std::unique_ptr<SoundDecoder> open_decoder(ByteSource& source, const SoundHeader& header,
                                           const std::string& name);

}  // namespace affetto::detail
