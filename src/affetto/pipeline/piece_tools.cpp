#include "affetto/pipeline/piece_tools.hpp"

#include <algorithm>

#include "affetto/analysis/score_features.hpp"
#include "affetto/midi/midi_file.hpp"
#include "affetto/pipeline/report_figures.hpp"

namespace affetto {

PieceTools score_tools(const PlayerSound& player_sound) {
    PieceTools tools;
    tools.feature_set = &score_feature_set();
    tools.extensions = {".mid"};
    tools.file_word = "MIDI";
    tools.media_type = "audio/midi";
    tools.figure_note = "Louder notes are darker.";
    tools.judge = [](const Path& file, double) {
        JudgedPiece piece;
        piece.notes = timed_notes(read_midi(file).score);
        piece.features = score_features(piece.notes);
        for (const TimedNote& note : piece.notes)
            piece.seconds = std::max(piece.seconds, note.end());
        return piece;
    };
    if (player_sound)
        tools.player = [player_sound](const Path& file, double max_seconds) {
            return player_sound(read_midi(file).score, max_seconds);
        };
    tools.figure = [](const std::string& title, const Path& file) {
        return score_figure(title, read_midi(file).score);
    };
    return tools;
}

}  // namespace affetto
