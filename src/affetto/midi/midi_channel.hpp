#pragma once

#include <cstdint>
#include <vector>

#include "affetto/midi/midi_changes.hpp"
#include "affetto/midi/score.hpp"

namespace affetto {

/// The messages of one channel of one track, collected into notes and changes. How overlaps,
/// repeated note-offs and notes of no length are taken is said at parse_midi().
class MidiChannel {
public:
    void note_on(Ticks now, int pitch, int velocity);
    void note_off(Ticks now, int pitch);
    void control(Ticks now, int controller, int value);
    void pitch_bend(Ticks now, int value) { changes_.push_back({now, kBendChange, value}); }
    void program(Ticks now, int program) { programs_.push_back({now, program}); }
    /// Closes what still sounds, sorts, and frees what reading needs. The last call but for the
    /// getters. Returns the number of notes that were never closed.
    std::size_t finish(Ticks end);

    std::vector<Note>& notes() { return notes_; }
    std::vector<MidiChange>& changes() { return changes_; }  ///< in the order of the file
    const std::vector<MidiProgram>& programs() const { return programs_; }
    const std::vector<Ticks>& silences() const { return silences_; }  ///< all notes or sound off
    std::size_t lengthened_notes() const { return lengthened_; }  ///< from no length to one tick
    std::size_t repeated_notes() const { return repeated_; }  ///< of one pitch and tick: left out
    std::size_t mode_messages() const { return mode_messages_; }  ///< left out

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
    std::vector<MidiChange> changes_;
    std::vector<MidiProgram> programs_;
    std::vector<Ticks> silences_;
    std::vector<Key> keys_;  // by pitch; none before the first note
    std::size_t lengthened_ = 0;
    std::size_t repeated_ = 0;
    std::size_t mode_messages_ = 0;
};

}  // namespace affetto
