#include "affetto/features/note_tokens.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "affetto/core/error.hpp"
#include "affetto/features/decoded_pitch.hpp"
#include "affetto/midi/instruments.hpp"
#include "affetto/midi/key_signature.hpp"

namespace affetto {
namespace {

constexpr int kSecondsTicksPerBeat = 500;  // at 120 bpm a tick is a millisecond
constexpr int kBeatsTicksPerBeat = 480;

/// Semitones that move the key's relative major to C, in -5..6.
int shift_to_c(int key) { return key <= 5 ? -key : 12 - key; }

int into_range(int pitch) {
    while (pitch < 0) pitch += 12;
    while (pitch > 127) pitch -= 12;
    return pitch;
}

/// What is left out of a rest that is longer than the longest gap: whole bars where there are bars,
/// so that the music after it keeps its place in them; else all that is too long. `bar` in the
/// format's units, 0: no bars.
double cut_from_rest(double rest, double longest, double bar) {
    const double excess = rest - longest;
    if (excess <= 0) return 0;
    const double bars = bar > 0 ? std::ceil(excess / bar - 1e-9) * bar : 0;
    return bars > 0 && bars < rest ? bars : excess;
}

/// A gap with some of the time that is owed since earlier gaps were rounded: at most half of the
/// gap, so that notes that begin together, or nearly so, stay together.
double gap_to_encode(double gap, double owed) {
    return std::max(0.0, gap + std::clamp(owed, -gap / 2, gap / 2));
}

std::vector<UnitNote> unit_notes_of(const Score& score, const NoteFormat& format) {
    const std::vector<PartKind> kinds = kinds_of(score);
    const TempoMap tempo(score);
    std::vector<UnitNote> notes;
    for (const TimedNote& note :
         timed_notes(score, format.pedal_lengthens ? Pedal::lengthens : Pedal::ignored)) {
        UnitNote unit{note.onset, note.duration, note.pitch, note.velocity,
                      part_token(format.parts, kinds[static_cast<std::size_t>(note.part)])};
        if (format.time_base == TimeBase::beats) {
            unit.onset = tempo.beats(tempo.ticks(Seconds(note.onset))).value;
            unit.duration = tempo.beats(tempo.ticks(Seconds(note.end()))).value - unit.onset;
        }
        notes.push_back(unit);
    }
    return notes;
}

/// The name of a part. A hand is named only beside the other hand: a piano that plays alone, or
/// accompanies a flute, is a piano.
std::string part_name(const PartKind& kind, const std::map<int, Part>& parts,
                      const PartTable& table) {
    const Hand hand = hand_in(kind.name);
    if (hand == Hand::none || kind.drums) return kind.name;
    for (const auto& [token, part] : parts) {
        const PartKind& other = table[static_cast<std::size_t>(token)];
        const Hand its = hand_in(other.name);
        if (!other.drums && other.program == kind.program && its != Hand::none && its != hand)
            return kind.name;
    }
    return std::string(instrument_of(kind.program).name);
}

}  // namespace

std::string_view name_of(NoteField field) {
    constexpr std::string_view kNames[] = {"gap", "part", "pitch", "duration", "velocity"};
    return kNames[field];
}

std::string_view name_of(TimeBase base) { return base == TimeBase::seconds ? "seconds" : "beats"; }

NoteVocabulary::NoteVocabulary(const NoteFormat& format)
    : gap(gap_bins(format.time_base)),
      duration(duration_bins(format.time_base)),
      velocity(velocity_bins()),
      sizes{gap.size(), static_cast<int>(format.parts.size()), kPitches, duration.size(),
            velocity.size()} {}

EncodedNotes encode_notes(const Score& score, const NoteFormat& format) {
    const NoteVocabulary vocabulary(format);
    std::vector<UnitNote> notes = unit_notes_of(score, format);
    if (notes.empty()) throw DataError("the score has no notes");

    EncodedNotes result;
    PieceCondition& condition = result.condition;
    if (format.key_normalise)
        condition.key = relative_major_tonic(estimate_key(timed_notes(score)));
    if (format.time_base == TimeBase::beats) {
        if (!score.tempos.empty()) condition.tempo_bpm = score.tempos.front().bpm;
        if (!score.time_signatures.empty()) {
            condition.metre_numerator = score.time_signatures.front().numerator;
            condition.metre_denominator = score.time_signatures.front().denominator;
        }
    }
    double first = notes.front().onset, last_end = 0;
    for (const UnitNote& note : notes) {
        first = std::min(first, note.onset);
        last_end = std::max(last_end, note.onset + note.duration);
    }
    condition.start =
        format.time_base == TimeBase::beats ? std::fmod(first, condition.bar_beats()) : first;
    condition.length = last_end - first;

    const double step = time_step(format.time_base);
    const auto grid = [&](double t) { return std::llround((t - first) / step); };
    std::stable_sort(notes.begin(), notes.end(), [&](const UnitNote& a, const UnitNote& b) {
        const auto ta = grid(a.onset), tb = grid(b.onset);
        if (ta != tb) return ta < tb;
        if (a.part != b.part) return a.part < b.part;
        return a.pitch < b.pitch;
    });

    const int shift = format.key_normalise ? shift_to_c(condition.key) : 0;
    const double bar = format.time_base == TimeBase::beats ? condition.bar_beats() : 0;
    double onset = 0, reached = 0;
    for (const UnitNote& note : notes) {
        NoteStep token{};
        const double now = static_cast<double>(grid(note.onset)) * step;
        const double cut = cut_from_rest(now - onset, vocabulary.gap.values.back(), bar);
        reached += cut;
        condition.length -= cut;
        token[kGap] = static_cast<std::int16_t>(
            vocabulary.gap.nearest(gap_to_encode(now - onset - cut, onset + cut - reached)));
        onset = now;
        reached += vocabulary.gap.value(token[kGap]);
        token[kPart] = static_cast<std::int16_t>(note.part);
        const bool drums = format.parts[static_cast<std::size_t>(note.part)].drums;
        token[kPitch] =
            static_cast<std::int16_t>(drums ? note.pitch : into_range(note.pitch + shift));
        token[kDuration] = static_cast<std::int16_t>(vocabulary.duration.nearest(note.duration));
        token[kVelocity] = static_cast<std::int16_t>(vocabulary.velocity.nearest(note.velocity));
        result.steps.push_back(token);
    }
    return result;
}

std::vector<UnitNote> to_unit_notes(std::span<const NoteStep> steps, const NoteFormat& format,
                                    const PieceCondition& condition) {
    const NoteVocabulary vocabulary(format);
    std::vector<UnitNote> notes;
    double now = condition.start;
    for (const NoteStep& step : steps) {
        now += vocabulary.gap.value(step[kGap]);
        const bool drums = format.parts[static_cast<std::size_t>(step[kPart])].drums;
        notes.push_back({now, vocabulary.duration.value(step[kDuration]),
                         drums ? step[kPitch] : pitch_of_token(step[kPitch], format, condition.key),
                         static_cast<int>(vocabulary.velocity.value(step[kVelocity])),
                         step[kPart]});
    }
    return notes;
}

Score to_score(std::span<const UnitNote> notes, const NoteFormat& format,
               const PieceCondition& condition) {
    Score score;
    const bool beats = format.time_base == TimeBase::beats;
    score.ticks_per_beat = beats ? kBeatsTicksPerBeat : kSecondsTicksPerBeat;
    const double ticks_per_unit = beats ? kBeatsTicksPerBeat : 2.0 * kSecondsTicksPerBeat;
    score.tempos.push_back({Ticks(0), beats ? condition.tempo_bpm : 120.0});
    if (beats) {
        score.time_signatures.push_back(
            {Ticks(0), condition.metre_numerator, condition.metre_denominator});
    }

    std::map<int, Part> parts;
    for (const UnitNote& note : notes) {
        Part& part = parts[note.part];
        const std::int64_t onset = std::llround(note.onset * ticks_per_unit);
        const std::int64_t end = std::llround((note.onset + note.duration) * ticks_per_unit);
        part.notes.push_back({Ticks(onset), Ticks(std::max<std::int64_t>(1, end - onset)),
                              note.pitch, std::clamp(note.velocity, 1, 127)});
    }
    for (auto& [token, part] : parts) {
        const PartKind& kind = format.parts[static_cast<std::size_t>(token)];
        part.name = part_name(kind, parts, format.parts);
        part.program = kind.program;
        part.drums = kind.drums;
        std::sort(part.notes.begin(), part.notes.end(), [](const Note& a, const Note& b) {
            return a.onset != b.onset ? a.onset < b.onset : a.pitch < b.pitch;
        });
        std::map<int, std::size_t> sounding;  // pitch -> index among the kept notes
        std::vector<Note> kept;
        for (Note note : part.notes) {
            const auto before = sounding.find(note.pitch);
            if (before != sounding.end()) {
                Note& old = kept[before->second];
                const Ticks old_end = old.onset + old.duration;
                if (old_end > note.onset) {
                    const Ticks end = std::max(old_end, note.onset + note.duration);
                    if (old.onset == note.onset) {
                        old.duration = end - old.onset;
                        old.velocity = std::max(old.velocity, note.velocity);
                        continue;
                    }
                    old.duration = note.onset - old.onset;
                    note.duration = end - note.onset;
                }
            }
            sounding[note.pitch] = kept.size();
            kept.push_back(note);
        }
        part.notes = std::move(kept);
        score.parts.push_back(std::move(part));
    }
    if (beats && format.key_normalise) {
        const Key key = key_of(score, format, condition);
        score.key_signatures.push_back({Ticks(0), sharps_of_key(key.tonic, key.minor), key.minor});
    }
    return score;
}

Score decode_notes(std::span<const NoteStep> steps, const NoteFormat& format,
                   const PieceCondition& condition) {
    return to_score(to_unit_notes(steps, format, condition), format, condition);
}

Json to_json(const NoteFormat& format) {
    return {{"time_base", name_of(format.time_base)},
            {"key_normalise", format.key_normalise},
            {"pedal_lengthens", format.pedal_lengthens},
            {"parts", to_json(format.parts)}};
}

NoteFormat note_format_from_json(const Json& json, const std::string& where) {
    NoteFormat format;
    try {
        const std::string base = json.at("time_base").get<std::string>();
        if (base != "seconds" && base != "beats")
            throw DataError(where + ": time_base must be seconds or beats, got '" + base + "'");
        format.time_base = base == "beats" ? TimeBase::beats : TimeBase::seconds;
        format.key_normalise = json.at("key_normalise").get<bool>();
        format.pedal_lengthens = json.at("pedal_lengthens").get<bool>();
        format.parts = part_table_from_json(json.at("parts"), where);
    } catch (const Json::exception& fault) {
        throw DataError(where + ": the note format is incomplete: " + fault.what());
    }
    return format;
}

}  // namespace affetto
