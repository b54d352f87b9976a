#include "corpus/corpus_under_test.hpp"

#include <algorithm>

namespace affetto::test {

const std::vector<Etude>& corpus() {
    static const std::vector<Etude> pieces = [] {
        const CorpusConfig config;
        std::vector<Etude> result;
        result.reserve(static_cast<std::size_t>(config.clips));
        for (int i = 0; i < config.clips; ++i) result.push_back(compose_etude(config, i));
        return result;
    }();
    return pieces;
}

std::vector<const Etude*> originals() {
    std::vector<const Etude*> result;
    for (const Etude& etude : corpus())
        if (etude.twin_of.empty()) result.push_back(&etude);
    return result;
}

std::vector<TimedNote> pitched_notes(const Score& score) {
    std::vector<TimedNote> notes = timed_notes(score);
    notes.erase(
        std::remove_if(notes.begin(), notes.end(), [](const TimedNote& n) { return n.drums; }),
        notes.end());
    return notes;
}

std::vector<TimedNote> melody_notes(const Score& score) {
    std::vector<TimedNote> melody;
    for (const TimedNote& note : timed_notes(score)) {
        if (note.part != 0) continue;
        if (!melody.empty() && melody.back().onset == note.onset) {
            melody.back().pitch = std::max(melody.back().pitch, note.pitch);
            continue;
        }
        if (!melody.empty())
            melody.back().duration =
                std::min(melody.back().duration, note.onset - melody.back().onset);
        melody.push_back(note);
    }
    return melody;
}

}  // namespace affetto::test
