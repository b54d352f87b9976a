#include "affetto/corpus/accompaniment.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace affetto {
namespace {

const std::vector<Pattern>& pattern_table() {
    static const std::vector<Pattern> table = {
        {"alberti", "0323", "032323", {2, 1}, 0.0, 1.2},
        {"arpeggio", "0123", "012321", {2, 1}, -0.2, 1.2},
        {"rolling", "0f134313", "0f1343", {2, 1}, -0.3, 1.2},
        {"block chords", "#-", "#-#", {8, 4}, -0.3, 1},
        {"chorale", "#*", "#**", {8, 4}, -0.5, 1},
        {"repeated chords", "#***", "#**", {4, 2}, 0.3, 1},
        {"waltz", "0*f*", "0**", {4, 2}, 0.1, 1.2},
        {"stride", "0*0*", "0*^", {4, 2}, 0.5, 0.9},
        {"broken octaves", "#8*8", "#808*8", {2, 1}, 0.7, 0.9},
        {"tremolo", "#^1^", "#^1^1^", {2, 1}, 0.8, 0.8},
        {"ostinato", "0f*f8f*f", "0f8*8f", {2, 1}, 0.5, 1},
        {"syncopated comping", "#..*..*.", "#..*.*", {2}, 0.4, 1},
        {"pedal point", "p*-*p*-*", "p**", {4, 2}, -0.1, 0.9},
        {"walking bass", "w+w+", "w+w", {4}, 0.2, 1},
        {"habanera", "0-.*f-*-", "0-.*f-", {2}, 0.1, 0.8},
        {"gallop", "#.**0.**", "#.**^.", {1}, 1.0, 0.7},
    };
    return table;
}

bool is_attack(char c) { return c != '-' && c != '.'; }

/// A slot in this metre: beats of a compound metre hold six sixteenths, not four.
int slot_steps(int slot, const Metre& metre) {
    return metre.compound && slot >= 4 ? slot * 3 / 2 : slot;
}

const std::string_view& cells(const Pattern& pattern, const Span& span, int slot) {
    const bool threes = span.triple && (span.steps / slot) % 3 == 0;
    return threes ? pattern.triple : pattern.duple;
}

/// The spans that a chord covers: a unit's, or those of a half.
std::vector<Span> spans_of(const Chord& chord, const Metre& metre) {
    int length = 0;
    for (const Span& span : metre.spans) length += span.steps;
    if (chord.length == length) return metre.spans;
    std::vector<Span> result;
    int at = 0;
    const int start = chord.start % metre.unit_steps;
    for (const Span& span : metre.half_spans) {
        if (at >= start && at < start + chord.length) result.push_back(span);
        at += span.steps;
    }
    return result;
}

struct Writer {
    Sketch& sketch;
    const Voicing& voicing;
    const Voicing& next;
    int pedal_pitch_class;
    int phrase;

    void add(int step, int length, int pitch, Voice voice) {
        sketch.push_back({step, length, pitch, voice, phrase, 0, 64});
    }
    void inner(int step, int length, std::size_t from) {
        for (std::size_t i = std::min(from, voicing.inner.size() - 1); i < voicing.inner.size();
             ++i)
            add(step, length, voicing.inner[i], Voice::inner);
    }
    int second_bass() const {
        // The fifth below the inner voices, or what the chord has instead.
        for (const int interval : {7, 6, 8, 5, 4, 3})
            for (const int pitch : voicing.inner)
                if ((pitch - voicing.bass) % 12 == interval) return voicing.bass + interval;
        return voicing.bass + 12;
    }
    int pedal() const {
        int pitch = voicing.bass - voicing.bass % 12 + pedal_pitch_class;
        if (pitch - voicing.bass > 6) pitch -= 12;
        if (voicing.bass - pitch > 6) pitch += 12;
        return pitch;
    }
    /// Root, up the chord, and a step before the next root.
    int walk(int index, int count) const {
        if (index == 0) return voicing.bass;
        if (index + 1 == count && next.bass != voicing.bass)
            return next.bass + (next.bass > voicing.bass ? -2 : 2);
        const int other = second_bass();
        return index % 2 == 1 ? (count > 3 ? voicing.bass + (other - voicing.bass) / 2 : other)
                              : other;
    }

