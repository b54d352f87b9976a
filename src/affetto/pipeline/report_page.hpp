#pragma once

#include <string>
#include <vector>

#include "affetto/core/file.hpp"
#include "affetto/core/json.hpp"
#include "affetto/pipeline/heard_pieces.hpp"
#include "affetto/pipeline/piece_tools.hpp"

namespace affetto {

/// A piece that the report shows with its figure and, where there is sound, a player.
struct ShownPiece {
    HeardPiece heard;
    bool generated = true;
    Path file;  ///< its MIDI or sound
    Bytes mp3;  ///< empty: no player
};

struct Report {
    Json metrics;  ///< what metrics.json holds
    std::vector<HeardPiece> generated, held_out;
    std::vector<ShownPiece> shown;
    std::vector<Path> linked;  ///< files of generated pieces that are not shown
    bool has_sound = false;    ///< this build can make players
};

/// One self-contained HTML page: the headline numbers beside what real music and chance give, each
/// with how it was computed; figures; pieces to see and hear; then every metric. Throws DataError
/// where the file of a shown piece cannot be read.
std::string report_page(const Report& report, const PieceTools& tools);

}  // namespace affetto
