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
    int bars = 0;                    ///< or this many bars, of music that has bars; 0: by `seconds`
    std::size_t max_notes = 20'000;  ///< notes after which the piece ends in any case

    at::Tensor latent_at(double t) const;
    double tempo_at(double t) const;
};

struct PlanConfig {
    double emotion_width = 0.25;  ///< how far from the emotion asked for a posterior may lie
    double latent_noise = 1.0;    ///< standard deviations of its posterior that the latent is moved
    double towards_typical = 0.3;  ///< share of the way from it to what is typical of the emotion:
                                   ///< a clip may lie at the edge of its label
    double curve_shift = 2.0;  ///< how far a curve moves latent and tempo, in differences of the
                               ///< typical; above 1, since the notes so far hold the music back
};

/// Draws metre, instruments, tempo and latent from a training clip near the first emotion; the key,
/// by how common its signature is, from all twelve (draw_major_tonic()). Whether the music is in
/// that major key or in its relative minor is up to the notes. At later points of a curve the same
/// piece goes on in another mood: its latent is moved by the difference of what is typical near the
/// two emotions (attribute vectors, Roberts et al. 2018, section 4.3), its tempo by their ratio.
PiecePlan draw_plan(const EmotionCurve& emotion, double seconds, const Prior& prior,
                    const PlanConfig& config, Random& rng);

}  // namespace affetto
