#include "affetto/generation/guards.hpp"

#include <algorithm>
#include <limits>

namespace affetto {
namespace {

/// Seconds until nothing sounds any more.
double sound_left(const WrittenSoFar& written, const NoteVocabulary& vocabulary) {
    double left = 0, passed = 0;
    for (std::size_t i = written.steps.size(); i-- > 0;) {
        left = std::max(left, vocabulary.duration.value(written.steps[i][kDuration]) - passed);
        passed += vocabulary.gap.value(written.steps[i][kGap]);
        if (passed > vocabulary.duration.values.back()) break;
    }
    return left * written.unit_seconds;
}

/// The notes at the end of `steps` that begin together with the last one.
std::size_t chord_size(std::span<const NoteStep> steps) {
    std::size_t size = steps.empty() ? 0 : 1;
    while (size > 0 && size < steps.size() && steps[steps.size() - size][kGap] == 0) ++size;
    return size;
}

/// How far back a part's last notes are looked for.
constexpr std::size_t kLookBack = 128;

}  // namespace

int looping_pitch(std::span<const NoteStep> steps, int part) {
    std::vector<int> last;  // pitches of the part, the newest first
    const std::size_t oldest = steps.size() > kLookBack ? steps.size() - kLookBack : 0;
    for (std::size_t i = steps.size(); i-- > oldest && last.size() < kLongestLoop;)
        if (steps[i][kPart] == part) last.push_back(steps[i][kPitch]);
    if (last.size() < kLongestLoop) return -1;
    for (std::size_t period = 1; period <= kLoopPeriod; ++period)
        if (std::equal(last.begin() + static_cast<std::ptrdiff_t>(period), last.end(),
                       last.begin()))
            return last[period - 1];
    return -1;
}

void forbid(std::span<float> logits, NoteField field, const std::int64_t* drawn,
            const WrittenSoFar& written, const NoteFormat& format,
            const NoteVocabulary& vocabulary) {
    constexpr float kNever = -std::numeric_limits<float>::infinity();
    const std::size_t chord = chord_size(written.steps);
    if (field == kGap) {
        if (chord >= kLargestChord) logits[0] = kNever;
        const double longest = sound_left(written, vocabulary) + kLongestSilence;
        for (std::size_t i = logits.size(); i-- > 1;) {
            if (vocabulary.gap.values[i] * written.unit_seconds <= longest) break;
            logits[i] = kNever;
        }
    }
    if (field == kPart)
        for (std::size_t p = 0; p < logits.size(); ++p)
            if (!written.instruments[p]) logits[p] = kNever;
    if (field != kPitch) return;
    const auto part = static_cast<std::size_t>(drawn[kPart]);
    if (drawn[kGap] == 0)
        for (std::size_t i = written.steps.size() - chord; i < written.steps.size(); ++i)
            if (written.steps[i][kPart] == drawn[kPart])
                logits[static_cast<std::size_t>(written.steps[i][kPitch])] = kNever;
    if (format.parts[part].drums) return;
    const PitchRun& run = written.runs[part];
    const double now = written.seconds +
                       vocabulary.gap.value(static_cast<int>(drawn[kGap])) * written.unit_seconds;
    if (run.pitch >= 0 && now - run.start >= kLongestRepetition)
        logits[static_cast<std::size_t>(run.pitch)] = kNever;
    if (const int pitch = looping_pitch(written.steps, static_cast<int>(part)); pitch >= 0)
        logits[static_cast<std::size_t>(pitch)] = kNever;
}

}  // namespace affetto
