#pragma once

#include <vector>

#include "affetto/pipeline/frame_survey.hpp"
#include "affetto/pipeline/statistics_sections.hpp"

namespace affetto {

// All clips of a latents folder together, for the eye. In builds with sound.

/// How the values of each dimension are spread, in deviations from its mean over the training
/// split: a column a dimension, the darker the more frames.
Figure values_figure(const FrameSurvey& survey, const LatentSet& set);

/// Every clip a point, coloured by the quadrant of its label: mean and deviation of each value over
/// its frames, all in deviations over clips, seen along the first two principal components and by
/// t-SNE. None for fewer than three clips.
std::vector<Figure> clip_figures(const FrameSurvey& survey);

/// How the codes of each codebook are used; none for sets without codes.
struct CodeUse {
    double perplexity = 0;  ///< 2^entropy: as many codes, used alike, would say as much
    std::int64_t used = 0;  ///< codes that stand anywhere
};
std::vector<CodeUse> code_use(const FrameSurvey& survey);
/// The perplexities side by side, and the share of the frames that each code stands in, a row a
/// codebook, the most frequent first.
std::vector<Figure> code_figures(const FrameSurvey& survey, int codebook_size);

}  // namespace affetto
