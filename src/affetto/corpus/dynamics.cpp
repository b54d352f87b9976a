#include "affetto/corpus/dynamics.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace affetto {
namespace {

double voice_level(Voice voice) {
    switch (voice) {
        case Voice::melody:
            return 0.9;
        case Voice::doubling:
            return 0.1;
        case Voice::bass:
            return 0.0;
        case Voice::inner:
            return -0.6;
        case Voice::drums:
            return -0.3;
    }
    return 0;
}

/// From 0 at a phrase's ends to 1 at its climax, two thirds in.
double swell(double place) {
    constexpr double kClimax = 0.66;
    const double x = place < kClimax ? place / kClimax : (1 - place) / (1 - kClimax);
    return std::sin(1.5707963 * std::clamp(x, 0.0, 1.0));
}

}  // namespace

void shape_dynamics(Sketch& sketch, double mean, double sd, const Form& form, const Metre& metre,
                    Random& rng) {
    std::vector<double> section(form.phrases.size());
    const double contrast = rng.chance(0.5) ? 0.7 : -0.7;
    for (std::size_t i = 0; i < section.size(); ++i) {
        const double place = static_cast<double>(i + 1) / static_cast<double>(section.size());
        section[i] = (form.phrases[i].letter == 'A' ? 0 : contrast) + 0.4 * std::min(place, 0.8) +
                     (form.phrases[i].variant > 0 ? 0.15 : 0);
    }
    std::vector<double> level;
    double sum = 0, squares = 0;
    std::size_t pitched = 0;
    for (const SketchNote& note : sketch) {
        const PhrasePlan& phrase = form.phrases[static_cast<std::size_t>(note.phrase)];
        const double place = (note.step - phrase.start_unit * metre.unit_steps) /
                             static_cast<double>(phrase.units * metre.unit_steps);
        const double z = voice_level(note.voice) + 1.1 * swell(place) +
                         0.22 * metric_strength(metre, note.step) +
                         section[static_cast<std::size_t>(note.phrase)] + 0.15 * rng.normal();
        level.push_back(z);
        if (note.voice == Voice::drums) continue;
        sum += z;
        squares += z * z;
        ++pitched;
    }
    if (pitched == 0) return;
    const double centre = sum / static_cast<double>(pitched);
    const double spread =
        std::sqrt(std::max(1e-6, squares / static_cast<double>(pitched) - centre * centre));
    for (std::size_t i = 0; i < sketch.size(); ++i) {
        const double velocity = mean + sd * (level[i] - centre) / spread;
        sketch[i].velocity = std::clamp(static_cast<int>(std::lround(velocity)), 8, 124);
    }
}

}  // namespace affetto
