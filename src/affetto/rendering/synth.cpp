#include "affetto/rendering/synth.hpp"

#include <fluidsynth.h>

#include <algorithm>
#include <map>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

constexpr int kSustain = 64;
constexpr int kSostenuto = 66;
constexpr int kPitchBendCentre = 8'192;
constexpr int kChannelGroup = 16;  // FluidSynth has a multiple of this many channels

struct FreeSettings {
    void operator()(fluid_settings_t* s) const { delete_fluid_settings(s); }
};
struct FreeSynth {
    void operator()(fluid_synth_t* s) const { delete_fluid_synth(s); }
};

/// FluidSynth reports to stderr unless told otherwise; its return values say what we need.
void silence_fluidsynth() {
    for (const int level : {FLUID_PANIC, FLUID_ERR, FLUID_WARN, FLUID_INFO, FLUID_DBG})
        fluid_set_log_function(level, nullptr, nullptr);
}

class Settings {
public:
    Settings() : settings_(new_fluid_settings()) {
        if (!settings_) throw Error("FluidSynth could not be started: no memory for its settings");
    }
    void set(const char* name, int value) {
        check(name, fluid_settings_setint(settings_.get(), name, value));
    }
    void set(const char* name, double value) {
        check(name, fluid_settings_setnum(settings_.get(), name, value));
    }
    void set(const char* name, const char* value) {
        check(name, fluid_settings_setstr(settings_.get(), name, value));
    }
    fluid_settings_t* get() const { return settings_.get(); }

private:
    static void check(const char* name, int result) {
        if (result != FLUID_OK)
            throw Error(std::string("this FluidSynth does not take the setting ") + name +
                        "; version 2.2 or later is needed");
    }
    std::unique_ptr<fluid_settings_t, FreeSettings> settings_;
};

void apply(Settings& settings, const RenderConfig& c, std::size_t channels) {
    const auto groups = (channels + kChannelGroup - 1) / kChannelGroup;
    settings.set("synth.midi-channels",
                 kChannelGroup * static_cast<int>(std::max<std::size_t>(1, groups)));
    settings.set("synth.sample-rate", static_cast<double>(c.sample_rate_hz));
    settings.set("synth.gain", c.gain);
    settings.set("synth.polyphony", c.polyphony);
    settings.set("synth.reverb.active", c.reverb ? 1 : 0);
    settings.set("synth.reverb.room-size", c.reverb_room_size);
    settings.set("synth.reverb.damp", c.reverb_damping);
    settings.set("synth.reverb.width", c.reverb_width);
    settings.set("synth.reverb.level", c.reverb_level);
    settings.set("synth.chorus.active", c.chorus ? 1 : 0);
    settings.set("synth.chorus.nr", c.chorus_voices);
    settings.set("synth.chorus.level", c.chorus_level);
    settings.set("synth.chorus.speed", c.chorus_speed_hz);
    settings.set("synth.chorus.depth", c.chorus_depth_ms);
    settings.set("synth.cpu-cores", 1);
    settings.set("synth.threadsafe-api", 0);
    settings.set("synth.lock-memory", 0);
    settings.set("synth.midi-bank-select", "gs");
    settings.set("synth.dynamic-sample-loading", 1);  // reads the instruments that play, no more
}

}  // namespace

struct Synth::Parts {
    Settings settings;
    std::unique_ptr<fluid_synth_t, FreeSynth> synth;
    int channels = 0;
    std::map<std::size_t, std::vector<int>> followers;  // of a channel of the score
};

Synth::Synth(const RenderConfig& config, const Path& soundfont,
             const std::vector<SynthChannel>& channels) {
    silence_fluidsynth();
    parts_ = std::make_unique<Parts>();
    apply(parts_->settings, config, channels.size());
    parts_->synth.reset(new_fluid_synth(parts_->settings.get()));
    fluid_synth_t* synth = parts_->synth.get();
    if (synth == nullptr) throw Error("FluidSynth could not be started with render's settings");
    if (fluid_synth_sfload(synth, soundfont.c_str(), 0) == FLUID_FAILED)
        throw Error(display(soundfont) +
                    ": FluidSynth cannot read it as a soundfont; choose another .sf2 file");
    fluid_synth_set_interp_method(synth, -1, config.interpolation);
    parts_->channels = static_cast<int>(channels.size());
    for (int c = 0; c < parts_->channels; ++c) {
        const SynthChannel& channel = channels[static_cast<std::size_t>(c)];
        fluid_synth_set_channel_type(synth, c,
                                     channel.drums ? CHANNEL_TYPE_DRUM : CHANNEL_TYPE_MELODIC);
        fluid_synth_program_change(synth, c, channel.program);
        if (channel.channel) parts_->followers[*channel.channel].push_back(c);
    }
}

Synth::~Synth() = default;

void Synth::play(const SynthEvent& event) {
    fluid_synth_t* synth = parts_->synth.get();
    const auto channel = static_cast<int>(event.channel);
    switch (event.kind) {
        case SynthEvent::Kind::note_off:
            fluid_synth_noteoff(synth, channel, event.number);
            break;
        case SynthEvent::Kind::control:
            for (const int c : parts_->followers[event.channel])
                fluid_synth_cc(synth, c, event.number, event.value);
            break;
        case SynthEvent::Kind::pitch_bend:
            for (const int c : parts_->followers[event.channel])
                fluid_synth_pitch_bend(synth, c, event.value + kPitchBendCentre);
            break;
        case SynthEvent::Kind::note_on:
            fluid_synth_noteon(synth, channel, event.number, event.value);
            break;
    }
}

void Synth::lift_pedals() {
    for (int c = 0; c < parts_->channels; ++c)
        for (const int pedal : {kSustain, kSostenuto})
            fluid_synth_cc(parts_->synth.get(), c, pedal, 0);
}

void Synth::write(std::span<float> block) {
    fluid_synth_write_float(parts_->synth.get(), static_cast<int>(block.size() / 2), block.data(),
                            0, 2, block.data(), 1, 2);
}

}  // namespace affetto
