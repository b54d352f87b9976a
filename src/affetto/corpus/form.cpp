#include "affetto/corpus/form.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace affetto {
namespace {

/// Forms by number of phrases, from plain to rich in contrast.
const std::vector<std::string>& forms_of(int phrases) {
    static const std::vector<std::vector<std::string>> table = {
        {"AA", "AB"},
        {"AAB", "ABA", "ABB"},
        {"AABA", "AABB", "ABAB", "ABAC"},
        {"AABBA", "AABAB", "ABACA", "AABCA"},
        {"AABAAB", "AABBAA", "ABABCB", "ABACAB"},
        {"AABBAAB", "AABABCA", "ABACABA", "AABCABC"},
        {"AABAAABA", "AABBAABB", "ABABCBAB", "AABACADA"},
    };
    return table[static_cast<std::size_t>(std::clamp(phrases, 2, 8) - 2)];
}

Cadence choose_cadence(bool last, bool repeated_next, Random& rng) {
    constexpr std::array kAll = {Cadence::half, Cadence::authentic, Cadence::plagal,
                                 Cadence::deceptive};
    constexpr std::array<double, 4> kLast = {0, 0.85, 0.15, 0};
    constexpr std::array<double, 4> kBeforeRepeat = {0.65, 0.1, 0.1, 0.15};
    constexpr std::array<double, 4> kOther = {0.35, 0.4, 0.12, 0.13};
    return kAll[rng.choose(last ? kLast : repeated_next ? kBeforeRepeat : kOther)];
}

}  // namespace

Form plan_form(const Metre& metre, double tempo_bpm, double seconds, double complexity,
               Random& rng) {
    constexpr double kShortPhrase = 5.5;               // seconds; shorter ones get eight units
    constexpr double kLongUnit = 3.5, kShortest = 26;  // seconds
    const double unit_s = metre.unit_steps * 60.0 / (kStepsPerQuarter * tempo_bpm);
    const int phrase_units = 4 * unit_s < kShortPhrase ? 8 : 4;
    Form form;
    const bool introduced = rng.chance(0.4) && unit_s < kLongUnit;
    form.intro_units = introduced ? (unit_s < 2 ? 2 : 1) : 0;
    const double frame = (form.intro_units + 1) * unit_s, phrase_s = phrase_units * unit_s;
    int phrases = std::clamp(static_cast<int>(std::lround((seconds - frame) / phrase_s)), 2, 8);
    if (frame + phrases * phrase_s < kShortest) ++phrases;
    const auto& names = forms_of(phrases);
    std::vector<double> weights;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const double contrast = static_cast<double>(i) / static_cast<double>(names.size() - 1);
        weights.push_back(std::exp(-6 * (contrast - complexity) * (contrast - complexity)));
    }
    form.name = names[rng.choose(weights)];
    int unit = form.intro_units;
    for (std::size_t i = 0; i < form.name.size(); ++i) {
        const char letter = form.name[i];
        const bool last = i + 1 == form.name.size();
        const auto before = form.name.begin() + static_cast<std::ptrdiff_t>(i);
        PhrasePlan phrase;
        phrase.letter = letter;
        phrase.variant = static_cast<int>(std::count(form.name.begin(), before, letter));
        phrase.cadence = choose_cadence(last, !last && form.name[i + 1] == letter, rng);
        phrase.start_unit = unit;
        phrase.units = phrase_units;
        unit += phrase_units;
        form.phrases.push_back(phrase);
    }
    form.total_units = unit + 1;
    return form;
}

int phrase_at(const Form& form, const Metre& metre, int step) {
    int found = 0;
    for (std::size_t p = 0; p < form.phrases.size(); ++p)
        if (step >= form.phrases[p].start_unit * metre.unit_steps) found = static_cast<int>(p);
    return found;
}

}  // namespace affetto
