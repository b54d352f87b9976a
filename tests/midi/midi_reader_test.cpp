#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "midi/midi_bytes_of.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using test::big_endian;
using test::chunk;
using test::header;
using test::kEndOfTrack;
using test::notes_of;
using test::parse;
using test::parse_error;
using test::raw;
using test::track;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Note note(std::int64_t onset, std::int64_t duration, int pitch, int velocity) {
    return {Ticks(onset), Ticks(duration), pitch, velocity};
}

TEST(MidiReader, ReadsNotesWithRunningStatusAndVelocityZero) {
    EXPECT_THAT(notes_of(raw({0, 0x90, 60, 64, 10, 64, 65, 10, 60, 0, 0x83, 0x60, 0x80, 64, 0})),
                ElementsAre(note(0, 20, 60, 64), note(10, 490, 64, 65)));
}

TEST(MidiReader, MakesAPartOfEachTrackAndChannel) {
    const std::string two_channels = raw({0,    0xC0, 5,  0,  0xC9, 8,  0, 0x90, 60,   64, 0,
                                          0x99, 36,   90, 10, 0x80, 60, 0, 0,    0x89, 36, 0});
    const auto result = parse(header(1, 2, 96) + track(raw({0, 0xFF, 3, 3, 'S', 'o', 'n'})) +
                              track(raw({0, 0xFF, 3, 2, 'X', 'y'}) + two_channels));
    const Score& score = result.score;
    EXPECT_EQ(score.title, "Son");
    EXPECT_EQ(score.ticks_per_beat, 96);
    ASSERT_EQ(score.parts.size(), 2u);
    EXPECT_EQ(score.parts[0].name, "Xy");
    EXPECT_EQ(score.parts[0].program, 5);
    EXPECT_FALSE(score.parts[0].drums);
    EXPECT_EQ(score.parts[1].program, 8);
    EXPECT_TRUE(score.parts[1].drums);
    EXPECT_THAT(result.warnings, IsEmpty());
}

TEST(MidiReader, TakesTheProgramInForceAtTheFirstNote) {
    const auto result =
        parse(header(1, 1, 96) +
              track(raw({0, 0xC0, 5, 9, 0xC0, 6, 0, 0x90, 60, 64, 5, 0xC0, 7, 5, 0x80, 60, 0})));
    EXPECT_EQ(result.score.parts.at(0).program, 6);
    EXPECT_THAT(result.warnings, ElementsAre(HasSubstr("1 program change")));
}

TEST(MidiReader, TakesAProgramFromAnotherTrackOfTheChannel) {
    const auto score = parse(header(1, 2, 96) + track(raw({0, 0xC3, 40})) +
                             track(raw({0, 0x93, 60, 64, 5, 60, 0})))
                           .score;
    EXPECT_EQ(score.parts.at(0).program, 40);
}

TEST(MidiReader, CutsANoteWhereItsPitchIsStruckAgain) {
    EXPECT_THAT(notes_of(raw({0, 0x90, 60, 64, 10, 60, 65, 10, 60, 0, 10, 60, 0})),
                ElementsAre(note(0, 10, 60, 64), note(10, 10, 60, 65)));
}

TEST(MidiReader, GivesANoteOffBehindARepeatedNoteOnToTheNoteBefore) {
    EXPECT_THAT(notes_of(raw({0, 0x90, 60, 64, 10, 60, 65, 0, 60, 0, 10, 60, 0})),
                ElementsAre(note(0, 10, 60, 64), note(10, 10, 60, 65)));
}

TEST(MidiReader, KeepsTheLaterOfTwoNotesAtOnce) {
    EXPECT_THAT(notes_of(raw({0, 0x90, 60, 64, 0, 60, 65, 10, 60, 0, 0, 60, 0})),
                ElementsAre(note(0, 10, 60, 65)));
}

TEST(MidiReader, GivesANoteOfNoLengthOneTick) {
    const auto result =
        parse(header(1, 1, 96) + track(raw({7, 0x90, 60, 64, 0, 60, 0, 5, 62, 64, 5, 62, 0})));
    EXPECT_THAT(result.score.parts.at(0).notes,
                ElementsAre(note(7, 1, 60, 64), note(12, 5, 62, 64)));
    EXPECT_THAT(result.warnings, ElementsAre(HasSubstr("1 notes of no length")));
}

