#include "affetto/corpus/melody.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace affetto {
namespace {

struct Tone {
    int step = 0;
    int length = 0;
    int degree = 0;
    const ChordKind* chord = nullptr;
    bool strong = false;
};

int wrapped(int degree) { return ((degree % kDegrees) + kDegrees) % kDegrees; }

/// The chord tone nearest to `degree`; of two, the one in the direction of `towards`.
int nearest_chord_tone(const ChordKind& chord, int degree, int towards) {
    for (int distance = 0; distance < kDegrees; ++distance) {
        const int first = towards < degree ? degree - distance : degree + distance;
        const int second = 2 * degree - first;
        if (is_chord_tone(chord, first)) return first;
        if (is_chord_tone(chord, second)) return second;
    }
    return degree;
}

int next_chord_tone(const ChordKind& chord, int degree, int direction) {
    do degree += direction;
    while (!is_chord_tone(chord, degree));
    return degree;
}

int nearest_of(int wanted, int near) {
    const int up = near + wrapped(wanted - near);
    return up - near <= 3 ? up : up - kDegrees;
}

/// The degree on which a phrase rests, close to `near`.
int goal_degree(Cadence cadence, bool last, const ChordKind& goal, int near, Random& rng) {
    if (last) return nearest_of(0, near);
    if (cadence == Cadence::authentic) return nearest_of(rng.chance(0.75) ? 0 : 2, near);
    if (cadence == Cadence::plagal) return nearest_of(rng.chance(0.5) ? 0 : 2, near);
    return nearest_chord_tone(goal, near, near - 1);
}

/// Places the ideas of all units but the last over their chords.
std::vector<Tone> place_ideas(const PhraseMaterial& material, const PhrasePlan& phrase,
                              std::span<const Chord> chords, const Metre& metre,
                              const MelodyStyle& style) {
    std::vector<Tone> tones;
    for (int unit = 0; unit + 1 < phrase.units; ++unit) {
        const auto index = static_cast<std::size_t>(unit);
        const std::array ideas = {material.idea, material.contrast, inverted(material.idea),
                                  fragmented(material.idea, metre, -1)};
        const Motif& motif = ideas[static_cast<std::size_t>(material.plan[index])];
        for (std::size_t i = 0; i < motif.starts.size(); ++i) {
            Tone tone;
            tone.step = (phrase.start_unit + unit) * metre.unit_steps + motif.starts[i];
            tone.length = motif.lengths[i];
            tone.chord = chord_at(chords, tone.step).kind;
            tone.degree = style.home_degree + material.anchors[index] + motif.shape[i];
            tone.strong = metric_strength(metre, motif.starts[i]) >= 1 || tone.length >= 4;
            tones.push_back(tone);
        }
    }
    return tones;
}

/// Fits the tones to their chords: strong ones become chord tones, others stay only as passing or
/// neighbouring tones.
void fit_to_chords(std::vector<Tone>& tones) {
    std::vector<int> moves(tones.size());  // as the ideas had them
    for (std::size_t i = 1; i < tones.size(); ++i) moves[i] = tones[i].degree - tones[i - 1].degree;
    for (std::size_t i = 0; i < tones.size(); ++i) {
        Tone& tone = tones[i];
        if (!tone.strong) continue;
        const int before = i > 0 ? tones[i - 1].degree : tone.degree;
        const bool leading = i > 0 && wrapped(before) == 6 && tones[i - 1].chord != tone.chord &&
                             tones[i - 1].chord->function == Function::dominant;
        if (leading && is_chord_tone(*tone.chord, before + 1) && std::abs(tone.degree - before) < 3)
            tone.degree = before + 1;
        else
            tone.degree = nearest_chord_tone(*tone.chord, tone.degree, before);
        if (i > 0 && tone.degree == before && moves[i] != 0)
            tone.degree = next_chord_tone(*tone.chord, before, moves[i] > 0 ? 1 : -1);
    }
    for (std::size_t i = 1; i < tones.size(); ++i) {
        Tone& tone = tones[i];
        if (tone.strong) continue;
        const int before = tones[i - 1].degree;
        const int after = i + 1 < tones.size() ? tones[i + 1].degree : before;
        if (tone.degree == before && moves[i] != 0)
            tone.degree += after != before ? (after > before ? 1 : -1) : moves[i] > 0 ? 1 : -1;
        const bool passes =
            std::abs(tone.degree - before) <= 1 && std::abs(after - tone.degree) <= 1;
        if (passes || is_chord_tone(*tone.chord, tone.degree)) continue;
        if (std::abs(after - before) == 2)
            tone.degree = (after + before) / 2;
        else
            tone.degree = nearest_chord_tone(*tone.chord, tone.degree, after);
    }
    for (std::size_t i = 2; i < tones.size(); ++i) {
        Tone& tone = tones[i];
        if (tone.degree != tones[i - 1].degree || tone.degree != tones[i - 2].degree) continue;
        const int direction = i % 2 == 0 ? 1 : -1;
        tone.degree =
            nearest_chord_tone(*tone.chord, tone.degree + direction, tone.degree + 2 * direction);
    }
}

/// The last unit: the goal, perhaps after an appoggiatura, and perhaps a way into the next phrase.
void add_cadence(std::vector<Tone>& tones, const PhrasePlan& phrase, bool last,
                 std::span<const Chord> chords, const Metre& metre, const MelodyStyle& style,
                 Random& rng) {
    const int start = (phrase.start_unit + phrase.units - 1) * metre.unit_steps;
    const ChordKind& chord = *chord_at(chords, start).kind;
    Tone& approach = tones.back();
    const int goal = goal_degree(phrase.cadence, last, chord, approach.degree, rng);
    if (!approach.strong || !is_chord_tone(*approach.chord, approach.degree)) {
        const int step = approach.degree >= goal ? goal + 1 : goal - 1;
        if (std::abs(approach.degree - step) <= 3) approach.degree = step;
    }
    const int beat = metre.beats.front();
    int rest = last ? metre.unit_steps : metre.unit_steps - metre.beats.back();
    int at = start;
    if (rng.chance(0.15 + 0.4 * style.tension)) {
        tones.push_back({at, beat, goal + 1, &chord, true});
        at += beat;
        rest -= beat;
    }
    const bool pickup = !last && rng.chance(0.45);
    tones.push_back(
        {at, pickup || last ? rest : rest + metre.beats.back() / 2, goal, &chord, true});
    if (!pickup) return;
    const int towards = style.home_degree;
    const int direction = towards >= goal ? 1 : -1;
    const int first = start + metre.unit_steps - metre.beats.back();
    const int length = style.attacks_per_quarter > 0.8 ? 2 : 4;
    int degree = goal;
    for (int step = first; step + length <= start + metre.unit_steps; step += length) {
        degree += std::abs(degree - towards) > 0 ? direction : -direction;
        tones.push_back({step, length, degree, &chord, false});
    }
}

/// Splits long notes by a neighbour, so that a return is not a copy. Its first half stays as it
/// was, to be recognised.
void ornament(std::vector<Tone>& tones, const PhrasePlan& phrase, const Metre& metre,
              const MelodyStyle& style, Random& rng) {
    const int from = (2 * phrase.start_unit + phrase.units) * metre.unit_steps / 2;
    const bool varies = phrase.variant > 0 && rng.chance(0.5);
    std::vector<Tone> result;
    for (std::size_t i = 0; i < tones.size(); ++i) {
        result.push_back(tones[i]);
        const double chance =
            varies && tones[i].step >= from ? 0.1 + 0.12 * style.attacks_per_quarter : 0;
        if (i + 1 >= tones.size() || tones[i].length < 4 || tones[i].length > 8 ||
            !rng.chance(chance))
            continue;
        const int after = tones[i + 1].degree;
        const int half = tones[i].length / 2;
        const int way = after > tones[i].degree ? 1 : -1;
        const bool fills = std::abs(after - tones[i].degree) == 2;
        result.back().length = tones[i].length - half;
        result.push_back({tones[i].step + tones[i].length - half, half,
                          fills ? tones[i].degree + way : after - way, tones[i].chord, false});
    }
    tones.swap(result);
}

}  // namespace

Sketch write_melody(const PhraseMaterial& material, const PhrasePlan& phrase, bool last,
                    std::span<const Chord> chords, const Metre& metre, const Tonality& key,
                    const MelodyStyle& style, Random& rng) {
    std::vector<Tone> tones = place_ideas(material, phrase, chords, metre, style);
    fit_to_chords(tones);
    ornament(tones, phrase, metre, style, rng);
    add_cadence(tones, phrase, last, chords, metre, style, rng);
    Sketch sketch;
    for (std::size_t i = 0; i < tones.size(); ++i) {
        const Tone& tone = tones[i];
        int pitch = pitch_of_degree(tone.degree, key, *tone.chord);
        // The sixth that climbs to a raised seventh rises with it.
        if (i + 1 < tones.size() && wrapped(tone.degree) == 5 &&
            tones[i + 1].degree == tone.degree + 1 &&
            pitch_of_degree(tones[i + 1].degree, key, *tones[i + 1].chord) - pitch == 3)
            ++pitch;
        SketchNote note;
        note.step = tone.step;
        note.length = tone.length;
        note.pitch = pitch;
        sketch.push_back(note);
    }
    return sketch;
}

}  // namespace affetto
