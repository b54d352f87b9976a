#include "affetto/data/chunk_clip.hpp"

#include <algorithm>
#include <cmath>

namespace affetto {
namespace {

constexpr double kNeeded = 0.5;      // of the window
constexpr double kTolerance = 1e-9;  // seconds

/// Weighted sums over the values that hold in a window.
struct Sums {
    double seconds = 0;
    double valence = 0, valence_squares = 0, valence_rater_variance = 0;
    double arousal = 0, arousal_squares = 0, arousal_rater_variance = 0;
};

Sums sum_over(const AnnotationCurve& curve, double start, double end) {
    Sums sums;
    for (std::size_t i = 0; i < curve.times.size(); ++i) {
        double until = curve.times[i] + curve.hold;
        if (i + 1 < curve.times.size()) until = std::min(until, curve.times[i + 1]);
        const double seconds = std::min(until, end) - std::max(curve.times[i], start);
        if (seconds <= 0) continue;
        const double v = curve.values[i].valence, a = curve.values[i].arousal;
        sums.seconds += seconds;
        sums.valence += seconds * v;
        sums.valence_squares += seconds * v * v;
        sums.arousal += seconds * a;
        sums.arousal_squares += seconds * a * a;
        if (!curve.valence_sd.empty())
            sums.valence_rater_variance += seconds * curve.valence_sd[i] * curve.valence_sd[i];
        if (!curve.arousal_sd.empty())
            sums.arousal_rater_variance += seconds * curve.arousal_sd[i] * curve.arousal_sd[i];
    }
    return sums;
}

double spread(double mean, double squares, double rater_variance) {
    return std::sqrt(std::max(0.0, squares - mean * mean) + rater_variance);
}

}  // namespace

WindowLabel label_of_window(const ListedClip& clip, double start, double length) {
    if (clip.curve) {
        const Sums sums = sum_over(*clip.curve, start, start + length);
        if (sums.seconds > 0 && sums.seconds >= kNeeded * length - kTolerance) {
            const double t = sums.seconds, v = sums.valence / t, a = sums.arousal / t;
            return {Emotion{static_cast<float>(v), static_cast<float>(a)},
                    spread(v, sums.valence_squares / t, sums.valence_rater_variance / t),
                    spread(a, sums.arousal_squares / t, sums.arousal_rater_variance / t),
                    LabelSource::dynamic};
        }
    }
    return {clip.emotion, clip.valence_sd, clip.arousal_sd, clip.label_source};
}

Clip clip_of_chunk(const ListedClip& listed, const Chunk& chunk) {
    const WindowLabel label = label_of_window(listed, listed.start + chunk.start, chunk.length);
    Clip clip;
    clip.id = chunk_id(listed.id, chunk);
    clip.start = listed.start + chunk.start;
    clip.duration = chunk.length + chunk.padding;
    clip.emotion = label.emotion;
    clip.labels = listed.labels;
    clip.valence_sd = label.valence_sd;
    clip.arousal_sd = label.arousal_sd;
    clip.label_source = label.label_source;
    clip.group = listed.group;
    clip.target = listed.target;
    if (listed.split) clip.split = *listed.split;
    return clip;
}

}  // namespace affetto
