#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "affetto/core/time.hpp"

namespace affetto {

/// One note in score time. `pitch` 0..127 (60 is middle C), `velocity` 1..127, `duration` > 0.
struct Note {
    Ticks onset;
    Ticks duration;
    int pitch = 60;
    int velocity = 64;

    friend bool operator==(const Note&, const Note&) = default;
};

/// A controller change: CC64 (sustain pedal), CC7 (volume), RPN by CC101, 100, 6 and 38, and so on.
struct ControlChange {
    Ticks at;
    int controller = 64;  ///< 0..119: channel-mode messages are no part of a score
    int value = 0;        ///< 0..127; a pedal is down from 64 on

    friend bool operator==(const ControlChange&, const ControlChange&) = default;
};

/// A change of the pitch wheel. Its range is two semitones each way, unless RPN 0 among the
/// channel's controls says otherwise.
struct PitchBend {
    Ticks at;
    int value = 0;  ///< -8192..8191; 0 is no bend

    friend bool operator==(const PitchBend&, const PitchBend&) = default;
};

/// What colours and bends the notes of all parts that play on one MIDI channel, in whichever track
/// of a file it stood. Sorted by time; at one time in the order in which it takes effect, controls
/// before pitch bends.
struct Channel {
    std::vector<ControlChange> controls;
    std::vector<PitchBend> pitch_bends;

    friend bool operator==(const Channel&, const Channel&) = default;
};

/// One voice of a score: an instrument and its notes, sorted by onset, then pitch.
struct Part {
    std::string name;
    int program = 0;     ///< General MIDI program 0..127; of drums the kit
    bool drums = false;  ///< channel 10
    std::vector<Note> notes;
    /// Indexes Score::channels; parts with the same one share its pedal, volume, bends and so on.
    /// None: a channel where nothing happens but notes.
    std::optional<std::size_t> channel = std::nullopt;

    friend bool operator==(const Part&, const Part&) = default;
};

struct TempoChange {
    Ticks at;
    double bpm = 120.0;  ///< quarter notes a minute

    friend bool operator==(const TempoChange&, const TempoChange&) = default;
};
struct TimeSignature {
    Ticks at;
    int numerator = 4;
    int denominator = 4;  ///< a power of two

    friend bool operator==(const TimeSignature&, const TimeSignature&) = default;
};
struct KeySignature {
    Ticks at;
    int sharps = 0;  ///< -7 (seven flats) .. 7
    bool minor = false;

    friend bool operator==(const KeySignature&, const KeySignature&) = default;
};

/// A piece of music. Changes are sorted by time. An SMPTE file is read with 120 bpm and a matching
/// ticks_per_beat, so that its seconds are right.
struct Score {
    int ticks_per_beat = 480;
    std::string title;
    std::vector<Part> parts;
    std::vector<TempoChange> tempos;             ///< none: 120 bpm
    std::vector<TimeSignature> time_signatures;  ///< none: 4/4
    std::vector<KeySignature> key_signatures;
    std::vector<Channel> channels = {};

    std::size_t note_count() const;
    /// The end of the last note; 0 for an empty score.
    Ticks end() const;

    friend bool operator==(const Score&, const Score&) = default;
};

/// Ticks <-> seconds <-> beats along the tempo changes of a score.
class TempoMap {
public:
    explicit TempoMap(const Score& score);

    Seconds seconds(Ticks t) const;
    Ticks ticks(Seconds s) const;  ///< the nearest tick
    Beats beats(Ticks t) const;
    double bpm_at(Ticks t) const;

private:
    struct Segment {
        Ticks start;
        double start_seconds = 0;
        double seconds_per_tick = 0;
        double bpm = 120;
    };
    std::vector<Segment> segments_;
    double ticks_per_beat_ = 480;
};

/// A note in seconds with what analysis, features and rendering ask for. `part` indexes
/// Score::parts.
struct TimedNote {
    double onset = 0;     ///< seconds
    double duration = 0;  ///< seconds
    int pitch = 60;
    int velocity = 64;
    int part = 0;
    int program = 0;
    bool drums = false;

    double end() const { return onset + duration; }
};

/// Where the pedal lengthens notes: a note that ends while CC64 of its channel is down sounds until
/// the pedal goes up or its part strikes the same pitch again.
enum class Pedal { ignored, lengthens };

/// All notes of all parts in seconds, sorted by onset, then pitch, then part.
std::vector<TimedNote> timed_notes(const Score& score, Pedal pedal = Pedal::ignored);

}  // namespace affetto
