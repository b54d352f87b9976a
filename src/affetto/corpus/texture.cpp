#include "affetto/corpus/texture.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <vector>

namespace affetto {
namespace {

/// The highest chord tone at least a third below `pitch`, or an octave below where there is none.
int tone_below(int pitch, const Chord& chord, const Tonality& key) {
    int best = pitch - 12;
    for (const int degree : chord_degrees(*chord.kind)) {
        const int pitch_class = pitch_of_degree(degree, key, *chord.kind) % 12;
        const int below = pitch - ((pitch - pitch_class) % 12 + 12) % 12;
        if (pitch - below >= 3) best = std::max(best, below);
    }
    return best;
}

struct Candidate {
    SketchNote note;
    double rank;
};

std::vector<Candidate> doublings(const Sketch& sketch, double bass_weight, const Metre& metre,
                                 std::span<const Chord> chords, const Tonality& key, Random& rng) {
    std::map<int, std::array<double, 4>> taste;  // of each phrase for each kind of doubling
    for (const SketchNote& note : sketch)
        if (!taste.count(note.phrase))
            for (double& value : taste[note.phrase]) value = rng.normal();
    std::vector<Candidate> candidates;
    const auto propose = [&](const SketchNote& from, int pitch, Voice voice, double rank) {
        if (pitch < 24 || pitch > 103) return;
        Candidate candidate{from, rank + 0.35 * metric_strength(metre, from.step)};
        candidate.note.pitch = pitch;
        candidate.note.voice = voice;
        candidates.push_back(candidate);
    };
    for (const SketchNote& note : sketch) {
        const auto& liking = taste[note.phrase];
        const Chord& chord = chord_at(chords, note.step);
        if (note.voice == Voice::melody) {
            propose(note, tone_below(note.pitch, chord, key), Voice::doubling, 0.6 + liking[0]);
            propose(note, note.pitch - 12, Voice::doubling, 0.3 + liking[1]);
        } else if (note.voice == Voice::bass) {
            const int octave = note.pitch >= 38 ? note.pitch - 12 : note.pitch + 12;
            propose(note, octave, Voice::bass, 2.2 * bass_weight - 0.6 + 0.6 * liking[2]);
        } else if (note.voice == Voice::inner) {
            propose(note, tone_below(note.pitch, chord, key), Voice::inner, liking[3] - 0.6);
        }
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.rank > b.rank; });
    return candidates;
}

/// How well a chord can do without a pitch: 2 its fifth, 1 its root, which the bass has, 0 the
/// third that tells major from minor and all above.
int dispensability(int pitch, const Chord& chord, const Tonality& key) {
    const std::vector<int> degrees = chord_degrees(*chord.kind);
    const auto is = [&](std::size_t tone) {
        return (pitch - pitch_of_degree(degrees[tone], key, *chord.kind)) % 12 == 0;
    };
    return is(2) ? 2 : is(0) ? 1 : 0;
}

/// Takes `surplus` inner notes away where others sound with them, those on weak beats first.
void thin_out(Sketch& sketch, std::size_t surplus, const Metre& metre,
              std::span<const Chord> chords, const Tonality& key) {
    std::map<int, int> inner_at;
    for (const SketchNote& note : sketch)
        if (note.voice == Voice::inner) ++inner_at[note.step];
    for (const double weak : {0.5, 1.0, 2.0}) {
        for (const int needless : {2, 1, 0}) {
            const auto superfluous = [&](const SketchNote& note) {
                if (surplus == 0 || note.voice != Voice::inner || inner_at[note.step] < 2 ||
                    metric_strength(metre, note.step) > weak ||
                    dispensability(note.pitch, chord_at(chords, note.step), key) < needless)
                    return false;
                --inner_at[note.step];
                --surplus;
                return true;
            };
            sketch.erase(std::remove_if(sketch.begin(), sketch.end(), superfluous), sketch.end());
        }
    }
}

}  // namespace

void thicken(Sketch& sketch, double notes_per_attack, double bass_weight, const Metre& metre,
             std::span<const Chord> chords, const Tonality& key, Random& rng) {
    std::set<std::pair<int, int>> taken;  // step, pitch
    std::set<int> attacks;
    for (const SketchNote& note : sketch) {
        taken.emplace(note.step, note.pitch);
        attacks.insert(note.step);
    }
    const auto wanted =
        static_cast<std::size_t>(notes_per_attack * static_cast<double>(attacks.size()));
    for (const Candidate& candidate : doublings(sketch, bass_weight, metre, chords, key, rng)) {
        if (sketch.size() >= wanted) break;
        if (taken.emplace(candidate.note.step, candidate.note.pitch).second)
            sketch.push_back(candidate.note);
    }
    if (sketch.size() <= wanted) return;
    thin_out(sketch, sketch.size() - wanted, metre, chords, key);
}

void let_sound(Sketch& sketch, double articulation, double ring, bool melody_rings,
               std::span<const Chord> chords) {
    std::stable_sort(sketch.begin(), sketch.end(), [](const SketchNote& a, const SketchNote& b) {
        return std::pair(a.step, a.pitch) < std::pair(b.step, b.pitch);
    });
    std::map<int, SketchNote*> last;  // by pitch
    for (SketchNote& note : sketch) {
        const Chord& chord = chord_at(chords, note.step);
        const bool line = note.voice == Voice::melody || note.voice == Voice::doubling;
        const double end = note.step + std::max(0.5, note.length * articulation);
        const double chord_end = chord.start + chord.length;
        const double share = line ? (melody_rings ? 0.5 * ring : 0) : ring;
        const bool closes = &chord == &chords.back();
        note.sounding =
            (closes ? chord_end : end + share * std::max(0.0, chord_end - end)) - note.step;
        SketchNote*& before = last[note.pitch];
        if (before && before->step < note.step)
            before->sounding =
                std::min(before->sounding, static_cast<double>(note.step - before->step));
        before = &note;
    }
}

}  // namespace affetto
