#include "affetto/corpus/composition.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "affetto/corpus/dynamics.hpp"
#include "affetto/corpus/texture.hpp"
#include "affetto/midi/key_signature.hpp"

namespace affetto {
namespace {

constexpr int kTicksPerBeat = 480;
constexpr int kTicksPerStep = kTicksPerBeat / kStepsPerQuarter;

enum Purpose : std::uint64_t {
    kMetre = 1,
    kKey,
    kForm,
    kEnsemble,
    kHarmonicRhythm,
    kProgression,
    kCadence,
    kMotif,
    kMelody,
    kFigure,
    kThickness,
    kDrums,
    kDynamics,
};

constexpr double kBreaksTheClose = -0.5;  // energy
constexpr double kLoudnessOfNoEnergy = 66, kLoudnessToEnergy = 1.0 / 26;

const Metre& choose_metre(Random rng) {
    std::vector<double> weights;
    for (const Metre& metre : metres()) weights.push_back(metre.weight);
    return metres()[rng.choose(weights)];
}

double unit_seconds(const Metre& metre, double tempo_bpm) {
    return metre.unit_steps * 60.0 / (kStepsPerQuarter * tempo_bpm);
}

struct Harmonies {
    std::vector<Chord> chords;
    std::vector<int> cadence_starts;
};

Harmonies write_harmony(const Plan& plan, const CueValues& cues, const Seed& seed) {
    const Metre& metre = *plan.metre;
    const HarmonyStyle style{plan.key.minor, cues[Cue::colour], cues[Cue::tension]};
    const ChordKind* tonic = &chord_named(style.minor, style.minor ? "i" : "I");
    const std::array<int, 2> halves = {metre.half_spans[0].steps, metre.half_spans[1].steps};
    Harmonies result;
    int at = 0;
    const auto add = [&](const ChordKind* kind, int length) {
        result.chords.push_back({kind, at, length, 0});
        at += length;
    };
    for (int unit = 0; unit < plan.form.intro_units; ++unit) add(tonic, metre.unit_steps);
    for (std::size_t p = 0; p < plan.form.phrases.size(); ++p) {
        const PhrasePlan& phrase = plan.form.phrases[p];
        Random by_letter = seed.stream(kProgression, static_cast<std::uint64_t>(phrase.letter));
        Random by_phrase = seed.stream(kCadence, p);
        const bool split = plan.chords_per_unit == 2 || by_letter.chance(0.55);
        const bool from_tonic = phrase.letter == 'A' || by_letter.chance(0.3);
        // All units but the last two carry the progression; the last but one prepares the goal,
        // alone or after one more chord.
        const int full = (phrase.units - 2) * plan.chords_per_unit;
        const auto chords = write_progression(full + (split ? 1 : 0), from_tonic, style, by_letter);
        const bool last = p + 1 == plan.form.phrases.size();
        const CadenceChords close = write_cadence(phrase.cadence, style, last, by_phrase);
        for (std::size_t i = 0; i < chords.size(); ++i) {
            const bool in_halves = plan.chords_per_unit == 2 || static_cast<int>(i) == full;
            add(chords[i],
                in_halves ? halves[plan.chords_per_unit == 2 ? i % 2 : 0] : metre.unit_steps);
        }
        result.cadence_starts.push_back(at);
        add(close.preparation, split ? halves[1] : metre.unit_steps);
        add(close.goal, metre.unit_steps);
    }
    result.cadence_starts.push_back(at);
    add(tonic, metre.unit_steps);
    return result;
}

/// The melody's pitch as a degree of the scale.
int degree_near(double pitch, int tonic) {
    return static_cast<int>(std::lround((pitch - 60 - tonic) * kDegrees / 12.0));
}

/// Where the melody moves: above the middle of the music, where its player can reach around it.
double melody_centre(const Plan& plan, const CueValues& cues) {
    constexpr int kBelow = 8, kAbove = 11;  // semitones
    const Player& player = plan.ensemble->melody;
    return std::clamp(cues[Cue::register_height] + 0.45 * cues[Cue::width],
                      static_cast<double>(player.low + kBelow),
                      static_cast<double>(player.high - kAbove));
}

Sketch write_melodies(const Plan& plan, const CueValues& cues, std::span<const Chord> chords,
                      const Seed& seed) {
    MelodyStyle style;
    style.attacks_per_quarter = 0.62 * std::exp2(cues[Cue::density]);
    style.leaps = cues[Cue::leaps];
    style.contour = cues[Cue::contour];
    style.regularity = cues[Cue::regularity];
    style.tension = cues[Cue::tension];
    style.home_degree = degree_near(melody_centre(plan, cues), plan.key.tonic);
    std::map<char, PhraseMaterial> materials;
    Sketch sketch;
    for (std::size_t p = 0; p < plan.form.phrases.size(); ++p) {
        const PhrasePlan& phrase = plan.form.phrases[p];
        if (!materials.count(phrase.letter)) {
            Random rng = seed.stream(kMotif, static_cast<std::uint64_t>(phrase.letter));
            materials[phrase.letter] =
                phrase.letter == 'A' || rng.uniform() < cues[Cue::complexity]
                    ? invent_material(*plan.metre, style, phrase.units, rng)
                    : derived_material(materials['A'], *plan.metre, style, rng);
        }
        Random rng = seed.stream(kMelody, p);
        const bool last = p + 1 == plan.form.phrases.size();
        for (SketchNote note : write_melody(materials[phrase.letter], phrase, last, chords,
                                            *plan.metre, plan.key, style, rng)) {
            note.phrase = static_cast<int>(p);
            sketch.push_back(note);
        }
    }
    return sketch;
}

/// The final chord, which every voice holds; calm music breaks it upwards.
void write_close(Sketch& sketch, const Chord& chord, const Voicing& voicing, int melody_pitch,
                 bool broken, int phrase) {
    const int step = broken ? 1 : 0;
    std::set<int> taken = {melody_pitch};  // a pitch is struck once, so that nothing cuts it short
    const auto add = [&](int delay, int pitch, Voice voice) {
        sketch.push_back({chord.start + delay, chord.length - delay, pitch, voice, phrase, 0, 64});
    };
    const auto add_new = [&](int delay, int pitch, Voice voice) {
        if (taken.insert(pitch).second) add(delay, pitch, voice);
    };
    const int octave = voicing.bass >= 38 ? voicing.bass - 12 : voicing.bass + 12;
    add_new(0, voicing.bass, Voice::bass);
    add_new(0, octave, Voice::bass);
    int delay = 0;
    for (const int pitch : voicing.inner) add_new(delay += step, pitch, Voice::inner);
    add(delay + step, melody_pitch, Voice::melody);
}

Sketch write_accompaniment(const Plan& plan, std::span<const Chord> chords,
                           const std::vector<Voicing>& voicings,
                           const std::map<char, Figure>& figures) {
    Sketch sketch;
    for (std::size_t i = 0; i + 1 < chords.size(); ++i) {
        const int index = phrase_at(plan.form, *plan.metre, chords[i].start);
        const PhrasePlan& phrase = plan.form.phrases[static_cast<std::size_t>(index)];
        const int cadence = (phrase.start_unit + phrase.units - 2) * plan.metre->unit_steps;
        // A pedal gives way to the roots of the cadence.
        const int pedal = chords[i].start < cadence ? plan.key.tonic : voicings[i].bass % 12;
        accompany(sketch, figures.at(phrase.letter), *plan.metre, chords[i], voicings[i],
                  voicings[i + 1], pedal, index);
    }
    return sketch;
}

std::map<char, Figure> choose_figures(const Plan& plan, const CueValues& cues, const Seed& seed) {
    const double rate = 0.85 * std::exp2(cues[Cue::density]);
    std::map<char, Figure> figures;
    for (const PhrasePlan& phrase : plan.form.phrases) {
        if (figures.count(phrase.letter)) continue;
        Random rng = seed.stream(kFigure, static_cast<std::uint64_t>(phrase.letter));
        const bool keeps = phrase.letter != 'A' && rng.uniform() > cues[Cue::complexity] + 0.15;
        figures[phrase.letter] =
            keeps ? figures['A'] : choose_figure(*plan.metre, rate, plan.energy, rng);
    }
    return figures;
}

}  // namespace

Random Seed::stream(std::uint64_t purpose, std::uint64_t part) const {
    return Random(corpus, (piece << 16) + (purpose << 8) + part);
}

Plan make_plan(const CueValues& cues, const CueValues& planned_for, const Seed& seed) {
    constexpr double kShortest = 29, kLongest = 43;  // seconds
    Plan plan;
    plan.metre = &choose_metre(seed.stream(kMetre));
    plan.key.minor = cues[Cue::mode] <= 0;
    Random key_rng = seed.stream(kKey);
    const int major_tonic = draw_major_tonic(key_rng);
    // A piece with its mode moved keeps the tonic of the original.
    const bool planned_minor = planned_for[Cue::mode] <= 0;
    plan.key.tonic = planned_minor ? (major_tonic + 9) % 12 : major_tonic;
    plan.energy = std::clamp((planned_for[Cue::loudness] - kLoudnessOfNoEnergy) * kLoudnessToEnergy,
                             -1.0, 1.0);
    Random form_rng = seed.stream(kForm);
    const double seconds = form_rng.uniform(kShortest, kLongest);
    plan.form =
        plan_form(*plan.metre, planned_for[Cue::tempo], seconds, cues[Cue::complexity], form_rng);
    Random ensemble_rng = seed.stream(kEnsemble);
    plan.ensemble = &choose_ensemble(plan.energy, ensemble_rng);
    const bool roomy = unit_seconds(*plan.metre, planned_for[Cue::tempo]) > 2.4;
    plan.chords_per_unit = seed.stream(kHarmonicRhythm).chance(roomy ? 0.5 : 0.1) ? 2 : 1;
    return plan;
}

Composition compose(const Plan& plan, const CueValues& cues, const Seed& seed) {
    Composition result;
    const Metre& metre = *plan.metre;
    Harmonies harmony = write_harmony(plan, cues, seed);
    constexpr int kInnerBelowMelody = 12;  // semitones
    VoicingRange range;
    range.bass_centre =
        static_cast<int>(std::lround(cues[Cue::register_height] - 0.7 * cues[Cue::width]));
    range.inner_centre = static_cast<int>(std::lround(
        std::min(cues[Cue::register_height] - 3, melody_centre(plan, cues) - kInnerBelowMelody)));
    range.inner_voices = 3;
    const std::vector<Voicing> voicings =
        lead_voices(harmony.chords, harmony.cadence_starts, plan.key, range);

    result.figures = choose_figures(plan, cues, seed);
    Sketch sketch = write_melodies(plan, cues, harmony.chords, seed);
    const int last_melody_pitch = sketch.back().pitch;
    const Sketch accompaniment =
        write_accompaniment(plan, harmony.chords, voicings, result.figures);
    sketch.insert(sketch.end(), accompaniment.begin(), accompaniment.end());
    Random thickness_rng = seed.stream(kThickness);
    thicken(sketch, cues[Cue::thickness], cues[Cue::bass_weight], metre, harmony.chords, plan.key,
            thickness_rng);
    write_close(sketch, harmony.chords.back(), voicings.back(), last_melody_pitch,
                plan.energy < kBreaksTheClose, static_cast<int>(plan.form.phrases.size()) - 1);
    let_sound(sketch, cues[Cue::articulation], cues[Cue::ring], plan.ensemble->rings,
              harmony.chords);
    if (plan.ensemble->drums) {
        Random drums_rng = seed.stream(kDrums);
        add_drums(sketch, plan.form, metre, 0.5 + 0.5 * plan.energy, drums_rng);
    }
    Random dynamics_rng = seed.stream(kDynamics);
    shape_dynamics(sketch, cues[Cue::loudness], cues[Cue::dynamic_range], plan.form, metre,
                   dynamics_rng);

    Score& score = result.score;
    score.ticks_per_beat = kTicksPerBeat;
    score.parts = orchestrate(sketch, *plan.ensemble, kTicksPerStep);
    score.tempos = {{Ticks(0), cues[Cue::tempo]}};
    score.time_signatures = {{Ticks(0), metre.numerator, metre.denominator}};
    score.key_signatures = {
        {Ticks(0), sharps_of_key(plan.key.tonic, plan.key.minor), plan.key.minor}};
    result.chords = std::move(harmony.chords);
    for (const PhrasePlan& phrase : plan.form.phrases) result.cadences.push_back(phrase.cadence);
    return result;
}

}  // namespace affetto
