#include "affetto/audio/mono_sound.hpp"

#include <algorithm>

#include "affetto/audio/mixdown.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr std::size_t kBlockFrames = 4'096;

}  // namespace

SoundInfo read_mono_blocks(const Path& path, int sample_rate_hz, const MonoOptions& options,
                           const std::function<void(std::span<const float>)>& visit) {
    SoundReader reader(path,
                       {.limits = options.limits, .accept_incomplete = options.accept_incomplete});
    const int channels = reader.info().channels;
    const auto width = static_cast<std::size_t>(channels);
    const FrameWindow frames = frames_of(options.window, reader.info().sample_rate_hz);
    Resampler resampler(reader.info().sample_rate_hz, sample_rate_hz, 1, options.quality);
    std::vector<float> decoded(kBlockFrames * width);
    std::vector<float> mono(kBlockFrames);
    const bool found = reader.skip_to(frames.first);
    bool any = false;
    while (found && reader.position() < frames.last) {
        const auto wanted = static_cast<std::size_t>(
            std::min<std::uint64_t>(frames.last - reader.position(), kBlockFrames));
        const std::size_t have = reader.read(std::span(decoded).first(wanted * width));
        any = any || have > 0;
        const auto mixed = std::span(mono).first(have);
        mix_to_mono(std::span(decoded).first(have * width), channels, mixed);
        if (const auto ready = resampler.process(mixed); !ready.empty()) visit(ready);
        if (have < wanted) break;
    }
    if (!any)
        throw DataError(display(path) + ": ends before " +
                        format_number(options.window.start_seconds) +
                        " s, where the wanted part begins");
    if (const auto rest = resampler.flush(); !rest.empty()) visit(rest);
    return reader.info();
}

AudioBuffer read_mono(const Path& path, int sample_rate_hz, const MonoOptions& options) {
    AudioBuffer sound{sample_rate_hz, 1, {}};
    read_mono_blocks(path, sample_rate_hz, options, [&](std::span<const float> block) {
        if (sound.samples.size() + block.size() > options.limits.max_buffered_samples)
            throw DataError(display(path) + ": needs more than " +
                            std::to_string(options.limits.max_buffered_samples) +
                            " samples in memory, the limit; read it in parts");
        sound.samples.insert(sound.samples.end(), block.begin(), block.end());
    });
    return sound;
}

AudioBuffer read_mono(const Path& path, int sample_rate_hz, const SoundLimits& limits,
                      const SoundWindow& window) {
    return read_mono(path, sample_rate_hz, MonoOptions{.limits = limits, .window = window});
}

}  // namespace affetto
