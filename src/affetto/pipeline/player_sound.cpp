#include "affetto/pipeline/player_sound.hpp"

#include <algorithm>

#include "affetto/audio/loudness_gain.hpp"
#include "affetto/audio/mono_sound.hpp"
#include "affetto/audio/sound_file.hpp"
#include "affetto/rendering/renderer.hpp"

namespace affetto {
namespace {

constexpr int kSampleRate = 32'000;
constexpr double kFadeSeconds = 1.5;

AudioBuffer one_channel(const AudioBuffer& sound, std::size_t most_frames) {
    AudioBuffer mono{sound.sample_rate_hz, 1, {}};
    const auto channels = static_cast<std::size_t>(sound.channels);
    mono.samples.resize(std::min(sound.frames(), most_frames));
    for (std::size_t i = 0; i < mono.samples.size(); ++i) {
        float sum = 0;
        for (std::size_t c = 0; c < channels; ++c) sum += sound.samples[i * channels + c];
        mono.samples[i] = sum / static_cast<float>(channels);
    }
    return mono;
}

void fade_out(AudioBuffer& mono) {
    const auto fade =
        std::min(mono.samples.size(), static_cast<std::size_t>(kFadeSeconds * mono.sample_rate_hz));
    for (std::size_t i = 0; i < fade; ++i)
        mono.samples[mono.samples.size() - 1 - i] *=
            static_cast<float>(i) / static_cast<float>(fade);
}

AudioBuffer rendered(const Score& score) {
    RenderConfig config;
    config.sample_rate_hz = kSampleRate;
    return Renderer(config).render(score).sound;
}

Bytes encode_beginning(const AudioBuffer& sound, double max_seconds) {
    const auto most = static_cast<std::size_t>(std::max(0.0, max_seconds) * kSampleRate);
    AudioBuffer mono = one_channel(sound, most);
    if (sound.frames() > most) fade_out(mono);
    return encode_sound(mono, "mp3");
}

}  // namespace

Bytes player_sound(const Score& score, double max_seconds) {
    AudioBuffer sound = rendered(score);
    bring_to_loudness(sound, kListeningLufs);
    return encode_beginning(sound, max_seconds);
}

Bytes player_sound_as_rendered(const Score& score, double max_seconds) {
    return encode_beginning(rendered(score), max_seconds);
}

Bytes player_of_recording(const Path& file, double max_seconds) {
    MonoOptions options;
    options.window.end_seconds = max_seconds;
    AudioBuffer mono = read_mono(file, kSampleRate, options);
    const auto most = static_cast<std::size_t>(max_seconds * kSampleRate);
    if (mono.samples.size() >= most) fade_out(mono);
    return encode_sound(mono, "mp3");
}

}  // namespace affetto
