#pragma once

#include <vector>

#include "affetto/core/emotion_spec.hpp"
#include "affetto/core/random.hpp"
#include "affetto/model/prior.hpp"

namespace affetto {

/// What is settled about a piece before its first note: key, metre, instruments, and at each point
/// of the emotion curve a latent and a tempo. Between points latent and tempo are interpolated, so
/// that a curve moves the music.
struct PiecePlan {
    struct Knot {
        double seconds = 0;
        at::Tensor latent;       // [Z]
        double tempo_bpm = 120;  ///< beats only
    };
    EmotionCurve emotion;
    PieceCondition condition;  ///< tempo of the opening; `length` in units is set by the generator
    std::vector<bool> instruments;   ///< flags over the part table
    std::vector<Knot> knots;         ///< at least one, sorted by time
    double seconds = 30;             ///< length asked for
    std::size_t max_notes = 20'000;  ///< notes after which the piece ends in any case

    at::Tensor latent_at(double t) const;
    double tempo_at(double t) const;
};

struct PlanConfig {
    double emotion_width = 0.25;  ///< how far from the emotion asked for a posterior may lie
    double latent_noise = 1.0;    ///< standard deviations of its posterior that the latent is moved
};

/// Draws a plan for each emotion: key, metre, instruments and tempo from training clips near it.
/// All knots of a curve share key, metre and instruments; the tempo of a later knot is its own
/// clip's.
PiecePlan draw_plan(const EmotionCurve& emotion, double seconds, const Prior& prior,
                    const PlanConfig& config, Random& rng);

}  // namespace affetto
