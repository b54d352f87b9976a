#include "affetto/generation/ending.hpp"

#include <algorithm>

namespace affetto {

void close_at(std::vector<UnitNote>& notes, double end, double chord_span) {
    if (notes.empty()) return;
    const double last =
        std::max_element(notes.begin(), notes.end(), [](const UnitNote& a, const UnitNote& b) {
            return a.onset < b.onset;
        })->onset;
    for (UnitNote& note : notes) {
        if (note.onset >= last - chord_span)
            note.duration = end - note.onset;
        else
            note.duration = std::min(note.duration, end - note.onset);
    }
}

}  // namespace affetto
