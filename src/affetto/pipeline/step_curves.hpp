#pragma once

#include <cstdint>
#include <vector>

#include "affetto/core/file.hpp"
#include "affetto/pipeline/statistics_sections.hpp"
#include "affetto/pipeline/thinned_curve.hpp"

namespace affetto {

/// Curves of what log.jsonl holds of every step.
class StepCurves {
public:
    StepCurves() = default;
    /// Begins with what a log of an earlier part of the run holds; lines that are none are passed
    /// over.
    explicit StepCurves(const Path& log);

    void add(std::int64_t step, double loss, double beta, double learning_rate,
             double gradient_norm);
    /// The loss, the learning rate, beta and the gradient norm (on a logarithmic axis); none before
    /// the first step.
    std::vector<Figure> figures() const;

private:
    ThinnedCurve loss_, beta_, learning_rate_, gradient_norm_;
};

}  // namespace affetto
