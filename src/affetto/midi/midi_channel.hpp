#pragma once

#include <cstdint>
#include <vector>

#include "affetto/midi/score.hpp"

namespace affetto {

/// The messages of one channel of one track, collected into notes. How overlaps, repeated note-offs
/// and notes of no length are taken is said at parse_midi().
class MidiChannel {
public:
    struct ProgramChange {
        Ticks at;
        int program = 0;
    };

    void note_on(Ticks now, int pitch, int velocity);
    void note_off(Ticks now, int pitch);
    void control(Ticks now, int controller, int value);
    void pitch_bend(Ticks now, int value) { pitch_bends_.push_back({now, value}); }
    void program(Ticks now, int program) { programs_.push_back({now, program}); }
    /// Closes what still sounds, sorts, and frees what reading needs. The last call but for the
    /// getters. Returns the number of notes that were never closed.
    std::size_t finish(Ticks end);

    std::vector<Note>& notes() { return notes_; }
    std::vector<ControlChange>& controls() { return controls_; }
    std::vector<PitchBend>& pitch_bends() { return pitch_bends_; }
    const std::vector<ProgramChange>& programs() const { return programs_; }
    std::size_t lengthened_notes() const { return lengthened_; }  ///< from no length to one tick

private:
    static constexpr Ticks kSounding{-1};  // as a duration
    static constexpr Ticks kRemoved{0};    // as a duration

    struct Key {
        std::int64_t latest = -1;  // its last note, an index into notes_
        Ticks off_owed{-1};  // when a note was struck over a sounding one, whose off may follow
    };

    void close(Ticks now, Note& note);
    std::size_t close_sounding(Ticks now);  // how many

    std::vector<Note> notes_;
    std::vector<ControlChange> controls_;
    std::vector<PitchBend> pitch_bends_;
    std::vector<ProgramChange> programs_;
    std::vector<Key> keys_ = std::vector<Key>(128);
    std::size_t lengthened_ = 0;
};

}  // namespace affetto
