#include "affetto/audio/mixdown.hpp"

#include <algorithm>
#include <stdexcept>

namespace affetto {

void mix_to_mono(std::span<const float> interleaved, int channels, std::span<float> mono) {
    const auto width = static_cast<std::size_t>(std::max(channels, 0));
    if (width == 0 || interleaved.size() != mono.size() * width)
        throw std::invalid_argument("mix_to_mono: sizes do not fit");
    const float* from = interleaved.data();
    if (width == 1) {
        std::copy(interleaved.begin(), interleaved.end(), mono.begin());
    } else if (width == 2) {
        for (std::size_t i = 0; i < mono.size(); ++i, from += 2)
            mono[i] = 0.5f * from[0] + 0.5f * from[1];
    } else {
        const float weight = 1.0f / static_cast<float>(width);
        for (std::size_t i = 0; i < mono.size(); ++i, from += width) {
            float sum = 0;
            for (std::size_t c = 0; c < width; ++c) sum += weight * from[c];
            mono[i] = sum;
        }
    }
}

AudioBuffer mix_to_mono(const AudioBuffer& sound) {
    AudioBuffer mono{sound.sample_rate_hz, 1, std::vector<float>(sound.frames())};
    mix_to_mono(sound.samples, sound.channels, mono.samples);
    return mono;
}

AudioBuffer channel_of(const AudioBuffer& sound, int channel) {
    if (channel < 0 || channel >= sound.channels)
        throw std::invalid_argument("channel_of: no such channel");
    AudioBuffer mono{sound.sample_rate_hz, 1, std::vector<float>(sound.frames())};
    for (std::size_t i = 0; i < mono.samples.size(); ++i)
        mono.samples[i] = sound.samples[i * static_cast<std::size_t>(sound.channels) +
                                        static_cast<std::size_t>(channel)];
    return mono;
}

}  // namespace affetto
