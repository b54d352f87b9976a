#include "affetto/analysis/sound_harmony.hpp"

#include <algorithm>
#include <cmath>

namespace affetto {
namespace {

constexpr double kStretchSeconds = 0.5;

void add_amplitudes(PitchClassWeights& sum, std::span<const double> power) {
    for (std::size_t c = 0; c < sum.size(); ++c) sum[c] += std::sqrt(std::max(0.0, power[c]));
}

double length_of(const PitchClassWeights& w) {
    double square = 0;
    for (const double v : w) square += v * v;
    return std::sqrt(square);
}

/// The amplitudes of every half second in which something sounds.
std::vector<PitchClassWeights> stretches(const Matrix& chroma, double frames_per_second) {
    const auto frames =
        static_cast<std::size_t>(std::max(1L, std::lround(kStretchSeconds * frames_per_second)));
    std::vector<PitchClassWeights> all;
    for (std::size_t begin = 0; begin + frames <= chroma.rows; begin += frames) {
        PitchClassWeights sum{};
        for (std::size_t t = begin; t < begin + frames; ++t) add_amplitudes(sum, chroma.row(t));
        if (length_of(sum) > 0) all.push_back(sum);
    }
    return all;
}

/// Cosine with the best of the twelve triads whose third lies `third` semitones up.
double best_triad(const PitchClassWeights& w, std::size_t third) {
    double best = 0;
    for (std::size_t root = 0; root < 12; ++root)
        best = std::max(best, w[root] + w[(root + third) % 12] + w[(root + 7) % 12]);
    return best / (std::sqrt(3.0) * length_of(w));
}

template <class Measure>
double mean_over(const std::vector<PitchClassWeights>& all, Measure measure) {
    double sum = 0;
    for (const PitchClassWeights& w : all) sum += measure(w) / static_cast<double>(all.size());
    return sum;
}

}  // namespace

PitchClassWeights chroma_weights(const Matrix& chroma, const std::vector<std::size_t>& frames) {
    PitchClassWeights sum{};
    for (const std::size_t t : frames) add_amplitudes(sum, chroma.row(t));
    return sum;
}

double triad_balance(const Matrix& chroma, double frames_per_second) {
    return mean_over(stretches(chroma, frames_per_second), [](const PitchClassWeights& w) {
        return best_triad(w, 4) - best_triad(w, 3);
    });
}

double harmonic_change(const Matrix& chroma, double frames_per_second) {
    const std::vector<PitchClassWeights> all = stretches(chroma, frames_per_second);
    double sum = 0;
    for (std::size_t i = 1; i < all.size(); ++i) {
        double product = 0;
        for (std::size_t c = 0; c < 12; ++c) product += all[i][c] * all[i - 1][c];
        sum += 1 - product / (length_of(all[i]) * length_of(all[i - 1]));
    }
    return all.size() < 2 ? 0 : sum / static_cast<double>(all.size() - 1);
}

double semitone_share(const Matrix& chroma, double frames_per_second) {
    return mean_over(stretches(chroma, frames_per_second), [](const PitchClassWeights& w) {
        double product = 0, square = 0;
        for (std::size_t c = 0; c < 12; ++c) {
            product += w[c] * w[(c + 1) % 12];
            square += w[c] * w[c];
        }
        return product / square;
    });
}

}  // namespace affetto
