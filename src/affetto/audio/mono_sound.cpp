#include "affetto/audio/mono_sound.hpp"

#include "affetto/audio/growing_sound.hpp"
#include "affetto/audio/mixdown.hpp"

namespace affetto {
namespace {

using Visitor = std::function<void(std::span<const float>)>;

SoundReader open(const Path& path, const MonoOptions& options) {
    return SoundReader(path,
                       {.limits = options.limits, .accept_incomplete = options.accept_incomplete});
}

void mix_and_resample(SoundReader& reader, int sample_rate_hz, const MonoOptions& options,
                      const Visitor& visit) {
    const int channels = reader.info().channels;
    Resampler resampler(reader.info().sample_rate_hz, sample_rate_hz, 1, options.quality);
    std::vector<float> mono;
    reader.read_window(options.window, [&](std::span<const float> block) {
        mono.resize(block.size() / static_cast<std::size_t>(channels));
        mix_to_mono(block, channels, mono);
        if (const auto ready = resampler.process(mono); !ready.empty()) visit(ready);
    });
    if (const auto rest = resampler.flush(); !rest.empty()) visit(rest);
}

}  // namespace

SoundInfo read_mono_blocks(const Path& path, int sample_rate_hz, const MonoOptions& options,
                           const Visitor& visit) {
    SoundReader reader = open(path, options);
    mix_and_resample(reader, sample_rate_hz, options, visit);
    return reader.info();
}

AudioBuffer read_mono(const Path& path, int sample_rate_hz, const MonoOptions& options) {
    SoundReader reader = open(path, options);
    auto frames = detail::frames_within(reader.info(), options.window);
    if (frames) frames = resampled_frames(*frames, reader.info().sample_rate_hz, sample_rate_hz);
    detail::GrowingSound sound(display(path), sample_rate_hz, 1, frames, options.limits);
    mix_and_resample(reader, sample_rate_hz, options,
                     [&](std::span<const float> block) { sound.add(block); });
    return sound.take();
}

AudioBuffer read_mono(const Path& path, int sample_rate_hz, const SoundLimits& limits,
                      const SoundWindow& window) {
    return read_mono(path, sample_rate_hz, MonoOptions{.limits = limits, .window = window});
}

}  // namespace affetto
