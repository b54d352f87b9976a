#include "affetto/audio/growing_sound.hpp"

#include <algorithm>

#include "affetto/core/error.hpp"

namespace affetto::detail {

GrowingSound::GrowingSound(std::string name, int sample_rate_hz, int channels,
                           std::optional<std::uint64_t> expected_frames, const SoundLimits& limits)
    : name_(std::move(name)),
      max_samples_(limits.max_buffered_samples),
      sound_{sample_rate_hz, channels, {}} {
    constexpr std::uint64_t kMostSeconds = 600;
    const std::uint64_t frames = std::min(
        expected_frames.value_or(0), kMostSeconds * static_cast<std::uint64_t>(sample_rate_hz));
    sound_.samples.reserve(static_cast<std::size_t>(
        std::min(frames * static_cast<std::uint64_t>(channels), max_samples_)));
}

void GrowingSound::add(std::span<const float> samples) {
    if (sound_.samples.size() + samples.size() > max_samples_)
        throw DataError(name_ + ": needs more than " + std::to_string(max_samples_) +
                        " samples in memory, the limit; read it in parts");
    sound_.samples.insert(sound_.samples.end(), samples.begin(), samples.end());
}

std::optional<std::uint64_t> frames_within(const SoundInfo& info, const SoundWindow& window) {
    if (!info.frames) return std::nullopt;
    const FrameWindow frames = frames_of(window, info.sample_rate_hz);
    const std::uint64_t last = std::min(frames.last, *info.frames);
    return last - std::min(last, frames.first);
}

}  // namespace affetto::detail
