#include "affetto/corpus/orchestration.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>

namespace affetto {
namespace {

constexpr Ensemble kEnsembles[] = {
    {"piano",
     {"Piano right hand", 0, 36, 105},
     {"Piano left hand", 0, 21, 100},
     {"Piano left hand", 0, 21, 100},
     true,
     true,
     false,
     0.0,
     7},
    {"electric piano",
     {"Electric piano right hand", 4, 36, 103},
     {"Electric piano left hand", 4, 28, 96},
     {"Electric piano left hand", 4, 28, 96},
     true,
     true,
     false,
     -0.2,
     1},
    {"flute and piano",
     {"Flute", 73, 60, 96},
     {"Piano", 0, 24, 96},
     {"Piano", 0, 21, 96},
     true,
     false,
     false,
     -0.2,
     1},
    {"violin and piano",
     {"Violin", 40, 55, 100},
     {"Piano", 0, 24, 96},
     {"Piano", 0, 21, 96},
     true,
     false,
     false,
     0.1,
     1},
    {"clarinet and guitar",
     {"Clarinet", 71, 50, 91},
     {"Guitar", 24, 40, 84},
     {"Guitar", 24, 40, 72},
     true,
     false,
     false,
     -0.3,
     0.8},
    {"string quartet",
     {"Violin", 40, 55, 100},
     {"Viola", 41, 48, 88},
     {"Cello", 42, 36, 72},
     false,
     false,
     false,
     0.1,
     1},
    {"oboe and strings",
     {"Oboe", 68, 58, 91},
     {"Strings", 48, 28, 96},
     {"Contrabass", 43, 28, 67},
     false,
     false,
     false,
     -0.3,
     0.8},
    {"flute and harp",
     {"Flute", 73, 60, 96},
     {"Harp", 46, 23, 103},
     {"Harp", 46, 23, 103},
     true,
     false,
     false,
     -0.5,
     0.7},
    {"guitars",
     {"Guitar", 24, 40, 84},
     {"Second guitar", 25, 40, 84},
     {"Acoustic bass", 32, 28, 67},
     false,
     true,
     false,
     -0.2,
     0.8},
    {"vibraphone trio",
     {"Vibraphone", 11, 53, 89},
     {"Piano", 0, 28, 96},
     {"Acoustic bass", 32, 28, 67},
     false,
     true,
     true,
     0.2,
     0.8},
    {"brass",
     {"Trumpet", 56, 52, 86},
     {"French horns", 60, 35, 77},
     {"Tuba", 58, 26, 60},
     false,
     false,
     true,
     0.7,
     0.7},
    {"jazz quartet",
     {"Tenor saxophone", 66, 44, 78},
     {"Piano", 0, 28, 96},
     {"Acoustic bass", 32, 28, 67},
     false,
     false,
     true,
     0.5,
     0.8},
    {"rock band",
     {"Electric guitar", 29, 40, 86},
     {"Organ", 16, 36, 96},
     {"Electric bass", 33, 28, 67},
     false,
     false,
     true,
     0.9,
     0.9},
    {"synthesizers",
     {"Lead synthesizer", 80, 36, 100},
     {"Synthesizer pad", 89, 30, 96},
     {"Synthesizer bass", 38, 24, 67},
     false,
     false,
     true,
     0.6,
     0.7},
};

constexpr int kKick = 36, kSnare = 38, kClosedHat = 42, kCrash = 49, kTom = 45, kRide = 51;

int into_range(int pitch, int low, int high) {
    while (pitch < low) pitch += 12;
    while (pitch > high) pitch -= 12;
    return pitch;
}

/// The octaves, in semitones, by which a player takes a whole voice, so that lines keep their
/// shape: none where nearly all notes are in range, else what leaves the fewest outside.
int transposition(const Sketch& sketch, Voice voice, const Player& player) {
    constexpr std::ptrdiff_t kFew = 12;  // one note in so many
    const auto outside = [&](int shift) {
        return std::count_if(sketch.begin(), sketch.end(), [&](const SketchNote& note) {
            const int pitch = note.pitch + shift;
            return note.voice == voice && (pitch < player.low || pitch > player.high);
        });
    };
    const auto notes = std::count_if(sketch.begin(), sketch.end(),
                                     [&](const SketchNote& note) { return note.voice == voice; });
    if (outside(0) * kFew <= notes) return 0;
    constexpr std::array kShifts = {0, 12, -12, 24, -24};
    return *std::min_element(kShifts.begin(), kShifts.end(),
                             [&](int a, int b) { return outside(a) < outside(b); });
}

const Player& player_of(const Ensemble& ensemble, Voice voice) {
    if (voice == Voice::bass) return ensemble.bass;
    if (voice == Voice::inner) return ensemble.inner;
    return ensemble.melody;
}

std::size_t part_of(const Ensemble& ensemble, Voice voice) {
    if (voice == Voice::drums) return ensemble.shares_staff ? 2 : 3;
    if (voice == Voice::bass) return ensemble.shares_staff ? 1 : 2;
    return voice == Voice::inner ? 1 : 0;
}

/// Sorts, merges notes of one pitch and moment, and ends a note where its pitch is struck again.
void tidy(std::vector<Note>& notes) {
    std::stable_sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) {
        return std::pair(a.onset, a.pitch) < std::pair(b.onset, b.pitch);
    });
    std::vector<Note> result;
    std::array<int, 128> last{};
    last.fill(-1);
    for (const Note& note : notes) {
        int& before = last[static_cast<std::size_t>(note.pitch)];
        if (before >= 0) {
            Note& earlier = result[static_cast<std::size_t>(before)];
            if (earlier.onset == note.onset) {
                earlier.duration = std::max(earlier.duration, note.duration);
                earlier.velocity = std::max(earlier.velocity, note.velocity);
                continue;
            }
            earlier.duration = std::min(earlier.duration, note.onset - earlier.onset);
        }
        before = static_cast<int>(result.size());
        result.push_back(note);
    }
    notes.swap(result);
}

}  // namespace

