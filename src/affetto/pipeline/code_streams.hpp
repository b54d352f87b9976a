#pragma once

#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "affetto/codec/codec_stream.hpp"
#include "affetto/pipeline/code_files.hpp"

namespace affetto {

/// Sound of any length to pieces of codes, in constant memory (but for the models of
/// codec/codec_stream.hpp that need the whole).
class SoundToCodes {
public:
    SoundToCodes(const Codec& codec, int codebooks);

    using Visit = std::function<void(const CodePiece&)>;
    /// Interleaved frames with the codec's rate and channels.
    void push(std::span<const float> interleaved, const Visit& visit);
    void finish(const Visit& visit);

    std::int64_t samples() const { return samples_; }  ///< of each channel, pushed so far
    double seconds() const { return seconds_; }        ///< that the network took

private:
    void encode(bool last, const Visit& visit);

    const Codec& codec_;
    int codebooks_;
    EncoderStream stream_;
    std::vector<float> waiting_;  ///< less than a second
    std::int64_t samples_ = 0;
    double seconds_ = 0;
    bool begun_ = false;
};

/// The way back.
class CodesToSound {
public:
    CodesToSound(const Codec& codec, int codebooks);

    /// Nothing beyond so many samples of each channel comes out; without this whole frames do. At
    /// the latest before the sound's last frame.
    void end_at(std::int64_t samples);

    using Visit = std::function<void(std::span<const float>)>;
    /// Interleaved frames, each block valid during the call.
    void push(const CodePiece& piece, const Visit& visit);
    void finish(const Visit& visit);

    double seconds() const { return seconds_; }  ///< that the network took

private:
    void hand_on(const at::Tensor& sound, const Visit& visit);

    const Codec& codec_;
    int codebooks_;
    DecoderStream stream_;
    std::vector<std::int32_t> waiting_;  ///< of a segment that is decoded as a whole
    std::int64_t end_ = std::numeric_limits<std::int64_t>::max();
    std::int64_t samples_ = 0;  ///< of each channel that came out
    double seconds_ = 0;
};

}  // namespace affetto
