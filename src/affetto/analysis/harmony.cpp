#include "affetto/analysis/harmony.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "affetto/analysis/key.hpp"
#include "affetto/analysis/onsets.hpp"

namespace affetto {
namespace {

// Huron's index by interval class (semitone, tone, thirds, fourth, tritone).
constexpr std::array<double, 7> kConsonance = {0, -1.428, -0.582, 0.594, 0.386, 1.240, -0.453};

double dissonance_of_class(int interval_class) {
    const double most = kConsonance[5], least = kConsonance[1];
    return (most - kConsonance[static_cast<std::size_t>(interval_class)]) / (most - least);
}

using Sounding = std::array<int, 128>;  // how many notes of each pitch sound

/// Calls visit(chord, sounding) for every chord with what sounds as it begins, itself included.
template <class Visit>
void sweep_chords(std::span<const TimedNote> notes, Visit&& visit) {
    std::vector<TimedNote> pitched = chords_by_pitch(notes);
    std::vector<std::pair<double, int>> ends;  // of notes that sound: time, pitch; a heap
    const auto later = [](const auto& a, const auto& b) { return a.first > b.first; };
    Sounding sounding{};
    for (const Chord& chord : chords_of(pitched)) {
        while (!ends.empty() && ends.front().first <= chord.onset) {
            --sounding[static_cast<std::size_t>(ends.front().second)];
            std::pop_heap(ends.begin(), ends.end(), later);
            ends.pop_back();
        }
        const auto own = std::span(pitched).subspan(chord.first, chord.last - chord.first);
        for (const TimedNote& note : own) {
            ++sounding[static_cast<std::size_t>(note.pitch)];
            ends.emplace_back(note.end(), note.pitch);
            std::push_heap(ends.begin(), ends.end(), later);
        }
        visit(own, sounding);
    }
}

/// Mean over pairs of pitch classes that sound; below 0 where there is no pair.
double roughness(const Sounding& sounding) {
    std::array<bool, 12> classes{};
    for (std::size_t pitch = 0; pitch < sounding.size(); ++pitch)
        if (sounding[pitch] > 0) classes[pitch % 12] = true;
    double sum = 0;
    int pairs = 0;
    for (int a = 0; a < 12; ++a) {
        for (int b = a + 1; b < 12; ++b) {
            if (!classes[static_cast<std::size_t>(a)] || !classes[static_cast<std::size_t>(b)])
                continue;
            sum += dissonance_of_class(std::min(b - a, 12 - (b - a)));
            ++pairs;
        }
    }
    return pairs == 0 ? -1.0 : sum / pairs;
}

/// Pitch-class seconds of each whole second of music, in one sweep over the ends of notes.
std::vector<PitchClassWeights> chroma_by_second(std::span<const TimedNote> notes) {
    if (notes.empty()) return {};
    const double start = notes.front().onset;
    const auto seconds = static_cast<std::size_t>(std::ceil(sounding_length(notes)));
    std::vector<PitchClassWeights> chroma(seconds, PitchClassWeights{});
    std::vector<PitchClassWeights> whole(seconds + 1, PitchClassWeights{});  // changes of level
    for (const TimedNote& note : notes) {
        if (note.drums || seconds == 0) continue;
        const auto pitch_class = static_cast<std::size_t>(note.pitch % 12);
        const double from = note.onset - start, to = note.end() - start;
        const auto first = std::min(seconds - 1, static_cast<std::size_t>(from));
        const auto last = std::min(seconds - 1, static_cast<std::size_t>(to));
        if (first == last) {
            chroma[first][pitch_class] += to - from;
            continue;
        }
        chroma[first][pitch_class] += static_cast<double>(first + 1) - from;
        chroma[last][pitch_class] += to - static_cast<double>(last);
        whole[first + 1][pitch_class] += 1;
        whole[last][pitch_class] -= 1;
    }
    PitchClassWeights level{};
    for (std::size_t s = 0; s < seconds; ++s) {
        for (std::size_t p = 0; p < 12; ++p) {
            level[p] += whole[s][p];
            chroma[s][p] += level[p];
        }
    }
    return chroma;
}

/// The largest share of `weights` on the tones root, root + third and root + 7.
double best_triad_share(const PitchClassWeights& weights, double total, std::size_t third) {
    double best = 0;
    for (std::size_t root = 0; root < 12; ++root)
        best =
            std::max(best, weights[root] + weights[(root + third) % 12] + weights[(root + 7) % 12]);
    return best / total;
}

}  // namespace

double dissonance(std::span<const TimedNote> notes) {
    double sum = 0;
    std::size_t counted = 0;
    sweep_chords(notes, [&](std::span<const TimedNote>, const Sounding& sounding) {
        const double here = roughness(sounding);
        if (here < 0) return;
        sum += here;
        ++counted;
    });
    return counted == 0 ? 0.0 : sum / static_cast<double>(counted);
}

double fifths_over_bass(std::span<const TimedNote> notes) {
    std::size_t fifths = 0, counted = 0;
    sweep_chords(notes, [&](std::span<const TimedNote> chord, const Sounding& sounding) {
        const auto lowest =
            std::find_if(sounding.begin(), sounding.end(), [](int count) { return count > 0; });
        const int bass = static_cast<int>(lowest - sounding.begin());
        for (const TimedNote& note : chord)
            if ((note.pitch - bass) % 12 == 7) ++fifths;
        counted += chord.size();
    });
    return counted == 0 ? 0.0 : static_cast<double>(fifths) / static_cast<double>(counted);
}

double harmonic_change(std::span<const TimedNote> notes) {
    const std::vector<PitchClassWeights> chroma = chroma_by_second(notes);
    double sum = 0;
    std::size_t counted = 0;
    for (std::size_t s = 0; s + 1 < chroma.size(); ++s) {
        double product = 0, square_a = 0, square_b = 0;
        for (std::size_t p = 0; p < 12; ++p) {
            product += chroma[s][p] * chroma[s + 1][p];
            square_a += chroma[s][p] * chroma[s][p];
            square_b += chroma[s + 1][p] * chroma[s + 1][p];
        }
        if (square_a <= 0 || square_b <= 0) continue;
        sum += std::max(0.0, 1 - product / std::sqrt(square_a * square_b));
        ++counted;
    }
    return counted == 0 ? 0.0 : sum / static_cast<double>(counted);
}

double triad_balance(std::span<const TimedNote> notes) {
    double sum = 0;
    std::size_t counted = 0;
    for (const PitchClassWeights& weights : chroma_by_second(notes)) {
        double total = 0;
        for (const double w : weights) total += w;
        if (total <= 0) continue;
        sum += best_triad_share(weights, total, 4) - best_triad_share(weights, total, 3);
        ++counted;
    }
    return counted == 0 ? 0.0 : sum / static_cast<double>(counted);
}

}  // namespace affetto