std::span<const Ensemble> ensembles() { return kEnsembles; }

const Ensemble& choose_ensemble(double energy, Random& rng) {
    std::vector<double> weights;
    for (const Ensemble& ensemble : kEnsembles) {
        const double mismatch = ensemble.energy - energy;
        const bool calm = energy < -0.1 && ensemble.drums;
        weights.push_back(calm ? 0 : ensemble.weight * std::exp(-0.8 * mismatch * mismatch));
    }
    return kEnsembles[rng.choose(weights)];
}

void add_drums(Sketch& sketch, const Form& form, const Metre& metre, double busy, Random& rng) {
    const int cymbal = rng.chance(0.6) ? kClosedHat : kRide;
    const int pulse = busy > 0.45 ? 2 : 4;
    const bool double_kick = rng.chance(busy);
    const auto hit = [&](int step, int pitch, std::size_t phrase) {
        sketch.push_back({step, 1, pitch, Voice::drums, static_cast<int>(phrase), 1, 64});
    };
    for (std::size_t p = 0; p < form.phrases.size(); ++p) {
        const PhrasePlan& phrase = form.phrases[p];
        const int start = phrase.start_unit * metre.unit_steps;
        const int end = start + phrase.units * metre.unit_steps;
        const int fill = end - metre.beats.back();
        hit(start, p % 2 == 0 ? kCrash : cymbal, p);
        for (int unit = start; unit < end; unit += metre.unit_steps) {
            int at = unit;
            for (std::size_t beat = 0; beat < metre.beats.size(); at += metre.beats[beat++]) {
                const bool back = metre.beats.size() % 2 == 0 ? beat % 2 == 1 : beat > 0;
                if (at >= fill) break;
                hit(at, back ? kSnare : kKick, p);
                if (double_kick && back && beat + 1 < metre.beats.size()) hit(at + 2, kKick, p);
                for (int step = 0; step < metre.beats[beat]; step += pulse)
                    if (at + step != start) hit(at + step, cymbal, p);
            }
        }
        for (int step = fill; step<end; step += busy> 0.6 ? 1 : 2)
            hit(step, step < (fill + end) / 2 ? kSnare : kTom, p);
    }
    const int close = (form.total_units - 1) * metre.unit_steps;
    hit(close, kCrash, form.phrases.size() - 1);
    hit(close, kKick, form.phrases.size() - 1);
}

std::vector<Part> orchestrate(const Sketch& sketch, const Ensemble& ensemble, int ticks_per_step) {
    std::vector<Part> parts;
    const auto add_part = [&](std::string_view name, int program, bool drums) {
        Part part;
        part.name = name;
        part.program = program;
        part.drums = drums;
        parts.push_back(part);
    };
    add_part(ensemble.melody.name, ensemble.melody.program, false);
    add_part(ensemble.inner.name, ensemble.inner.program, false);
    if (!ensemble.shares_staff) add_part(ensemble.bass.name, ensemble.bass.program, false);
    if (ensemble.drums) add_part("Drums", 0, true);
    std::map<Voice, int> shifts;
    for (const Voice voice : {Voice::melody, Voice::inner, Voice::bass})
        shifts[voice] = transposition(sketch, voice, player_of(ensemble, voice));
    shifts[Voice::doubling] = shifts[Voice::melody];
    if (ensemble.shares_staff) shifts[Voice::inner] = shifts[Voice::bass];
    for (const SketchNote& from : sketch) {
        Note note;
        note.onset = Ticks(static_cast<std::int64_t>(from.step) * ticks_per_step);
        note.duration = Ticks(std::max<std::int64_t>(ticks_per_step / 4,
                                                     std::llround(from.sounding * ticks_per_step)));
        note.velocity = from.velocity;
        const Player& player = player_of(ensemble, from.voice);
        note.pitch = from.voice == Voice::drums
                         ? from.pitch
                         : into_range(from.pitch + shifts[from.voice], player.low, player.high);
        parts[part_of(ensemble, from.voice)].notes.push_back(note);
    }
    for (Part& part : parts) tidy(part.notes);
    parts.erase(std::remove_if(parts.begin(), parts.end(),
                               [](const Part& part) { return part.notes.empty(); }),
                parts.end());
    return parts;
}

}  // namespace affetto
