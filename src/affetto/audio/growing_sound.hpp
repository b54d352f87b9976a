#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "affetto/audio/sound_reader.hpp"

namespace affetto::detail {

/// A sound in memory that grows block by block up to a limit. Room is made at once for what the
/// file states, but not for more than ten minutes: a header may lie.
class GrowingSound {
public:
    /// `expected_frames`: nullopt where the file does not say. `name` begins messages.
    GrowingSound(std::string name, int sample_rate_hz, int channels,
                 std::optional<std::uint64_t> expected_frames, const SoundLimits& limits);
    /// Throws DataError beyond `limits.max_buffered_samples`.
    void add(std::span<const float> samples);
    AudioBuffer take() { return std::move(sound_); }

private:
    std::string name_;
    std::uint64_t max_samples_;
    AudioBuffer sound_;
};

/// How many frames of a window a file holds, as far as it says.
std::optional<std::uint64_t> frames_within(const SoundInfo& info, const SoundWindow& window);

}  // namespace affetto::detail
