#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "affetto/core/csv.hpp"
#include "affetto/core/emotion.hpp"
#include "affetto/midi/midi_file.hpp"
#include "support/test_data.hpp"

namespace affetto::test {

/// A clip of EMOPIA (Hung et al., ISMIR 2021): transcribed piano with its quadrant.
struct EmopiaClip {
    std::string name;
    Quadrant quadrant = Quadrant::Q1;
    Score score;
};

/// `split`: "train" or "val". nullopt without the data.
inline std::optional<std::vector<EmopiaClip>> read_emopia(const std::string& split) {
    const auto root = test_data("datasets/EMOPIA_1.0");
    if (!root) return std::nullopt;
    std::vector<EmopiaClip> clips;
    const CsvTable table = read_csv(*root / "split" / (split + ".csv"));
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        const std::string name = table.at(row, "fname");
        clips.push_back({name, quadrant_from_name(table.at(row, "label")).value(),
                         read_midi(*root / "midis" / (name + ".mid")).score});
    }
    return clips;
}

/// Every `stride`th song of POP909 (Wang et al., ISMIR 2020). nullopt without the data.
inline std::optional<std::vector<Score>> read_pop909(int stride) {
    const auto root = test_data("datasets/POP909");
    if (!root) return std::nullopt;
    std::vector<Score> songs;
    for (int number = 1; number <= 909; number += stride) {
        std::string name = std::to_string(number);
        name.insert(0, 3 - name.size(), '0');
        songs.push_back(read_midi(*root / name / (name + ".mid")).score);
    }
    return songs;
}

}  // namespace affetto::test
