#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "affetto/core/file.hpp"
#include "affetto/core/json.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/midi/score.hpp"

namespace affetto {

/// The beginning of a score, at most so many seconds, as the bytes of an MP3 (pipeline/player_sound
/// in a build with sound).
using PlayerSound = std::function<Bytes(const Score& score, double max_seconds)>;

/// The listening report: how well a model reconstructs, and how generated music compares with real
/// music of the reference clips.
struct EvaluateOptions {
    std::string model;  ///< a folder or a shipped name
    Path generated;     ///< what `generate` wrote (one folder, or a folder of such folders)
    Path reference;     ///< a clips folder
    Path out;
    int listening = 0;          ///< clips on the listening page; 0: no page
    std::vector<Path> ratings;  ///< CSV files saved by listening pages
    Json reconstruction;        ///< of measure_reconstruction(); null: not measured
    std::uint64_t seed = 1;
    int threads = 1;
    bool overwrite = false;
    PlayerSound player_sound;  ///< none: pages without players
};

/// A few lines for people from what evaluate() returns.
std::string evaluation_summary(const Json& metrics);

/// Returns what metrics.json holds.
Json evaluate(const EvaluateOptions& options, Progress& progress);

}  // namespace affetto
