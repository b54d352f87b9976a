#include "affetto/audio/sound_blocks.hpp"

#include "affetto/audio/growing_sound.hpp"
#include "affetto/audio/mixdown.hpp"
#include "affetto/core/error.hpp"

namespace affetto {
namespace {

/// Samples of one channel onto every one of `channels`.
void spread(std::span<const float> mono, int channels, std::vector<float>& interleaved) {
    interleaved.clear();
    for (const float sample : mono)
        interleaved.insert(interleaved.end(), static_cast<std::size_t>(channels), sample);
}

}  // namespace

void read_sound_blocks(const Path& path, int sample_rate_hz, int channels,
                       const MonoOptions& options,
                       const std::function<void(const SoundInfo&)>& opened,
                       const std::function<void(std::span<const float>)>& visit) {
    SoundReader reader(path, {options.limits, options.accept_incomplete});
    const SoundInfo& info = reader.info();
    if (channels > 1 && info.channels != 1 && info.channels != channels)
        throw DataError(display(path) + ": has " + std::to_string(info.channels) +
                        " channels; one or " + std::to_string(channels) + " are needed");
    opened(info);
    const int carried = channels == 1 ? 1 : info.channels;
    Resampler resampler(info.sample_rate_hz, sample_rate_hz, carried, options.quality);
    std::vector<float> mono, wide;
    const auto hand_on = [&](std::span<const float> ready) {
        if (ready.empty()) return;
        if (carried == channels) return visit(ready);
        spread(ready, channels, wide);
        visit(wide);
    };
    reader.read_window(options.window, [&](std::span<const float> block) {
        if (carried == info.channels) return hand_on(resampler.process(block));
        mono.resize(block.size() / static_cast<std::size_t>(info.channels));
        mix_to_mono(block, info.channels, mono);
        hand_on(resampler.process(mono));
    });
    hand_on(resampler.flush());
}

AudioBuffer read_sound(const Path& path, int sample_rate_hz, int channels,
                       const MonoOptions& options) {
    std::optional<detail::GrowingSound> sound;
    read_sound_blocks(
        path, sample_rate_hz, channels, options,
        [&](const SoundInfo& info) {
            auto frames = detail::frames_within(info, options.window);
            if (frames) frames = resampled_frames(*frames, info.sample_rate_hz, sample_rate_hz);
            sound.emplace(display(path), sample_rate_hz, channels, frames, options.limits);
        },
        [&](std::span<const float> block) { sound->add(block); });
    return sound->take();
}

}  // namespace affetto
