#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "affetto/core/csv.hpp"
#include "affetto/core/emotion.hpp"
#include "affetto/core/random.hpp"

namespace affetto {

/// What stands behind one clip of a listening page. People who rate it see the code alone.
struct ListeningClip {
    std::string page;  ///< the page's id
    std::string code;  ///< "c01", "c02", ... in the order of the page
    bool generated = true;
    std::string source;  ///< generated: its MIDI below the generated folder; real: the clip's id
    std::string spec;    ///< generated: the emotion as it was asked for
    Emotion asked;       ///< generated: asked for; real: the label
    Emotion heard;       ///< by the built-in listener when the page was made
    Quadrant heard_quadrant = Quadrant::Q1;  ///< the most probable for that listener
};

/// The order in which pieces may enter a page: half generated and half real (or as fits), the
/// quadrants in turn, at random within them. Returns indices into `pieces`, all of them; the first
/// so many make the page. `page` and `code` are not looked at.
std::vector<std::size_t> listening_order(const std::vector<ListeningClip>& pieces, Random& rng);

/// Shuffles the chosen clips, numbers them and names their page after what it holds.
void number_clips(std::vector<ListeningClip>& clips, Random& rng);

/// listening_key.csv: what clips stand for, of one page or several.
std::string key_to_csv(const std::vector<ListeningClip>& clips);
/// Throws DataError naming file, line and column of a fault.
std::vector<ListeningClip> key_from_csv(const CsvTable& table);

}  // namespace affetto
