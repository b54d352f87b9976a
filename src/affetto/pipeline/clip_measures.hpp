#pragma once

#include <string>
#include <vector>

#include "affetto/core/json.hpp"
#include "affetto/data/dataset.hpp"

namespace affetto {

/// What preprocess measures in one clip's music.
struct ClipMeasures {
    double duration = 0;  ///< seconds to the end of the last note
    int notes = 0;
    int parts = 0;
    std::vector<int> programs;  ///< General MIDI, sorted, without drums
    bool drums = false;
    double share_on_grid = 0;  ///< see analysis/grid.hpp
    bool on_grid = false;
    std::string content;  ///< SHA-256 of the notes: equal for the same music in different files
};

/// A clip ready to be written.
struct PreparedClip {
    ClipMeasures measures;
    Bytes file;  ///< a MIDI file: the source as it is, without a RIFF file around it, or its window
    std::vector<std::string> warnings;  ///< of reading the source, see MidiReadResult
};

/// Reads a clip's MIDI file strictly and cuts its window out. Throws DataError: not MIDI, no notes,
/// a window that begins after the music has ended.
PreparedClip prepare_clip(const ListedClip& clip);

Json to_json(const ClipMeasures& measures);
/// Throws DataError naming `where`.
ClipMeasures clip_measures_from_json(const Json& json, const std::string& where);

}  // namespace affetto
