#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "affetto/core/audio_buffer.hpp"
#include "affetto/core/file.hpp"

namespace affetto {

/// Part of a sound, in seconds from its start: [start, end).
struct SoundWindow {
    double start_seconds = 0;
    double end_seconds = std::numeric_limits<double>::infinity();
};

/// The frames [first, last) of a window at a rate, rounded to the nearest. Throws
/// std::invalid_argument for a window that is negative, empty or NaN.
struct FrameWindow {
    std::uint64_t first = 0;
    std::uint64_t last = std::numeric_limits<std::uint64_t>::max();
};
FrameWindow frames_of(const SoundWindow& window, int sample_rate_hz);

/// What a sound file may be. Sounds come from anywhere: without limits a small file could fill the
/// memory or keep a processor busy for days.
struct SoundLimits {
    int max_channels = 16;
    int min_sample_rate_hz = 4'000;
    int max_sample_rate_hz = 768'000;
    double max_seconds = 12 * 3'600.0;  ///< counted while decoding, whatever the header says
    std::uint64_t max_buffered_samples = std::uint64_t{1} << 30;  ///< of one AudioBuffer (4 GiB)
};

/// The largest magnitude that a sample may have, 60 dB above full scale: sound that was mixed too
/// loud lies below, damaged files and whole numbers stored as floating point lie above.
constexpr float kMaxSample = 1'000;

/// What the file says of itself.
struct SoundInfo {
    int sample_rate_hz = 0;
    int channels = 0;
    /// nullopt where the file does not say: MP3 without a Xing or Info tag, FLAC and WAV that were
    /// written into a pipe.
    std::optional<std::uint64_t> frames;
    int streams = 1;  ///< more where MP3 or OGG files were joined, or an MP3's rate changes midway
    std::string format;  ///< "wav", "rf64", "w64", "aiff", "flac", "ogg" or "mp3"

    std::optional<double> seconds() const;
};

struct SoundReaderOptions {
    SoundLimits limits{};
    /// Take what there is of a file that is cut off or damaged, up to that place.
    bool accept_incomplete = false;
};

/// A sound file read block by block, in constant memory: WAV (also WAVE_FORMAT_EXTENSIBLE, RF64 and
/// W64), AIFF, FLAC, OGG (Vorbis, Opus) and MP3, recognised by content. The delay of an MP3's
/// encoder is cut away where the file names it. MP3 and OGG files that were joined are read to the
/// end of the last, and an MP3 whose rate or channels change midway too: with the highest rate and
/// the most channels among them. Samples of lossy formats may lie beyond full scale.
///
/// Everything throws DataError naming the file and the place in seconds: not a sound file, empty, a
/// header that contradicts itself, ADPCM (refused before a decoder sees it), outside the limits,
/// cut off (with the seconds that were expected and found), damaged, samples that are NaN, infinite or
/// larger than kMaxSample (with frame and channel).
class SoundReader {
public:
    explicit SoundReader(const Path& path, const SoundReaderOptions& options = {});
    /// A file in memory, which outlives the reader; `name` stands for the path in messages.
    SoundReader(std::span<const std::byte> bytes, const std::string& name,
                const SoundReaderOptions& options = {});
    ~SoundReader();
    SoundReader(SoundReader&&) noexcept;
    SoundReader& operator=(SoundReader&&) noexcept;

    const SoundInfo& info() const;
    /// The frame that is read next, counted from the start of the sound.
    std::uint64_t position() const;

    /// Fills `samples`, whose size is a multiple of info().channels, with the next frames,
    /// interleaved, and returns how many frames there were: fewer than asked for only at the end,
    /// then 0.
    std::size_t read(std::span<float> samples);

    /// Goes on reading at `frame`, at or after position(). Exact in every format: what cannot be
    /// jumped over is decoded. False where the sound ends before.
    bool skip_to(std::uint64_t frame);

    /// Hands the frames of the window, which begins at or after position(), to `visit` block by
    /// block, interleaved, each valid during the call; fewer where the sound ends within it. Throws
    /// DataError where the window begins at or after the end.
    void read_window(const SoundWindow& window,
                     const std::function<void(std::span<const float>)>& visit);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The sound, or the part of it within `window`, in memory; shorter than the window where the sound
/// ends within it. Throws as SoundReader does, and DataError where the window begins at or after
/// the end, or the samples exceed `limits.max_buffered_samples`.
AudioBuffer read_sound(const Path& path, const SoundLimits& limits = {},
                       const SoundWindow& window = {});

}  // namespace affetto
