#pragma once

#include "affetto/evaluation/ratings.hpp"
#include "affetto/pipeline/evaluate.hpp"
#include "affetto/pipeline/evaluation_set.hpp"
#include "affetto/pipeline/heard_pieces.hpp"

namespace affetto {

/// A listening page and what its clips are.
struct ListeningStudy {
    std::string page;  ///< HTML
    std::vector<ListeningClip> key;
};

/// Draws `options.listening` clips, generated and real held-out in equal parts (or as fits), and
/// renders the first 20 s of each, less where the page would exceed 25 MB. Pieces of the same MIDI
/// bytes enter once. `options.player_sound` is there. Throws DataError where no piece can be
/// rendered, Interrupted.
ListeningStudy make_listening_study(const EvaluateOptions& options, const EvaluationSet& set,
                                    const PieceTools& tools,
                                    const std::vector<HeardPiece>& generated,
                                    const std::vector<HeardPiece>& held_out, Progress& progress);

/// The keys that lie in the output folder (of the run before) and beside the ratings, each clip
/// once. Throws DataError for a broken key, or, with ratings, where there is none.
std::vector<ListeningClip> find_listening_keys(const EvaluateOptions& options);

/// The file that holds a key, in an evaluation folder.
inline constexpr const char* kListeningKeyFile = "listening_key.csv";
inline constexpr const char* kListeningPageFile = "listening.html";

}  // namespace affetto
