#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "affetto/core/file.hpp"
#include "affetto/evaluation/metrics.hpp"
#include "affetto/midi/score.hpp"

namespace affetto {

/// The beginning of a score, at most so many seconds, as the bytes of an MP3 (pipeline/player_sound
/// in a build with sound).
using PlayerSound = std::function<Bytes(const Score& score, double max_seconds)>;

/// What evaluation does with files of one kind of music: scores or recordings. All throw DataError
/// where a file cannot be read.
struct PieceTools {
    const FeatureSet* feature_set = nullptr;
    std::vector<std::string> extensions;  ///< of a generated piece, ".mid"; the first found counts
    std::string file_word;                ///< what links call it: "MIDI"
    std::string media_type;               ///< of files so small that a page holds them; else empty
    std::string figure_note;              ///< how to read `figure`
    /// Features (and notes) of the first `max_seconds` of a file; DataError too where it has none.
    std::function<JudgedPiece(const Path& file, double max_seconds)> judge;
    /// Its beginning as an MP3. None: pages have no players.
    std::function<Bytes(const Path& file, double max_seconds)> player;
    /// An SVG of it.
    std::function<std::string(const std::string& title, const Path& file)> figure;
};

/// Scores are judged whole. `player_sound` may be none.
PieceTools score_tools(const PlayerSound& player_sound);

}  // namespace affetto
