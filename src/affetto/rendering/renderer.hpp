#pragma once

#include "affetto/core/audio_buffer.hpp"
#include "affetto/core/file.hpp"
#include "affetto/midi/score.hpp"
#include "affetto/rendering/render_config.hpp"

namespace affetto {

/// What rendering gives: the sound, and what was done to its level.
struct RenderedSound {
    AudioBuffer sound;        ///< stereo
    double scaled_db = 0;     ///< 0, or how far the whole was turned down to keep its peak, in dB
    bool tail_faded = false;  ///< the sound had not died away within max_tail_seconds
};

/// Score -> sound with a General MIDI soundfont, offline and on one core. The same score and
/// configuration give the same samples.
///
/// - Notes, pedal and other controllers of each channel are played at their times, to the nearest
///   block of 64 samples (1.5 ms at 44.1 kHz).
/// - Music that peaks above `max_peak_db` is turned down as a whole; quiet music stays quiet.
/// - The sound goes on after the last note until it lies `tail_db` below the peak. A pedal still
///   down is lifted after half of `max_tail_seconds`; what still sounds at the end of them is
///   faded.
class Renderer {
public:
    /// Throws ConfigError for the configuration, Error where no soundfont is found.
    explicit Renderer(const RenderConfig& config = {});

    /// Throws DataError for a score without notes or longer than `max_seconds`, Error where the
    /// soundfont cannot be read.
    RenderedSound render(const Score& score) const;

    const RenderConfig& config() const { return config_; }
    const Path& soundfont() const { return soundfont_; }

private:
    RenderConfig config_;
    Path soundfont_;
};

}  // namespace affetto
