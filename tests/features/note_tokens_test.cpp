#include "affetto/features/note_tokens.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "affetto/core/error.hpp"
#include "affetto/core/random.hpp"
#include "affetto/features/piano_roll.hpp"
#include "affetto/midi/key_signature.hpp"

namespace affetto {
namespace {

/// A drawn score on the sixteenth grid with two instruments and drums.
Score random_score(std::uint64_t seed) {
    Random rng(seed);
    Score score;
    score.tempos.push_back({Ticks(0), 96});
    score.time_signatures.push_back({Ticks(0), 3, 4});
    score.parts = {Part{"Flute", 73, false, {}, {}}, Part{"Piano", 0, false, {}, {}},
                   Part{"Drums", 0, true, {}, {}}};
    for (Part& part : score.parts) {
        std::int64_t at = 0;
        for (int i = 0; i < 40; ++i) {
            at += 120 * rng.integer(1, 4);
            part.notes.push_back({Ticks(at), Ticks(120 * rng.integer(1, 6)), rng.integer(40, 80),
                                  rng.integer(20, 110)});
        }
    }
    return score;
}

NoteFormat format_for(const Score& score, TimeBase base) {
    NoteFormat format;
    format.time_base = base;
    PartTableBuilder parts;
    parts.add(score);
    format.parts = parts.build();
    return format;
}

TEST(NoteTokens, KeepEveryOnsetPitchAndPartOfMusicOnAGrid) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const Score score = random_score(seed);
        const NoteFormat format = format_for(score, TimeBase::beats);
        const EncodedNotes encoded = encode_notes(score, format);
        const Score back = decode_notes(encoded.steps, format, encoded.condition);
        EXPECT_DOUBLE_EQ(back.tempos.front().bpm, 96);
        EXPECT_EQ(back.time_signatures.front().numerator, 3);
        ASSERT_EQ(back.parts.size(), 3u);
        const std::int64_t bar = 3 * 480;
        for (const Part& part : score.parts) {
            const auto same = std::find_if(back.parts.begin(), back.parts.end(),
                                           [&](const Part& p) { return p.name == part.name; });
            ASSERT_NE(same, back.parts.end());
            ASSERT_EQ(same->notes.size(), part.notes.size());
            EXPECT_EQ(same->program, part.program);
            EXPECT_EQ(same->drums, part.drums);
            const std::int64_t shift = part.notes[0].onset.value - same->notes[0].onset.value;
            EXPECT_EQ(shift % bar, 0);
            for (std::size_t i = 0; i < part.notes.size(); ++i) {
                EXPECT_EQ(same->notes[i].onset.value + shift, part.notes[i].onset.value);
                EXPECT_EQ(same->notes[i].pitch, part.notes[i].pitch);
                EXPECT_LE(std::abs(same->notes[i].velocity - part.notes[i].velocity), 2);
            }
        }
    }
}

TEST(NoteTokens, KeepOnsetsOfAPerformanceWithinAStepWhileGapsAreShort) {
    Random rng(3);
    Score score;
    score.ticks_per_beat = 1000;
    score.parts = {Part{"Piano", 0, false, {}, {}}};
    std::int64_t at = 0;
    for (int i = 0; i < 200; ++i) {
        at += rng.integer(0, 700);
        score.parts[0].notes.push_back({Ticks(at), Ticks(200), 30 + i % 60, 64});
    }
    const NoteFormat format = format_for(score, TimeBase::seconds);
    const EncodedNotes encoded = encode_notes(score, format);
    const auto notes = to_unit_notes(encoded.steps, format, encoded.condition);
    const auto original = timed_notes(score);
    ASSERT_EQ(notes.size(), original.size());
    for (std::size_t i = 0; i < notes.size(); ++i)
        EXPECT_NEAR(notes[i].onset, original[i].onset, 0.0151);
}

TEST(NoteTokens, KeyNormalisationIsUndoneOnTheWayBack) {
    Score score;
    score.parts = {Part{"Piano", 0, false, {}, {}}};
    for (int i = 0; i < 16; ++i) {  // D major
        constexpr int kScale[] = {62, 64, 66, 67, 69, 71, 73, 74};
        score.parts[0].notes.push_back({Ticks(480 * i), Ticks(480), kScale[i % 8], 64});
    }
    const NoteFormat format = format_for(score, TimeBase::beats);
    const EncodedNotes encoded = encode_notes(score, format);
    EXPECT_EQ(encoded.condition.key, 2);
    EXPECT_EQ(encoded.steps[0][kPitch], 60);
    EXPECT_EQ(decode_notes(encoded.steps, format, encoded.condition).parts[0].notes[0].pitch, 62);
}

TEST(NoteTokens, ARestrikeDoesNotShortenTheSound) {
    const NoteFormat format;
    const UnitNote notes[] = {{0, 4, 60, 80, 0}, {1, 0.5, 60, 80, 0}};
    const Score score = to_score(notes, format, {});
    ASSERT_EQ(score.parts[0].notes.size(), 2u);
    EXPECT_EQ(score.end().value, 4000);
}

