#include "affetto/training/label_trust.hpp"

namespace affetto {

double label_trust(const LatentClip& clip, double half) {
    if (clip.label_source != "inferred") return 1;
    if (half == 0) return 0;
    if (!clip.valence_sd || !clip.arousal_sd) return 0.5;
    const double square =
        (*clip.valence_sd * *clip.valence_sd + *clip.arousal_sd * *clip.arousal_sd) / 2;
    return 1 / (1 + square / (half * half));
}

bool is_doubted(const LatentClip& clip, double half, Random& rng) {
    if (!clip.emotion || clip.label_source != "inferred") return false;
    return !rng.chance(label_trust(clip, half));
}

}  // namespace affetto
