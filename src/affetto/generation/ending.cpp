#include "affetto/generation/ending.hpp"

#include <algorithm>

namespace affetto {

void close_at(std::vector<UnitNote>& notes, double end, double chord_span, const PartTable& parts) {
    const auto is_drum = [&](const UnitNote& note) {
        return parts[static_cast<std::size_t>(note.part)].drums;
    };
    const bool only_drums = std::all_of(notes.begin(), notes.end(), is_drum);
    double last = 0;
    for (const UnitNote& note : notes)
        if (only_drums || !is_drum(note)) last = std::max(last, note.onset);
    for (UnitNote& note : notes) {
        const bool of_last_chord =
            note.onset >= last - chord_span && (only_drums || !is_drum(note));
        const double left = end - note.onset;
        note.duration = of_last_chord ? left : std::min(note.duration, left);
    }
}

}  // namespace affetto
