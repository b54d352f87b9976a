#include "affetto/midi/key_signature.hpp"

#include <array>
#include <cstdlib>

namespace affetto {

int sharps_of_key(int tonic, bool minor) {
    const int major = ((tonic + (minor ? 3 : 0)) % 12 + 12) % 12;
    // Fifths from C: each fifth up is seven semitones and one sharp.
    const int fifths = major * 7 % 12;
    return fifths > 6 || (fifths == 6 && minor) ? fifths - 12 : fifths;
}

int draw_major_tonic(Random& rng) {
    constexpr std::array<double, 7> kWeightOfAccidentals = {1, 0.9, 0.7, 0.5, 0.3, 0.05, 0.02};
    std::array<double, 12> weights{};
    for (int tonic = 0; tonic < 12; ++tonic)
        weights[static_cast<std::size_t>(tonic)] =
            kWeightOfAccidentals[static_cast<std::size_t>(std::abs(sharps_of_key(tonic, false)))];
    return static_cast<int>(rng.choose(weights));
}

}  // namespace affetto
