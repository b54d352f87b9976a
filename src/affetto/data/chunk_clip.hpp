#pragma once

#include <optional>

#include "affetto/data/dataset.hpp"
#include "affetto/data/segmentation.hpp"

namespace affetto {

/// What is felt during a stretch of a recording.
struct WindowLabel {
    std::optional<Emotion> emotion;
    std::optional<double> valence_sd, arousal_sd;
    LabelSource label_source = LabelSource::none;
};

/// The label of [start, start + length), in seconds into the clip's file.
///
/// Where the clip's curve covers at least half of that time, it is the curve's mean over what it
/// covers, each value weighing by how long it holds there; the spread is the standard deviation of
/// what every rater said at every moment of it: variance over time plus, where it is known, the
/// mean of the variance over raters. label_source is `dynamic` then. Else the label of the whole
/// clip is taken with its own source.
WindowLabel label_of_window(const ListedClip& clip, double start, double length);

/// The row of clips.csv for a chunk of `listed`, whose times count from the clip's own start: its
/// id, its place in the original file, its label by label_of_window, the clip's group, target and
/// named emotions, and its split where it has one. The path is left empty.
Clip clip_of_chunk(const ListedClip& listed, const Chunk& chunk);

}  // namespace affetto