/// Eight notes, a rest, then 16 triads.
Score with_rest(double rest_seconds, double bpm) {
    Score score;
    score.tempos.push_back({Ticks(0), bpm});
    score.parts = {Part{"Piano", 0, false, {}, {}}};
    auto& notes = score.parts[0].notes;
    for (int i = 0; i < 8; ++i) notes.push_back({Ticks(120 * i), Ticks(120), 60 + i, 80});
    const std::int64_t start = std::llround(rest_seconds * bpm / 60 * 480 / 120) * 120;
    for (int i = 0; i < 16; ++i)
        for (const int pitch : {60, 64, 67})
            notes.push_back({Ticks(start + 120 * i), Ticks(120), pitch, 80});
    return score;
}

TEST(NoteTokens, ShortenALongRestOnceAndKeepChordsTogether) {
    for (const TimeBase base : {TimeBase::beats, TimeBase::seconds})
        for (const double rest : {60.0, 4.0, 9.3, 33.3, 600.0})
            for (const double bpm : {60.0, 93.0, 120.0, 200.0}) {
                const Score score = with_rest(rest, bpm);
                const NoteFormat format = format_for(score, base);
                const EncodedNotes encoded = encode_notes(score, format);
                const NoteVocabulary vocabulary(format);
                ASSERT_EQ(encoded.steps.size(), 8u + 48u);
                double length = 0;
                for (std::size_t i = 1; i < encoded.steps.size(); ++i) {
                    const double gap = vocabulary.gap.value(encoded.steps[i][kGap]);
                    length += gap;
                    if (i <= 8) continue;
                    const bool begins_triad = (i - 8) % 3 == 0;
                    EXPECT_LT(gap, begins_triad ? 1.0 : 1e-9) << rest << " s, note " << i;
                }
                EXPECT_NEAR(encoded.condition.length, length, 1.0) << rest << " s at " << bpm;
            }
}

TEST(NoteTokens, AShortenedRestKeepsThePlaceInTheBar) {
    const Score score = with_rest(60, 120);
    const NoteFormat format = format_for(score, TimeBase::beats);
    const EncodedNotes encoded = encode_notes(score, format);
    const NoteVocabulary vocabulary(format);
    // 118.25 beats from the last note of the run to the first chord, less 26 bars of 4.
    EXPECT_DOUBLE_EQ(vocabulary.gap.value(encoded.steps[8][kGap]), 14);
    const auto notes = to_unit_notes(encoded.steps, format, encoded.condition);
    EXPECT_NEAR(std::fmod(notes.back().onset, 4), std::fmod(120 + 3.75, 4), 1e-9);
}

TEST(NoteTokens, SpellMinorKeysAsMinor) {
    constexpr int kMinor[] = {57, 60, 64, 69, 68, 71, 69, 57};  // A minor
    for (int shift = 0; shift < 12; ++shift) {
        Score score;
        score.parts = {Part{"Piano", 0, false, {}, {}}};
        for (int i = 0; i < 32; ++i)
            score.parts[0].notes.push_back(
                {Ticks(480 * i), Ticks(i % 8 == 4 ? 120 : 480), kMinor[i % 8] + shift, 64});
        const NoteFormat format = format_for(score, TimeBase::beats);
        const EncodedNotes encoded = encode_notes(score, format);
        const KeySignature signature =
            decode_notes(encoded.steps, format, encoded.condition).key_signatures.at(0);
        EXPECT_TRUE(signature.minor) << shift;
        EXPECT_EQ(signature.sharps, sharps_of_key(9 + shift, true)) << shift;
    }
}

TEST(NoteTokens, NameAHandOnlyBesideTheOther) {
    NoteFormat format;
    format.parts = {PartKind{0, false, 0, "Piano right hand"},
                    PartKind{0, false, 1, "Piano left hand"}, PartKind{73, false, 0, "Flute"}};
    const UnitNote right{0, 1, 72, 80, 0}, left{0, 1, 48, 80, 1}, flute{0, 1, 84, 80, 2};
    const UnitNote alone[] = {right, flute}, both[] = {right, left};
    EXPECT_EQ(to_score(alone, format, {}).parts[0].name, "Piano");
    EXPECT_EQ(to_score(alone, format, {}).parts[1].name, "Flute");
    EXPECT_EQ(to_score(both, format, {}).parts[0].name, "Piano right hand");
    EXPECT_EQ(to_score(both, format, {}).parts[1].name, "Piano left hand");
}

TEST(NoteTokens, RefuseAScoreWithoutNotes) {
    EXPECT_THROW(encode_notes(Score{}, NoteFormat{}), DataError);
}

TEST(PianoRoll, KeepsOnsetsWithinHalfAFrame) {
    const Score score = random_score(5);
    Score pitched = score;
    pitched.parts.resize(2);
    const NoteFormat format = format_for(pitched, TimeBase::beats);
    const EncodedRoll roll = encode_roll(pitched, format);
    const Score back = decode_roll(roll.frames, format, roll.condition);
    EXPECT_GT(back.note_count(), 40u);
    for (const Note& note : back.parts[0].notes) EXPECT_EQ(note.onset.value % 120, 0);
}

}  // namespace
}  // namespace affetto
