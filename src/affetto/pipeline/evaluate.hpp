#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "affetto/core/file.hpp"
#include "affetto/core/json.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/pipeline/find_codec.hpp"
#include "affetto/pipeline/piece_tools.hpp"

namespace affetto {

/// The listening report: how well a model reconstructs, and how generated music compares with real
/// music of the reference clips. Clips that are recordings are compared with generated sound,
/// scores with generated scores.
struct EvaluateOptions {
    std::string model;  ///< a folder or a shipped name
    CodecChoice codec;  ///< of models of codec latents; empty: the one that the model remembers
    Path generated;     ///< what `generate` wrote (one folder, or a folder of such folders)
    Path reference;     ///< a clips folder
    Path out;
    int listening = 0;          ///< clips on the listening page; 0: no page
    std::vector<Path> ratings;  ///< CSV files saved by listening pages
    Json reconstruction;        ///< of measure_reconstruction(); null: not measured
    std::uint64_t seed = 1;
    int threads = 1;
    bool overwrite = false;
    PlayerSound player_sound;              ///< of scores; none: pages without players
    PlayerSound study_sound;               ///< of scores on the listening page; none: player_sound
    std::optional<PieceTools> recordings;  ///< none: this build cannot judge recordings
    /// Judges a recording after a trip through the model's representation and back; may be none.
    std::function<JudgedPiece(const Path& file, double max_seconds)> resynthesised;
};

/// A few lines for people from what evaluate() returns.
std::string evaluation_summary(const Json& metrics);

/// Whether the clips of a folder are recordings; false too where it cannot be read.
bool are_recordings(const Path& clips);

/// Whether any piece of a folder came to sound by way of a codec's code vectors, as its sidecar
/// says.
bool are_snapped_to_codes(const Path& generated);

/// Returns what metrics.json holds. Throws UsageError where the build cannot do what is asked.
Json evaluate(const EvaluateOptions& options, Progress& progress);

}  // namespace affetto
