#include "affetto/pipeline/sound_samples.hpp"

#include "affetto/audio/mono_sound.hpp"
#include "affetto/audio/sound_file.hpp"
#include "affetto/core/text.hpp"
#include "affetto/plots/html.hpp"

namespace affetto {

std::string shown_clips_text() {
    return "<p class='how'>Up to " + std::to_string(kShownPerQuadrant) +
           " clips of each quadrant, spread evenly over the list and not chosen for what they are; "
           "at most the first " +
           format_number(kShownSeconds) + " seconds of each.</p>\n";
}

std::string label_text(const Clip& clip) {
    std::string text = clip.id + ", " + std::string(name_of(clip.split));
    if (clip.emotion)
        text += ": valence " + format_fixed(clip.emotion->valence, 2) + ", arousal " +
                format_fixed(clip.emotion->arousal, 2) + " (" +
                std::string(name_of(quadrant_of(*clip.emotion))) + ", " +
                std::string(name_of(clip.label_source)) + ")";
    if (!clip.labels.empty()) text += ", " + to_string(clip.labels);
    return text;
}

AudioBuffer shown_sound(const Path& file, int sample_rate_hz) {
    return read_mono(file, sample_rate_hz, MonoOptions{.window = {0, kShownSeconds}});
}

std::string player(const AudioBuffer& sound) {
    return "<audio controls preload='none' src='" +
           html::data_uri("audio/flac", encode_sound(sound, "flac")) + "'></audio>";
}

}  // namespace affetto
