#include "affetto/evaluation/note_match.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace affetto {
namespace {

std::array<std::vector<double>, 128> onsets_by_pitch(std::span<const TimedNote> notes) {
    std::array<std::vector<double>, 128> onsets;
    for (const TimedNote& note : notes)
        if (note.pitch >= 0 && note.pitch < 128)
            onsets[static_cast<std::size_t>(note.pitch)].push_back(note.onset);
    for (auto& list : onsets) std::sort(list.begin(), list.end());
    return onsets;
}

}  // namespace

double NoteMatch::f1() const {
    return matched == 0 ? 0 : 2.0 * matched / static_cast<double>(reference + estimate);
}

NoteMatch match_notes(std::span<const TimedNote> reference, std::span<const TimedNote> estimate,
                      double tolerance) {
    NoteMatch match{0, static_cast<int>(reference.size()), static_cast<int>(estimate.size())};
    const auto wanted = onsets_by_pitch(reference), found = onsets_by_pitch(estimate);
    for (std::size_t pitch = 0; pitch < wanted.size(); ++pitch) {
        auto a = wanted[pitch].begin(), b = found[pitch].begin();
        while (a != wanted[pitch].end() && b != found[pitch].end()) {
            if (*a < *b - tolerance)
                ++a;
            else if (*b < *a - tolerance)
                ++b;
            else
                ++match.matched, ++a, ++b;
        }
    }
    return match;
}

}  // namespace affetto
