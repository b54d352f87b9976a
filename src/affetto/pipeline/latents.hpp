#pragma once

#include <optional>
#include <string>
#include <vector>

#include "affetto/core/file.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/pipeline/find_codec.hpp"
#include "affetto/pipeline/infer_labels.hpp"
#include "affetto/pipeline/preprocess.hpp"

namespace affetto {

/// Stage two: a clips folder becomes a latents folder of features that a model can train on: notes
/// or piano rolls of scores, spectral features or a codec's latents of sound.
struct LatentsOptions {
    Path clips;
    std::string representation = "notes";  ///< a name of features/representation.hpp
    Path out;
    int window = 256;                ///< notes (notes) or frames (all else) per training window
    std::string time_base = "auto";  ///< auto (as preprocess measured), seconds, beats
    bool pedal_lengthens = false;    ///< notes sound on while the pedal is down
    bool key_normalise = true;  ///< move the relative-major tonic to C; the key becomes a condition
    std::optional<Path> config;       ///< JSON with differences from the defaults of FrameFormat
    CodecChoice codec;                ///< of encodec
    std::optional<double> bandwidth;  ///< of encodec's codes in kbit/s; the highest where not set
    bool half = false;                ///< sound: keep features as float16, in half the space
    bool npy = false;                 ///< also one .npy a clip
    bool csv = false;                 ///< sound: also one .csv a clip, a row a frame
    bool infer_labels = false;        ///< clips without a label get what a listener hears in them
    std::optional<Path> listener_clips;  ///< labelled clips of the same kind that it learns from;
                                         ///< none: those of `clips` themselves
    bool overwrite = false;
    PlayerSound player_sound;  ///< of scores; none: a page without players
};

struct LatentsSummary {
    int clips = 0;
    std::int64_t steps = 0;  ///< notes or frames in all
    std::string unit;        ///< of a step: "notes" or "frames"
    std::string time_base;   ///< of scores; sound: "seconds"
    std::vector<SkippedFile> skipped;
    std::optional<InferredLabels> inferred;  ///< where labels were to be inferred
};

LatentsSummary make_latents(const LatentsOptions& options, Progress& progress);

}  // namespace affetto
