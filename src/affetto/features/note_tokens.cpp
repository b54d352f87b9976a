#include "affetto/features/note_tokens.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "affetto/analysis/key.hpp"
#include "affetto/core/error.hpp"

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
    double reached = 0;
    for (const UnitNote& note : notes) {
        NoteStep token{};
        token[kGap] = static_cast<std::int16_t>(vocabulary.gap.nearest(
            std::max(0.0, static_cast<double>(grid(note.onset)) * step - reached)));
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
    const int shift = format.key_normalise ? shift_to_c(condition.key) : 0;
    std::vector<UnitNote> notes;
    double now = condition.start;
    for (const NoteStep& step : steps) {
        now += vocabulary.gap.value(step[kGap]);
        const bool drums = format.parts[static_cast<std::size_t>(step[kPart])].drums;
        notes.push_back({now, vocabulary.duration.value(step[kDuration]),
                         drums ? step[kPitch] : into_range(step[kPitch] - shift),
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
        if (format.key_normalise) {
            // Fifths from C to the key: each fifth up is seven semitones.
            const int fifths = (condition.key * 7) % 12;
            score.key_signatures.push_back({Ticks(0), fifths > 6 ? fifths - 12 : fifths, false});
        }
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
        part.name = kind.name;
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
