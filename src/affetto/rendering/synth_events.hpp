#pragma once

#include <optional>
#include <vector>

#include "affetto/midi/score.hpp"

namespace affetto {

/// An instrument of a synthesiser: what one of its channels is set to.
struct SynthChannel {
    int program = 0;
    bool drums = false;
    std::optional<std::size_t> channel;  ///< of the score, whose controllers and bends it follows
};

/// Something that happens on a channel. At equal times note-offs come first, then controllers,
/// pitch bends and note-ons.
struct SynthEvent {
    enum class Kind { note_off, control, pitch_bend, note_on };

    double seconds = 0;
    Kind kind = Kind::note_on;
    /// Of notes: indexes SynthPlan::channels. Of the others: a channel of the score, for all those
    /// that follow it.
    std::size_t channel = 0;
    int number = 0;  ///< pitch or controller
    int value = 0;   ///< velocity, controller value or pitch bend
};

/// A score as a synthesiser plays it.
struct SynthPlan {
    std::vector<SynthChannel> channels;  ///< at most kMaxSynthChannels
    std::vector<SynthEvent> events;      ///< sorted
    double last_note_off = 0;            ///< seconds
};

inline constexpr std::size_t kMaxSynthChannels = 256;

/// Each part gets a channel of its own; where there are more parts than channels, parts with the
/// same instrument on one channel of the score share one, and where that does not suffice all parts
/// with the same instrument. Bank selections are left out: a score knows General MIDI programs
/// only.
SynthPlan plan_synth(const Score& score);

}  // namespace affetto
