#pragma once

#include <span>
#include <vector>

#include "affetto/core/random.hpp"
#include "affetto/features/representation.hpp"

namespace affetto {

struct SamplingConfig {
    double temperature = 0.95;  ///< divides logits, multiplies spreads; below 1 is more cautious.
                                ///< 0: always the likeliest
    double top_p = 0.95;  ///< draw from the smallest set of values with this probability (Holtzman
                          ///< et al. 2020)
    double guidance = 2.0;  ///< 1: none; larger follows the emotion harder (Ho and Salimans 2022)
};

/// The usual settings for a codec's latents. They are drawn wider than learned and from every
/// component: each becomes part of what the next is drawn from, and a little too narrow every time
/// ends in drones or hiss. Mel frames, which forgive less, keep those above. Measured on EMOPIA,
/// docs/models.md.
inline constexpr SamplingConfig kCodecSampling{.temperature = 1.15, .top_p = 1};

constexpr SamplingConfig usual_sampling(Representation r) {
    return r == Representation::encodec ? kCodecSampling : SamplingConfig{};
}

/// How the fields of a note share one setting. Mode and harmony are harder to hear than tempo and
/// loudness, so pitch follows the emotion harder: its (guidance - 1) is doubled. Top-p cuts where a
/// wrong value is heard as wrong, in part and pitch; cut off gaps and durations would make all
/// music too dense and too even. Measured on EMOPIA, docs/models.md.
SamplingConfig sampling_of_pitch(const SamplingConfig& config);
SamplingConfig sampling_of_part(const SamplingConfig& config);
SamplingConfig sampling_of_time(const SamplingConfig& config);  ///< gap, duration, velocity

/// Classifier-free guidance: unconditional + guidance * (conditional - unconditional), element by
/// element, on log-probabilities up to a constant.
void guide(std::span<float> conditional, std::span<const float> unconditional, double guidance);

/// One draw from softmax(logits / temperature), cut to the top-p set. Values whose logit is
/// -infinity are never drawn.
int draw(std::span<const float> logits, const SamplingConfig& config, Random& rng);

}  // namespace affetto
