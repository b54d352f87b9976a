#include "affetto/corpus/voicing.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace affetto {
namespace {

constexpr int kHalfWindow = 9;  // semitones that inner voices may lie from their centre
constexpr int kBassReach = 9;

int pitch_class_of(int degree, const Tonality& key, const ChordKind& kind) {
    return pitch_of_degree(degree, key, kind) % 12;
}

/// The pitch of a class nearest to `near` within `reach` of `centre`.
int nearest_pitch(int pitch_class, int near, int centre, int reach) {
    int best = -1;
    for (int pitch = centre - reach; pitch <= centre + reach; ++pitch)
        if ((pitch % 12 + 12) % 12 == pitch_class &&
            (best < 0 || std::abs(pitch - near) < std::abs(best - near)))
            best = pitch;
    return best;
}

struct BassChoice {
    int pitch = 0;
    int inversion = 0;
};

BassChoice choose_bass(const Chord& chord, bool root_position, int before, const Tonality& key,
                       const VoicingRange& range) {
    const std::vector<int> degrees = chord_degrees(*chord.kind);
    const bool sixth_chord = chord.kind->name == "bII6";
    BassChoice best;
    double best_cost = 1e9;
    for (int inversion = 0; inversion < 2; ++inversion) {
        if (root_position && !sixth_chord && inversion > 0) continue;
        const int pc =
            pitch_class_of(degrees[static_cast<std::size_t>(inversion)], key, *chord.kind);
        const int pitch = nearest_pitch(pc, before, range.bass_centre, kBassReach);
        double cost = std::abs(pitch - before) + 0.25 * std::abs(pitch - range.bass_centre);
        if (pitch == before) cost += 3;
        const bool wants_third =
            sixth_chord || chord.kind->name == "viio" || chord.kind->name == "iio";
        if ((inversion > 0) != wants_third) cost += 5;
        if (cost < best_cost) {
            best_cost = cost;
            best = {pitch, inversion};
        }
    }
    return best;
}

/// What it costs to go from one voicing to another.
double movement(const Voicing& from, const Voicing& to) {
    double cost = 0;
    const std::size_t voices = std::min(from.inner.size(), to.inner.size());
    for (std::size_t i = 0; i < voices; ++i) {
        cost += std::abs(to.inner[i] - from.inner[i]);
        const bool moves = to.bass != from.bass && to.inner[i] != from.inner[i];
        const int interval = (to.inner[i] - to.bass) % 12;
        if (moves && interval == (from.inner[i] - from.bass) % 12 &&
            (interval == 0 || interval == 7))
            cost += 6;
    }
    return cost;
}

/// Whether the voices together with the bass give all tones that matter (the fifth may be missing).
double completeness(const Voicing& voicing, const std::vector<int>& classes) {
    double cost = 0;
    for (std::size_t i = 0; i < classes.size(); ++i) {
        bool there = voicing.bass % 12 == classes[i];
        for (const int pitch : voicing.inner) there = there || pitch % 12 == classes[i];
        if (!there) cost += i == 2 ? 4 : 14;
    }
    return cost;
}

void enumerate(const std::vector<int>& classes, const Voicing& before, const VoicingRange& range,
               Voicing& now, Voicing& best, double& best_cost) {
    if (static_cast<int>(now.inner.size()) == range.inner_voices) {
        double cost = completeness(now, classes) + movement(before, now);
        double mean = 0;
        for (const int pitch : now.inner) mean += pitch / static_cast<double>(now.inner.size());
        cost += 0.8 * std::abs(mean - range.inner_centre);
        if (now.inner.front() <= now.bass) cost += 20;
        if (cost < best_cost) {
            best_cost = cost;
            best = now;
        }
        return;
    }
    const int floor = std::max(range.inner_centre - kHalfWindow, now.bass + 3);
    const int ceiling = std::max(range.inner_centre, floor) + kHalfWindow;
    const int low = now.inner.empty() ? floor : now.inner.back() + 2;
    const int high = now.inner.empty() ? ceiling : std::min(ceiling, now.inner.back() + 9);
    for (int pitch = low; pitch <= high; ++pitch) {
        if (std::find(classes.begin(), classes.end(), pitch % 12) == classes.end()) continue;
        now.inner.push_back(pitch);
        enumerate(classes, before, range, now, best, best_cost);
        now.inner.pop_back();
    }
}

}  // namespace

std::vector<Voicing> lead_voices(std::vector<Chord>& chords, std::span<const int> cadence_starts,
                                 const Tonality& key, const VoicingRange& range) {
    std::vector<Voicing> voicings;
    Voicing before;
    before.bass = range.bass_centre;
    int in_cadence = 0;
    for (Chord& chord : chords) {
        if (std::find(cadence_starts.begin(), cadence_starts.end(), chord.start) !=
            cadence_starts.end())
            in_cadence = 2;
        const bool fixed = in_cadence > 0 || voicings.empty();
        in_cadence = std::max(0, in_cadence - 1);
        const BassChoice bass = choose_bass(chord, fixed, before.bass, key, range);
        chord.inversion = bass.inversion;
        std::vector<int> classes;
        for (const int degree : chord_degrees(*chord.kind))
            classes.push_back(pitch_class_of(degree, key, *chord.kind));
        Voicing now, best;
        now.bass = bass.pitch;
        double best_cost = 1e9;
        enumerate(classes, before, range, now, best, best_cost);
        voicings.push_back(best);
        before = best;
    }
    return voicings;
}

}  // namespace affetto
