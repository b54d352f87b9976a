#include "affetto/evaluation/score_metrics.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/analysis/copied_run.hpp"
#include "affetto/analysis/entropy.hpp"
#include "affetto/analysis/key.hpp"
#include "affetto/analysis/note_statistics.hpp"
#include "affetto/analysis/onsets.hpp"
#include "affetto/analysis/repetition.hpp"
#include "affetto/evaluation/feature_rows.hpp"

namespace affetto {
namespace {

using Pieces = std::vector<JudgedPiece>;

Json diversity_json(const Pieces& pieces) {
    double ngrams = 0, pitch = 0, rhythm = 0, outside = 0, density = 0, voices = 0;
    for (const JudgedPiece& p : pieces) {
        ngrams += distinct_ngrams(p.notes, 4);
        pitch += pitch_class_entropy(p.notes);
        rhythm += rhythm_entropy(p.notes);
        outside += out_of_scale_share(p.notes);
        density += notes_per_second(p.notes);
        voices += polyphony(p.notes);
    }
    const double n = std::max<double>(1, static_cast<double>(pieces.size()));
    return {{"distinct_4grams", ngrams / n},     {"pitch_class_entropy_bits", pitch / n},
            {"rhythm_entropy_bits", rhythm / n}, {"out_of_scale_share", outside / n},
            {"notes_per_second", density / n},   {"polyphony", voices / n}};
}

Json copying_json(const EvaluationInput& input) {
    std::vector<std::vector<TimedNote>> corpus;
    for (const JudgedPiece& p : input.training) corpus.push_back(p.notes);
    const RunIndex index(corpus);
    const auto longest = [&](const Pieces& pieces) {
        CommonRun worst;
        std::string piece;
        double sum = 0;
        for (const JudgedPiece& p : pieces) {
            const CommonRun run = index.longest(p.notes);
            sum += static_cast<double>(run.notes);
            if (run.notes <= worst.notes) continue;
            worst = run;
            piece = p.id;
        }
        return Json{
            {"longest_run_notes", worst.notes},
            {"mean_run_notes", pieces.empty() ? 0.0 : sum / static_cast<double>(pieces.size())},
            {"piece", piece},
            {"copied_from", worst.notes > 0 ? input.training[worst.piece].id : ""}};
    };
    return {{"how", "longest run of notes shared with a training clip, transposition-invariant"},
            {"generated", longest(input.generated)},
            {"held_out", longest(input.held_out)}};
}

Json endings_json(const Pieces& pieces) {
    int on_time = 0;
    double worst_repetition = 0;
    for (const JudgedPiece& p : pieces) {
        double end = 0;
        for (const TimedNote& n : p.notes) end = std::max(end, n.end());
        on_time += std::abs(end - p.seconds_asked) <= 1.0 ? 1 : 0;
        worst_repetition = std::max(worst_repetition, longest_repeated_pitch(p.notes));
    }
    return {{"how",
             "pieces whose last note ends within 1 s of the length asked for; the longest time one "
             "pitch was "
             "struck alone"},
            {"pieces", pieces.size()},
            {"end_on_time", on_time},
            {"longest_single_pitch_seconds", worst_repetition}};
}

}  // namespace

Json score_metrics(const EvaluationInput& input) {
    return {{"diversity",
             {{"how",
               "means over pieces: share of distinct runs of four pitches, entropies of pitch "
               "classes and of times between chords in bits, share of notes outside the key, "
               "notes a second, notes at once; reference: the held-out pieces"},
              {"generated", diversity_json(input.generated)},
              {"real", diversity_json(input.held_out)}}},
            {"quadrants", by_quadrant(input, diversity_json)},
            {"copying", copying_json(input)},
            {"endings", endings_json(input.generated)}};
}

}  // namespace affetto
