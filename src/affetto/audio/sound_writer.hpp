#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "affetto/audio/sound_file.hpp"

namespace affetto {

/// A sound file written piece by piece, in constant memory: the bytes of encode_sound(). It appears
/// whole or not at all: without commit() nothing is left of it.
class SoundWriter {
public:
    /// Makes the parent folder. Throws as encode_sound() does, and Error naming the path where the
    /// file cannot be made.
    SoundWriter(const Path& path, int sample_rate_hz, int channels, std::string_view format,
                SampleFormat samples = SampleFormat::pcm16, Dither dither = Dither::automatic);
    ~SoundWriter();
    SoundWriter(SoundWriter&&) noexcept;
    SoundWriter& operator=(SoundWriter&&) noexcept;

    /// The next frames, interleaved; throws std::invalid_argument for a part of one, Error naming
    /// the path where it cannot be written or a WAV file would grow beyond 2 GB.
    void write(std::span<const float> interleaved);
    /// Completes the file and puts it in place. Nothing can be written afterwards.
    void commit();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace affetto
