#pragma once

#include <span>

#include "affetto/core/progress.hpp"
#include "affetto/data/clips.hpp"
#include "affetto/data/dataset.hpp"
#include "affetto/pipeline/piece_tools.hpp"

namespace affetto {

/// What a listener that filled in for annotators was, and did.
struct InferredLabels {
    int clips = 0;              ///< that got a label
    std::size_t fitted_on = 0;  ///< clips that the listener learned from; 0: none was needed
    double valence_sd = 0;      ///< how far off it is where the answer is known: the spread of its
    double arousal_sd = 0;      ///< left-out residuals
    std::vector<SkippedFile> unheard{};  ///< clips that it could not hear, and why
};

/// Gives every clip without an emotion the point that the built-in listener hears in it, with the
/// listener's spread as valence_sd and arousal_sd and LabelSource::inferred. Labels that are there
/// stay as they are. The listener is fitted on the clips of `teachers` (the same folder or another)
/// that lie in the training split and were labelled by people or by construction, each judged by
/// `tools`. Throws DataError where these are too few.
InferredLabels infer_labels(ClipSet& clips, const ClipSet& teachers, const PieceTools& tools,
                            Progress& progress);

/// "how" and the members by their names.
Json to_json(const InferredLabels& labels);

/// The number of clips of each label source, by its name.
Json label_sources(std::span<const Clip* const> clips);

}  // namespace affetto
