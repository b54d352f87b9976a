#include "affetto/generation/guards.hpp"

#include <algorithm>
#include <limits>

#include "affetto/features/decoded_pitch.hpp"
#include "affetto/midi/instruments.hpp"

namespace affetto {
namespace {

constexpr float kNever = -std::numeric_limits<float>::infinity();

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

/// Leaves the pitches that an instrument plays. `key` as in PieceCondition.
void keep_in_range(std::span<float> logits, const Instrument& instrument, const NoteFormat& format,
                   int key) {
    for (int token = 0; token < kPitches; ++token)
        if (!instrument.plays(pitch_of_token(token, format, key)))
            logits[static_cast<std::size_t>(token)] = kNever;
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

namespace {

void forbid_pitches(std::span<float> logits, const std::int64_t* drawn, const WrittenSoFar& written,
                    const NoteFormat& format, const NoteVocabulary& vocabulary, std::size_t chord) {
    const auto part = static_cast<std::size_t>(drawn[kPart]);
    const PartKind& kind = format.parts[part];
    if (!kind.drums) keep_in_range(logits, instrument_of(kind.program), format, written.key);
    std::vector<float> allowed(logits.begin(), logits.end());
    const auto never = [&](int pitch) { allowed[static_cast<std::size_t>(pitch)] = kNever; };
    if (drawn[kGap] == 0)
        for (std::size_t i = written.steps.size() - chord; i < written.steps.size(); ++i)
            if (written.steps[i][kPart] == drawn[kPart]) never(written.steps[i][kPitch]);
    if (!kind.drums) {
        const PitchRun& run = written.runs[part];
        const double now = written.seconds + vocabulary.gap.value(static_cast<int>(drawn[kGap])) *
                                                 written.unit_seconds;
        if (run.pitch >= 0 && now - run.start >= kLongestRepetition) never(run.pitch);
        if (const int pitch = looping_pitch(written.steps, static_cast<int>(part)); pitch >= 0)
            never(pitch);
    }
    if (std::any_of(allowed.begin(), allowed.end(), [](float l) { return l > kNever; }))
        std::copy(allowed.begin(), allowed.end(), logits.begin());
}

}  // namespace

void forbid(std::span<float> logits, NoteField field, const std::int64_t* drawn,
            const WrittenSoFar& written, const NoteFormat& format,
            const NoteVocabulary& vocabulary) {
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
    if (field == kPitch) forbid_pitches(logits, drawn, written, format, vocabulary, chord);
}

}  // namespace affetto
