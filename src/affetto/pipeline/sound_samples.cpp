#include "affetto/pipeline/sound_samples.hpp"

#include "affetto/audio/mono_sound.hpp"
#include "affetto/audio/sound_file.hpp"
#include "affetto/plots/html.hpp"

namespace affetto {

AudioBuffer shown_sound(const Path& file, int sample_rate_hz) {
    return read_mono(file, sample_rate_hz, MonoOptions{.window = {0, kShownSeconds}});
}

std::string player(const AudioBuffer& sound) {
    return "<audio controls preload='none' src='" +
           html::data_uri("audio/flac", encode_sound(sound, "flac")) + "'></audio>";
}

}  // namespace affetto