TEST(MidiReader, ClosesNotesWithTheirTrackAndSaysSo) {
    const auto result = parse(header(1, 1, 96) + chunk(raw({0, 0x90, 60, 64, 20, 0xFF, 0x2F, 0})));
    EXPECT_THAT(result.score.parts.at(0).notes, ElementsAre(note(0, 20, 60, 64)));
    EXPECT_THAT(result.warnings, ElementsAre(HasSubstr("1 notes were never closed")));
}

TEST(MidiReader, EndsNotesAtAllNotesOff) {
    EXPECT_THAT(notes_of(raw({0, 0x90, 60, 64, 0, 64, 64, 9, 0xB0, 123, 0, 9, 0x80, 60, 0})),
                ElementsAre(note(0, 9, 60, 64), note(0, 9, 64, 64)));
}

TEST(MidiReader, KeepsThePedalAndOtherControllers) {
    const auto score =
        parse(header(1, 1, 96) +
              track(raw({0, 0xB0, 64, 127, 0, 7, 100, 0, 0x90, 60, 64, 5, 60, 0, 5, 0xB0, 121, 0})))
            .score;
    EXPECT_THAT(score.parts.at(0).controls,
                ElementsAre(ControlChange{Ticks(0), 64, 127}, ControlChange{Ticks(0), 7, 100},
                            ControlChange{Ticks(10), 64, 0}));
}

TEST(MidiReader, KeepsPitchBends) {
    const auto score =
        parse(header(1, 1, 96) +
              track(raw({0, 0xE0, 0, 64, 5, 0, 0, 5, 127, 127, 0, 0x90, 60, 64, 5, 60, 0})))
            .score;
    EXPECT_THAT(score.parts.at(0).pitch_bends,
                ElementsAre(PitchBend{Ticks(0), 0}, PitchBend{Ticks(5), -8192},
                            PitchBend{Ticks(10), 8191}));
}

TEST(MidiReader, ReadsOverWhatAScoreDoesNotHold) {
    EXPECT_THAT(notes_of(raw({0,  0xF0, 3,    1, 2, 0xF7, 0,    0xF7, 1,  0xF8, 0, 0xE0, 0,
                              64, 0,    0xA0, 1, 2, 0,    0xD0, 3,    0,  0xFF, 1, 1,    'x',
                              0,  0xFF, 0x7F, 2, 1, 2,    0,    0x90, 60, 64,   5, 60,   0})),
                ElementsAre(note(0, 5, 60, 64)));
}

TEST(MidiReader, FindsTempoMetreAndKeyInAnyTrack) {
    const Score score =
        parse(header(1, 2, 96) +
              track(raw({0, 0xFF, 0x58, 4, 6, 3, 24, 8, 0, 0xFF, 0x59, 2, 0xFD, 1})) +
              track(raw({0,    0xFF, 0x51, 3, 0x0F, 0x42, 0x40, 96,   0xFF, 0x51, 3,
                         0x07, 0xA1, 0x20, 0, 0xFF, 0x51, 3,    0x03, 0xD0, 0x90})))
            .score;
    EXPECT_THAT(score.time_signatures, ElementsAre(TimeSignature{Ticks(0), 6, 8}));
    EXPECT_THAT(score.key_signatures, ElementsAre(KeySignature{Ticks(0), -3, true}));
    EXPECT_THAT(score.tempos, ElementsAre(TempoChange{Ticks(0), 60}, TempoChange{Ticks(96), 240}))
        << "of two tempos at one tick the later holds";
}

TEST(MidiReader, PutsTracksOfType2AfterEachOther) {
    const std::string pattern = track(raw({0, 0x90, 60, 64, 10, 60, 0}));
    const auto result = parse(header(2, 2, 96) + pattern + pattern);
    EXPECT_EQ(result.format, 2);
    ASSERT_EQ(result.score.parts.size(), 2u);
    EXPECT_EQ(result.score.parts[1].notes.at(0).onset, Ticks(10));
}

TEST(MidiReader, NamesAType0ScoreByItsTrack) {
    const auto score =
        parse(header(0, 1, 96) + track(raw({0, 0xFF, 3, 1, 'A', 0, 0x90, 60, 64, 5, 60, 0}))).score;
    EXPECT_EQ(score.title, "A");
    EXPECT_EQ(score.parts.at(0).name, "");
}

