#pragma once

#include <string>

namespace affetto {

/// How a score becomes sound. Everything that FluidSynth would otherwise decide by a default of its
/// version is set here.
struct RenderConfig {
    std::string soundfont;  // a path; empty: see find_soundfont()
    int sample_rate_hz = 44'100;
    double gain = 1.0;
    int interpolation = 4;
    int polyphony = 256;
    bool reverb = true;
    double reverb_room_size = 0.5;
    double reverb_damping = 0.3;
    double reverb_width = 0.8;
    double reverb_level = 0.7;
    bool chorus = true;
    int chorus_voices = 3;
    double chorus_level = 1.2;
    double chorus_speed_hz = 0.3;
    double chorus_depth_ms = 8.0;
    double max_peak_db = -1.0;
    double tail_db = -60.0;
    double max_tail_seconds = 8.0;
    double max_seconds = 3'600.0;
};

template <class Visitor>
void visit_fields(RenderConfig& c, Visitor&& v) {
    v.field("soundfont", c.soundfont, "General MIDI soundfont (.sf2, .sf3); empty: the system's");
    v.field("sample_rate_hz", c.sample_rate_hz, "Samples a second, 8000 to 96000");
    v.field("gain", c.gain, "Amplification before anything is measured, above 0 up to 10");
    v.field("interpolation", c.interpolation, "Order of sample interpolation: 0, 1, 4 or 7");
    v.field("polyphony", c.polyphony, "Voices that may sound at once, 16 to 4096");
    v.field("reverb", c.reverb, "Whether there is a room");
    v.field("reverb_room_size", c.reverb_room_size, "0 to 1");
    v.field("reverb_damping", c.reverb_damping, "0 to 1");
    v.field("reverb_width", c.reverb_width, "Stereo width, 0 to 100");
    v.field("reverb_level", c.reverb_level, "0 to 1");
    v.field("chorus", c.chorus, "Whether instruments that ask for chorus get it");
    v.field("chorus_voices", c.chorus_voices, "0 to 99");
    v.field("chorus_level", c.chorus_level, "0 to 10");
    v.field("chorus_speed_hz", c.chorus_speed_hz, "0.1 to 5");
    v.field("chorus_depth_ms", c.chorus_depth_ms, "Milliseconds, 0 to 256");
    v.field("max_peak_db", c.max_peak_db,
            "A louder peak is scaled down to this, in dB of full scale, -60 to 0");
    v.field("tail_db", c.tail_db,
            "Sound goes on after the last note until it is this much below the peak, in dB, -120 "
            "to -20");
    v.field("max_tail_seconds", c.max_tail_seconds, "But no longer than this, 0 to 60");
    v.field("max_seconds", c.max_seconds, "Longer music is refused, 1 to 36000");
}

/// Throws ConfigError naming the field, its limits and the value found.
void validate(const RenderConfig& config);

}  // namespace affetto