    void symbol(char c, int step, int length, int walk_index, int walk_count) {
        const auto voice = [&](std::size_t i) {
            return voicing.inner[std::min(i, voicing.inner.size() - 1)];
        };
        switch (c) {
            case '0':
                add(step, length, voicing.bass, Voice::bass);
                break;
            case 'f':
                add(step, length, second_bass(), Voice::bass);
                break;
            case '8':
                add(step, length, voicing.bass + 12, Voice::bass);
                break;
            case 'p':
                add(step, length, pedal(), Voice::bass);
                break;
            case 'w':
                add(step, length, walk(walk_index, walk_count), Voice::bass);
                break;
            case '+':
                add(step, length, walk(walk_index, walk_count), Voice::bass);
                inner(step, length, 0);
                break;
            case '1':
                add(step, length, voice(0), Voice::inner);
                break;
            case '2':
                add(step, length, voice(1), Voice::inner);
                break;
            case '3':
                add(step, length, voice(2), Voice::inner);
                break;
            case '4':
                add(step, length, voice(0) + 12, Voice::inner);
                break;
            case '*':
                inner(step, length, 0);
                break;
            case '^':
                inner(step, length, 1);
                break;
            case '#':
                add(step, length, voicing.bass, Voice::bass);
                inner(step, length, 0);
                break;
            default:
                break;
        }
    }
};

}  // namespace

std::span<const Pattern> patterns() { return pattern_table(); }

double attack_rate(const Figure& figure, const Metre& metre) {
    const int slot = slot_steps(figure.slot, metre);
    double attacks = 0, steps = 0;
    for (const Span& span : metre.spans) {
        const std::string_view& row = cells(*figure.pattern, span, slot);
        const int count = std::max(1, span.steps / slot);
        for (int i = 0; i < count; ++i)
            if (is_attack(row[static_cast<std::size_t>(i) % row.size()])) ++attacks;
        steps += span.steps;
    }
    return attacks / steps * kStepsPerQuarter;
}

Figure choose_figure(const Metre& metre, double attacks_per_quarter, double energy, Random& rng) {
    std::vector<Figure> figures;
    std::vector<double> weights;
    for (const Pattern& pattern : patterns()) {
        for (const int slot : pattern.slots) {
            const Figure figure{&pattern, slot};
            const double error = std::log2(attack_rate(figure, metre) / attacks_per_quarter);
            const double mismatch = pattern.energy - energy;
            figures.push_back(figure);
            weights.push_back(pattern.weight * std::exp(-5 * error * error) *
                              std::exp(-0.7 * mismatch * mismatch));
        }
    }
    return figures[rng.choose(weights)];
}

void accompany(Sketch& sketch, const Figure& figure, const Metre& metre, const Chord& chord,
               const Voicing& voicing, const Voicing& next, int pedal_pitch_class, int phrase) {
    Writer writer{sketch, voicing, next, pedal_pitch_class, phrase};
    int start = chord.start;
    for (const Span& span : spans_of(chord, metre)) {
        int slot = slot_steps(figure.slot, metre);
        if (span.steps % slot != 0) slot = span.steps < slot ? span.steps : 2;
        const std::string_view& row = cells(*figure.pattern, span, slot);
        const int count = span.steps / slot;
        const auto symbol = [&](int i) { return row[static_cast<std::size_t>(i) % row.size()]; };
        for (int i = 0; i < count; ++i) {
            if (!is_attack(symbol(i))) continue;
            int end = i + 1;
            while (end < count && symbol(end) == '-') ++end;
            writer.symbol(symbol(i), start + i * slot, (end - i) * slot, i, count);
        }
        start += span.steps;
    }
}

}  // namespace affetto
