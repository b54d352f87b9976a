#pragma once

#include <vector>

#include "affetto/midi/score.hpp"

namespace affetto {

/// A message that holds for its whole channel, in all tracks, until the next of its kind.
struct MidiChange {
    Ticks at;
    int what = 0;   ///< a controller 0..119, kResetChange or kBendChange
    int value = 0;  ///< 0..127; a bend -8192..8191
};
inline constexpr int kResetChange = 121;  // the channel-mode message reset all controllers
inline constexpr int kBendChange = 128;

struct MidiProgram {
    Ticks at;
    int program = 0;  ///< 0..127
};

/// What came from all tracks for one channel, sorted by time, as a channel of a score. Reset all
/// controllers becomes the changes that it makes by RP-015: modulation, expression, pedals,
/// parameter numbers and the pitch wheel, each only where it was moved before.
Channel to_channel(const std::vector<MidiChange>& changes);

/// The program changes of one channel in all tracks. They hold for every track that plays on it.
class ChannelPrograms {
public:
    void add(int track, const std::vector<MidiProgram>& programs);
    /// The last call before at().
    void sort();
    /// The program in force for a note of a track: that of the latest change at or before `onset`,
    /// whether it stands before or behind the note at one tick. Of several at one tick: that of the
    /// note's own track, else of the nearest track before it, else of the last one behind. 0 where
    /// there is none.
    int at(Ticks onset, int track) const;

private:
    struct Change {
        Ticks at;
        int track = 0;
        int program = 0;
    };
    std::vector<Change> changes_;
};

}  // namespace affetto