TEST(MidiReader, KeepsTheSecondsOfSmpteFiles) {
    struct Case {
        int frames, ticks;
        double seconds_per_tick;
    };
    for (const Case c : {Case{25, 40, 0.001}, Case{24, 4, 1.0 / 96}, Case{30, 80, 1.0 / 2400},
                         Case{25, 1, 0.04}, Case{29, 80, 1001.0 / 30'000 / 80}}) {
        const unsigned division =
            static_cast<unsigned>(256 - c.frames) << 8 | static_cast<unsigned>(c.ticks);
        const Score score =
            parse(header(1, 1, division) +
                  track(raw({0, 0xFF, 0x51, 3, 1, 1, 1, 50, 0x90, 60, 64, 100, 60, 0})))
                .score;
        const auto notes = timed_notes(score);
        ASSERT_EQ(notes.size(), 1u);
        EXPECT_NEAR(notes[0].onset, 50 * c.seconds_per_tick, 1e-9) << c.frames;
        EXPECT_NEAR(notes[0].duration, 100 * c.seconds_per_tick, 1e-9) << c.frames;
    }
}

TEST(MidiReader, MakesTextsUtf8) {
    const auto title = [](const std::string& text) {
        return parse(header(1, 1, 96) +
                     track(raw({0, 0xFF, 3, static_cast<int>(text.size())}) + text))
            .score.title;
    };
    EXPECT_EQ(title("Prélude"), "Prélude");
    EXPECT_EQ(title("Pr\xE9lude"), "Prélude");
    EXPECT_EQ(title(std::string(" a\nb\0 ", 6)), "ab");
    EXPECT_EQ(title("\xC0\xAF"), "\xC3\x80\xC2\xAF") << "an overlong form is no UTF-8";
    EXPECT_EQ(title("\xED\xA0\x80"), "\xC3\xAD\xC2\xA0\xC2\x80") << "nor is a surrogate";
}

TEST(MidiReader, PassesOverUnknownChunksAndALongHeader) {
    const std::string file = "MThd" + big_endian(8, 4) + big_endian(1, 2) + big_endian(1, 2) +
                             big_endian(96, 2) + "zz" + "XYZW" + big_endian(3, 4) + "abc" +
                             track(raw({0, 0x90, 60, 64, 5, 60, 0}));
    EXPECT_EQ(parse(file).score.note_count(), 1u);
}

TEST(MidiReader, WarnsOfWhatItAccepts) {
    const std::string note_events = raw({0, 0x90, 60, 64, 5, 60, 0});
    EXPECT_THAT(parse(header(1, 1, 96) + track(note_events) + "tail").warnings,
                ElementsAre(HasSubstr("4 bytes after")));
    EXPECT_THAT(parse(header(1, 1, 96) + chunk(note_events)).warnings,
                ElementsAre(HasSubstr("lack an end of track")));
    EXPECT_THAT(
        parse(header(1, 1, 96) + track(raw({0, 0x90, 60, 64, 5, 0xFF, 1, 0, 5, 60, 0}))).warnings,
        ElementsAre(HasSubstr("1 events use running status across")));
}

TEST(MidiReader, NamesFileByteAndTrackOfAFault) {
    const std::string good = header(1, 1, 96);
    EXPECT_EQ(parse_error(good + track(raw({0, 0x90, 60, 200}))),
              "test.mid: byte 25 (track 1): expected a velocity (0 to 127), found byte 200");
    EXPECT_EQ(parse_error(""), "test.mid: byte 0: the file is empty");
    EXPECT_THAT(parse_error("Hello, this is text"),
                HasSubstr("byte 0: it does not begin with MThd"));
    EXPECT_THAT(parse_error("MThd"), HasSubstr("byte 4: the data ends where the header's length"));
    EXPECT_THAT(parse_error(header(3, 1, 96)), HasSubstr("byte 8: format 3"));
    EXPECT_THAT(parse_error(header(1, 0, 96)), HasSubstr("byte 10: no tracks"));
    EXPECT_THAT(parse_error(header(1, 1, 0)), HasSubstr("byte 12: a division of 0"));
    EXPECT_THAT(parse_error(header(1, 1, 0x8000)), HasSubstr("byte 12: an SMPTE division of 128"));
    EXPECT_THAT(parse_error(good),
                HasSubstr("byte 14 (track 1): the data ends where the next track"));
    EXPECT_THAT(parse_error(good + track(raw({0, 60, 64}))),
                HasSubstr("byte 23 (track 1): expected a status"));
    EXPECT_THAT(parse_error(good + track(raw({0, 0xF4}))),
                HasSubstr("byte 23 (track 1): status byte 244"));
    EXPECT_THAT(parse_error(good + track(raw({0x80, 0x80, 0x80, 0x80, 0}))),
                HasSubstr("byte 22 (track 1): a delta time has more than four bytes"));
    EXPECT_THAT(parse_error(good + track(raw({0, 0xFF, 0x51, 3, 0, 0, 0}))),
                HasSubstr("byte 25 (track 1): a tempo of 0"));
    EXPECT_THAT(parse_error(good + track(raw({0, 0xFF, 0x51, 2, 1, 0}))),
                HasSubstr("a tempo of 2 bytes"));
    EXPECT_THAT(parse_error(good + track(raw({0, 0xFF, 0x58, 4, 0, 2, 24, 8}))),
                HasSubstr("a time signature of 0 over 2^2"));
    EXPECT_THAT(parse_error(good + track(raw({0, 0xFF, 0x59, 2, 8, 0}))),
                HasSubstr("a key signature of 8 sharps"));
}

TEST(MidiReader, RefusesSizesThatTheFileDoesNotHave) {
    const std::string claim = "MTrk" + big_endian(1'000'000'000, 4);
    EXPECT_EQ(parse_error(header(1, 1, 96) + claim + raw({0, 0x90, 60, 64})),
              "test.mid: byte 22 (track 1): a track claims 1000000000 bytes where 4 are left");
    EXPECT_THAT(parse_error(header(1, 1, 96) + track(raw({0, 0xF0, 0xFF, 0xFF, 0xFF, 0x7F}))),
                HasSubstr("a system exclusive message claims 268435455 bytes"));
    EXPECT_THAT(parse_error("MThd" + big_endian(0xFFFFFFFF, 4)), HasSubstr("the header claims"));
}

std::string two_track_file() {
    return header(1, 2, 96) + track(raw({0, 0x90, 60, 64, 5, 60, 0, 5, 62, 64, 5, 62, 0})) +
           track(raw({0, 0x91, 70, 64, 5, 70, 0}));
}

TEST(MidiReader, RefusesEveryFileCutShort) {
    const std::string file = two_track_file();
    for (std::size_t size = 0; size < file.size(); ++size)
        EXPECT_THAT(parse_error(file.substr(0, size)), HasSubstr("test.mid: byte ")) << size;
}

TEST(MidiReader, LenientlyKeepsWhatCameBeforeAFault) {
    const std::string file = two_track_file();
    const auto cut = parse(file.substr(0, 34), true);
    ASSERT_EQ(cut.score.parts.size(), 1u);
    EXPECT_THAT(cut.score.parts[0].notes, ElementsAre(note(0, 5, 60, 64), note(10, 5, 62, 64)));
    EXPECT_FALSE(cut.warnings.empty());
    for (std::size_t size = 14; size < file.size(); ++size)
        EXPECT_FALSE(parse(file.substr(0, size), true).warnings.empty()) << size;
    std::string broken = file;
    broken[24] = '\xFF';  // within the first track
    EXPECT_EQ(parse(broken, true).score.parts.back().notes.at(0).pitch, 70)
        << "the next track is whole";
}

TEST(MidiReader, KeepsItsLimits) {
    const auto limited = [](MidiLimits limits) {
        MidiReadOptions options;
        options.limits = limits;
        const std::string file = two_track_file();
        return parse_midi(std::as_bytes(std::span(file)), "test.mid", options);
    };
    EXPECT_NO_THROW(limited({}));
    EXPECT_THROW(limited({.max_bytes = 10}), DataError);
    EXPECT_THROW(limited({.max_events = 7}), DataError);
    EXPECT_THROW(limited({.max_seconds = 0.01}), DataError);
}

TEST(MidiReader, NamesAMissingFile) {
    const test::TemporaryFolder folder;
    try {
        (void)read_midi(folder / "no such.mid");
        FAIL();
    } catch (const DataError& error) {
        EXPECT_THAT(error.what(), HasSubstr("no such.mid"));
    }
}

}  // namespace
}  // namespace affetto
