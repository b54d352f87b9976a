#include "affetto/midi/instruments.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace affetto {
namespace {

// clang-format off
constexpr std::array<Instrument, 128> kInstruments = {{
    {"Piano", 21, 108}, {"Bright piano", 21, 108}, {"Electric grand piano", 21, 108},
    {"Honky-tonk piano", 21, 108}, {"Electric piano", 28, 103}, {"Electric piano", 28, 103},
    {"Harpsichord", 29, 89}, {"Clavinet", 36, 96},
    {"Celesta", 60, 108}, {"Glockenspiel", 72, 108}, {"Music box", 60, 96},
    {"Vibraphone", 53, 89}, {"Marimba", 45, 96}, {"Xylophone", 65, 108},
    {"Tubular bells", 60, 77}, {"Dulcimer", 55, 91},
    {"Organ", 36, 96}, {"Percussive organ", 36, 96}, {"Rock organ", 36, 96},
    {"Church organ", 36, 96}, {"Reed organ", 36, 96}, {"Accordion", 53, 89},
    {"Harmonica", 60, 96}, {"Bandoneon", 53, 89},
    {"Guitar", 40, 84}, {"Steel guitar", 40, 84}, {"Jazz guitar", 40, 86},
    {"Electric guitar", 40, 86}, {"Muted guitar", 40, 86}, {"Overdriven guitar", 40, 86},
    {"Distorted guitar", 40, 86}, {"Guitar harmonics", 40, 86},
    {"Acoustic bass", 28, 67}, {"Electric bass", 28, 67}, {"Picked bass", 28, 67},
    {"Fretless bass", 28, 67}, {"Slap bass", 28, 67}, {"Slap bass", 28, 67},
    {"Synthesizer bass", 24, 67}, {"Synthesizer bass", 24, 67},
    {"Violin", 55, 100}, {"Viola", 48, 88}, {"Cello", 36, 81}, {"Contrabass", 28, 67},
    {"Tremolo strings", 28, 96}, {"Pizzicato strings", 28, 96}, {"Harp", 23, 103},
    {"Timpani", 36, 60},
    {"Strings", 28, 96}, {"Slow strings", 28, 96}, {"Synthesizer strings", 28, 96},
    {"Synthesizer strings", 28, 96}, {"Choir", 40, 84}, {"Voices", 40, 84},
    {"Synthesizer voice", 36, 96}, {"Orchestra hit", 48, 72},
    {"Trumpet", 52, 86}, {"Trombone", 40, 77}, {"Tuba", 26, 60}, {"Muted trumpet", 52, 84},
    {"French horn", 35, 77}, {"Brass", 36, 90}, {"Synthesizer brass", 36, 96},
    {"Synthesizer brass", 36, 96},
    {"Soprano saxophone", 56, 88}, {"Alto saxophone", 49, 82}, {"Tenor saxophone", 44, 78},
    {"Baritone saxophone", 36, 70}, {"Oboe", 58, 91}, {"English horn", 52, 81},
    {"Bassoon", 34, 75}, {"Clarinet", 50, 91},
    {"Piccolo", 74, 108}, {"Flute", 60, 96}, {"Recorder", 60, 92}, {"Pan flute", 60, 96},
    {"Blown bottle", 60, 96}, {"Shakuhachi", 55, 84}, {"Whistle", 60, 96}, {"Ocarina", 60, 84},
    {"Lead synthesizer", 21, 108}, {"Lead synthesizer", 21, 108}, {"Lead synthesizer", 21, 108},
    {"Lead synthesizer", 21, 108}, {"Lead synthesizer", 21, 108}, {"Lead synthesizer", 21, 108},
    {"Lead synthesizer", 21, 108}, {"Lead synthesizer", 21, 108},
    {"Synthesizer pad", 21, 108}, {"Synthesizer pad", 21, 108}, {"Synthesizer pad", 21, 108},
    {"Synthesizer pad", 21, 108}, {"Synthesizer pad", 21, 108}, {"Synthesizer pad", 21, 108},
    {"Synthesizer pad", 21, 108}, {"Synthesizer pad", 21, 108},
    {"Synthesizer effect", 21, 108}, {"Synthesizer effect", 21, 108},
    {"Synthesizer effect", 21, 108}, {"Synthesizer effect", 21, 108},
    {"Synthesizer effect", 21, 108}, {"Synthesizer effect", 21, 108},
    {"Synthesizer effect", 21, 108}, {"Synthesizer effect", 21, 108},
    {"Sitar", 48, 84}, {"Banjo", 48, 84}, {"Shamisen", 50, 79}, {"Koto", 55, 84},
    {"Kalimba", 48, 79}, {"Bagpipe", 46, 82}, {"Fiddle", 55, 96}, {"Shanai", 48, 72},
    {"Tinkle bell", 60, 96}, {"Agogo", 60, 84}, {"Steel drums", 52, 79}, {"Woodblock", 21, 108},
    {"Taiko drum", 21, 108}, {"Melodic tom", 21, 108}, {"Synthesizer drum", 21, 108},
    {"Reverse cymbal", 21, 108},
    {"Sound effect", 21, 108}, {"Sound effect", 21, 108}, {"Sound effect", 21, 108},
    {"Sound effect", 21, 108}, {"Sound effect", 21, 108}, {"Sound effect", 21, 108},
    {"Sound effect", 21, 108}, {"Sound effect", 21, 108},
}};
// clang-format on

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

}  // namespace

const Instrument& instrument_of(int program) {
    return kInstruments.at(static_cast<std::size_t>(std::clamp(program, 0, 127)));
}

Hand hand_in(std::string_view part_name) {
    std::string word;
    Hand found = Hand::none;
    for (std::size_t i = 0; i <= part_name.size(); ++i) {
        if (i < part_name.size() && is_letter(part_name[i])) {
            word += static_cast<char>(std::tolower(static_cast<unsigned char>(part_name[i])));
            continue;
        }
        if (word == "left" || word == "lh") found = Hand::left;
        if (word == "right" || word == "rh") found = Hand::right;
        word.clear();
    }
    return found;
}

}  // namespace affetto
