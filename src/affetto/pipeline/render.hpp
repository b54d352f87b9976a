#pragma once

#include <optional>
#include <string>
#include <vector>

#include "affetto/audio/loudness_gain.hpp"
#include "affetto/core/file.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/data/dataset.hpp"
#include "affetto/rendering/render_config.hpp"

namespace affetto {

/// MIDI files become sound files: for each score `<name>.<format>` in every format asked for, a
/// sidecar `<name>.json` that says how they were made, and one `manifest.json`. Where two scores
/// have the same name the second becomes `<name>-2`.
struct RenderOptions {
    std::vector<Path> scores;
    Path out;
    std::vector<std::string> formats{"wav"};  ///< of sound_formats()
    std::string dither = "auto";  ///< of sound in 16 bits: see Dither (audio/sample_rounding.hpp)
    bool overwrite = false;
    RenderConfig render;
    /// Integrated loudness of each file, in LUFS; none: as loud as the score makes it, so that a
    /// set keeps its relative levels.
    std::optional<double> loudness_lufs = kListeningLufs;
};

struct RenderSummary {
    std::vector<std::string> files;  ///< sound files, relative to `out`
    int scores = 0;                  ///< rendered
    double sound_seconds = 0;
    std::vector<FileWarnings> warnings;
    std::vector<SkippedFile> skipped;  ///< with several scores: those that could not be rendered
};

/// The folder appears whole or not at all; when interrupted it holds what was finished. A single
/// score that cannot be rendered is its Error; one of several is skipped. Throws UsageError (no
/// score, an unknown format, an output folder in use), ConfigError, DataError where no score could
/// be rendered, Interrupted.
RenderSummary render(const RenderOptions& options, Progress& progress);

}  // namespace affetto
