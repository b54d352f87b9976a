#pragma once

#include <string>
#include <vector>

#include "affetto/core/json.hpp"
#include "affetto/midi/score.hpp"
#include "affetto/pipeline/heard_pieces.hpp"

namespace affetto {

// The figures of a listening report, each a whole SVG document.

/// Quadrants asked for (rows) against heard (columns), from an agreement of metrics.json.
std::string confusion_figure(const std::string& title, const std::string& asked_word,
                             const Json& agreement);

/// Distances between real (rows) and other music (columns), quadrant by quadrant; dark is near.
/// `darkest` and `lightest` let two figures share their shades.
std::string similarity_figure(const std::string& title, const Json& distances, double darkest,
                              double lightest);

enum class EmotionAxis { valence, arousal };
std::string asked_heard_figure(EmotionAxis axis, const std::vector<HeardPiece>& generated,
                               const std::vector<HeardPiece>& held_out);

/// Quadrant accuracy of generated and real music beside chance.
std::string accuracy_figure(const Json& emotion);

/// What people heard beside what the built-in listener heard on the same clips, with intervals:
/// from "listeners" of metrics.json.
std::string people_figure(const Json& listeners);

std::string score_figure(const std::string& title, const Score& score);
/// What legends call the parts of a score.
std::vector<std::string> part_names(const Score& score);

}  // namespace affetto
