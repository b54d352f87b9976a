#include "affetto/generation/plan.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/midi/key_signature.hpp"

namespace affetto {
namespace {

/// The index of the last knot at or before t, and how far t is on the way to the next, 0..1.
struct Place {
    std::size_t before;
    double share;
};

Place place_of(const std::vector<PiecePlan::Knot>& knots, double t) {
    std::size_t i = 0;
    while (i + 1 < knots.size() && knots[i + 1].seconds <= t) ++i;
    if (i + 1 == knots.size()) return {i, 0};
    const double span = knots[i + 1].seconds - knots[i].seconds;
    return {i, std::clamp((t - knots[i].seconds) / span, 0.0, 1.0)};
}

at::Tensor draw_latent(const Prior& prior, std::size_t index, double noise, Random& rng) {
    const auto row = static_cast<std::int64_t>(index);
    at::Tensor latent = prior.posterior.mean[row].clone();
    const at::Tensor std = at::exp(0.5 * prior.posterior.log_var[row]);
    for (std::int64_t i = 0; i < latent.size(0); ++i) latent[i] += std[i] * (noise * rng.normal());
    return latent;
}

}  // namespace

at::Tensor PiecePlan::latent_at(double t) const {
    const Place p = place_of(knots, t);
    if (p.share == 0) return knots[p.before].latent;
    return at::lerp(knots[p.before].latent, knots[p.before + 1].latent, p.share);
}

double PiecePlan::tempo_at(double t) const {
    const Place p = place_of(knots, t);
    if (p.share == 0) return knots[p.before].tempo_bpm;
    return knots[p.before].tempo_bpm *
           std::pow(knots[p.before + 1].tempo_bpm / knots[p.before].tempo_bpm, p.share);
}

PiecePlan draw_plan(const EmotionCurve& emotion, double seconds, const Prior& prior,
                    const PlanConfig& config, Random& rng) {
    PiecePlan plan;
    plan.emotion = emotion;
    plan.seconds = seconds;
    const Emotion first = emotion.points.front().emotion;
    const std::size_t donor = draw_near(prior, first, config.emotion_width, rng);
    plan.condition = prior.conditions[donor];
    plan.instruments = prior.instruments[donor];
    // Music is about as happy in any key of one mode.
    plan.condition.key = draw_major_tonic(rng);
    const Typical here = typical_near(prior, first, config.emotion_width);
    const at::Tensor latent = at::lerp(draw_latent(prior, donor, config.latent_noise, rng),
                                       here.latent, config.towards_typical);
    for (const EmotionCurve::Point& point : emotion.points) {
        const Typical there = typical_near(prior, point.emotion, config.emotion_width);
        plan.knots.push_back({point.time.value,
                              latent + config.curve_shift * (there.latent - here.latent),
                              plan.condition.tempo_bpm *
                                  std::pow(there.tempo_bpm / here.tempo_bpm, config.curve_shift)});
    }
    plan.condition.tempo_bpm = std::round(plan.tempo_at(0));
    return plan;
}

}  // namespace affetto
