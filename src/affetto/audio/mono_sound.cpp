#include "affetto/audio/mono_sound.hpp"

#include "affetto/audio/sound_blocks.hpp"

namespace affetto {

SoundInfo read_mono_blocks(const Path& path, int sample_rate_hz, const MonoOptions& options,
                           const std::function<void(std::span<const float>)>& visit) {
    SoundInfo said;
    read_sound_blocks(
        path, sample_rate_hz, 1, options, [&](const SoundInfo& info) { said = info; }, visit);
    return said;
}

AudioBuffer read_mono(const Path& path, int sample_rate_hz, const MonoOptions& options) {
    return read_sound(path, sample_rate_hz, 1, options);
}

AudioBuffer read_mono(const Path& path, int sample_rate_hz, const SoundLimits& limits,
                      const SoundWindow& window) {
    return read_mono(path, sample_rate_hz, MonoOptions{.limits = limits, .window = window});
}

}  // namespace affetto
