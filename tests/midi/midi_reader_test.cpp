#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "midi/midi_bytes_of.hpp"
#include "support/memory_cost.hpp"
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

TEST(MidiReader, EndsNotesWhereAnotherTrackTurnsThemOff) {
    const auto score =
        parse(header(1, 2, 96) + track(raw({0, 0xB0, 123, 0, 7, 120, 0})) +
              track(raw({0, 0x90, 60, 64, 0, 0x91, 60, 64, 9, 0x80, 60, 0, 0, 0x81, 60, 0})))
            .score;
    EXPECT_THAT(score.parts.at(0).notes, ElementsAre(note(0, 7, 60, 64)));
    EXPECT_THAT(score.parts.at(1).notes, ElementsAre(note(0, 9, 60, 64)));
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

TEST(MidiReader, TakesTheProgramInForceAtANote) {
    const auto result =
        parse(header(1, 1, 96) +
              track(raw({0, 0xC0, 5, 9, 0xC0, 6, 0, 0x90, 60, 64, 5, 0xC0, 7, 5, 0x80, 60, 0})));
    ASSERT_EQ(result.score.parts.size(), 1u);
    EXPECT_EQ(result.score.parts[0].program, 6);
    EXPECT_THAT(result.warnings, IsEmpty());
}

TEST(MidiReader, SplitsAPartWhereItsProgramChanges) {
    const auto result = parse(
        header(1, 1, 96) +
        track(raw({0, 0xFF, 3,  1,  'S', 0,  0xC0, 5, 0,    0x90, 60, 64,   5,  60, 0, 0,  0xC0, 48,
                   0, 0x90, 62, 64, 5,   62, 0,    0, 0xC0, 5,    0,  0x90, 64, 64, 5, 64, 0})));
    ASSERT_EQ(result.score.parts.size(), 2u);
    EXPECT_EQ(result.score.parts[0].program, 5);
    EXPECT_THAT(result.score.parts[0].notes, ElementsAre(note(0, 5, 60, 64), note(10, 5, 64, 64)));
    EXPECT_EQ(result.score.parts[1].program, 48);
    EXPECT_EQ(result.score.parts[1].name, "S");
    EXPECT_THAT(result.score.parts[1].notes, ElementsAre(note(5, 5, 62, 64)));
    EXPECT_THAT(result.warnings, IsEmpty());
}

TEST(MidiReader, SplitsDrumsWhereTheirKitChanges) {
    const Score score =
        parse(header(1, 1, 96) + track(raw({0, 0xC9, 0,  0, 0x99, 36, 64, 5, 36, 0,
                                            0, 0xC9, 25, 0, 0x99, 36, 64, 5, 36, 0})))
            .score;
    ASSERT_EQ(score.parts.size(), 2u);
    EXPECT_TRUE(score.parts[1].drums);
    EXPECT_EQ(score.parts[1].program, 25);
}

/// The programs of a file's parts, in their order.
std::vector<int> programs_of(const std::string& file) {
    std::vector<int> programs;
    for (const Part& part : parse(file).score.parts) programs.push_back(part.program);
    return programs;
}

TEST(MidiReader, LetsAProgramHoldForItsChannelInEveryTrack) {
    const std::string two_notes = raw({0, 0x93, 60, 64, 5, 60, 0, 5, 62, 64, 5, 62, 0});
    EXPECT_THAT(programs_of(header(1, 2, 96) + track(raw({0, 0xC3, 40})) + track(two_notes)),
                ElementsAre(40));
    EXPECT_THAT(programs_of(header(1, 2, 96) + track(two_notes) + track(raw({0, 0xC3, 40}))),
                ElementsAre(40))
        << "also from a later track at the same tick";
    EXPECT_THAT(programs_of(header(1, 2, 96) + track(raw({8, 0xC3, 40})) +
                            track(raw({0, 0xC3, 7}) + two_notes)),
                ElementsAre(7, 40));
}

TEST(MidiReader, GivesATrackItsOwnProgramOfSeveralAtOneTick) {
    const auto with_program = [](int program) {
        return track(raw({0, 0xC3, program, 0, 0x93, 60, 64, 5, 60, 0}));
    };
    EXPECT_THAT(programs_of(header(1, 3, 96) + with_program(1) + with_program(2) + with_program(3)),
                ElementsAre(1, 2, 3));
}

TEST(MidiReader, GivesEveryPortProgramsAndControllersOfItsOwn) {
    const auto on_port = [](int port, int program) {
        return track(raw({0, 0xFF, 0x21, 1, port, 0, 0xC0, program, 0, 0xB0, 7, program}));
    };
    const auto notes_on_port = [](int port) {
        return track(raw({0, 0xFF, 0x21, 1, port, 0, 0x90, 60, 64, 5, 60, 0}));
    };
    const Score score = parse(header(1, 4, 96) + on_port(0, 10) + on_port(1, 20) +
                              notes_on_port(0) + notes_on_port(1))
                            .score;
    ASSERT_EQ(score.parts.size(), 2u);
    EXPECT_EQ(score.parts[0].program, 10);
    EXPECT_EQ(score.parts[1].program, 20);
    ASSERT_EQ(score.channels.size(), 2u);
    EXPECT_EQ(score.channels[*score.parts[1].channel].controls.at(0).value, 20);
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

TEST(MidiReader, LetsControllersAndBendsHoldForTheirChannelInEveryTrack) {
    const Score score =
        parse(header(1, 4, 96) + track(raw({0, 0xB0, 7, 10, 9, 64, 127, 9, 64, 0})) +
              track(raw({0, 0x90, 60, 64, 5, 60, 0})) +
              track(raw({0, 0xB0, 11, 80, 2, 0xE0, 0, 0, 0, 0x90, 62, 64, 5, 62, 0})) +
              track(raw({0, 0x91, 64, 64, 5, 64, 0})))
            .score;
    ASSERT_EQ(score.channels.size(), 1u);
    EXPECT_THAT(score.channels[0].controls,
                ElementsAre(ControlChange{Ticks(0), 7, 10}, ControlChange{Ticks(0), 11, 80},
                            ControlChange{Ticks(9), 64, 127}, ControlChange{Ticks(18), 64, 0}));
    EXPECT_THAT(score.channels[0].pitch_bends, ElementsAre(PitchBend{Ticks(2), -8192}));
    ASSERT_EQ(score.parts.size(), 3u);
    EXPECT_EQ(score.parts[0].channel, 0u);
    EXPECT_EQ(score.parts[1].channel, 0u);
    EXPECT_EQ(score.parts[2].channel, std::nullopt);
}

TEST(MidiReader, MakesAResetOfAllControllersTheChangesThatItMakes) {
    const Score score =
        parse(header(1, 2, 96) +
              track(raw({0, 0xB0, 64, 127, 0, 7,    100, 0, 11, 50,   0,  101, 0, 0,  100,
                         0, 0,    6,  12,  0, 0xE0, 0,   0, 0,  0x90, 60, 64,  5, 60, 0})) +
              track(raw({10, 0xB0, 121, 0, 5, 121, 0})))
            .score;
    const auto& controls = score.channels.at(0).controls;
    EXPECT_THAT(
        std::vector(controls.begin() + 6, controls.end()),
        ElementsAre(ControlChange{Ticks(10), 11, 127}, ControlChange{Ticks(10), 64, 0},
                    ControlChange{Ticks(10), 101, 127}, ControlChange{Ticks(10), 100, 127}));
    EXPECT_THAT(score.channels[0].pitch_bends,
                ElementsAre(PitchBend{Ticks(0), -8192}, PitchBend{Ticks(10), 0}));
}

TEST(MidiReader, LeavesOutOtherChannelModeMessagesAndSaysSo) {
    const auto result = parse(header(1, 1, 96) +
                              track(raw({0,   0xB0, 126, 1,   0, 0x90, 60,  64, 2, 0xB0, 122, 0, 0,
                                         124, 0,    0,   125, 0, 0,    127, 0,  3, 0x90, 60,  0})));
    EXPECT_THAT(result.score.parts.at(0).notes, ElementsAre(note(0, 5, 60, 64)));
    EXPECT_EQ(result.score.parts[0].channel, std::nullopt);
    EXPECT_THAT(result.warnings, ElementsAre(HasSubstr("5 channel-mode messages")));
}

TEST(MidiReader, CountsNotesThatVanish) {
    const auto result =
        parse(header(1, 1, 96) + track(raw({0, 0x90, 60, 64, 0, 60, 65, 10, 60, 0, 0, 60, 0})));
    EXPECT_EQ(result.score.note_count(), 1u);
    EXPECT_THAT(result.warnings, ElementsAre(HasSubstr("1 notes are left out because")));
}

TEST(MidiReader, LeavesOutBrokenSignaturesAndSaysSo) {
    const auto result =
        parse(header(1, 1, 96) +
              track(raw({0,    0xFF, 0x59, 2, 0xFF, 0xFF, 0,    0xFF, 0x59, 2,    8,  0, 0,
                         0xFF, 0x59, 1,    0, 0,    0xFF, 0x58, 4,    0,    2,    24, 8, 0,
                         0xFF, 0x58, 4,    4, 9,    24,   8,    0,    0xFF, 0x58, 0,  0, 0xFF,
                         0x59, 2,    1,    0, 0,    0x90, 60,   64,   5,    60,   0})));
    EXPECT_EQ(result.score.note_count(), 1u);
    EXPECT_THAT(result.score.key_signatures, ElementsAre(KeySignature{Ticks(0), 1, false}));
    EXPECT_THAT(result.score.time_signatures, IsEmpty());
    EXPECT_THAT(result.warnings,
                ElementsAre("6 broken events that only inform are left out, the first at byte 25 "
                            "(track 1): a key signature of -1 sharps, mode 255; expected -7 to 7 "
                            "sharps, mode 0 or 1"));
}

std::string little_endian(unsigned value) {
    std::string bytes = big_endian(value, 4);
    std::reverse(bytes.begin(), bytes.end());
    return bytes;
}

TEST(MidiReader, OpensAMidiFileInsideARiffFile) {
    const std::string midi = header(1, 1, 96) + track(raw({0, 0x90, 60, 64, 5, 60, 0}));
    const std::string chunks = "LIST" + little_endian(3) + "abc" + raw({0}) + "data" +
                               little_endian(static_cast<unsigned>(midi.size())) + midi;
    const std::string riff =
        "RIFF" + little_endian(static_cast<unsigned>(chunks.size()) + 4) + "RMID" + chunks;
    const auto result = parse(riff + "DISP" + little_endian(2) + "xx");
    EXPECT_THAT(result.warnings, IsEmpty());
    EXPECT_EQ(result.score, parse(midi).score);
    EXPECT_EQ(result.tracks, 1);
    EXPECT_EQ(parse_error(riff.substr(0, 20)),
              "test.mid: byte 20: a chunk of the RIFF file claims 3 bytes where 0 are left");
    EXPECT_THAT(parse_error(riff.substr(0, 24)),
                HasSubstr("byte 24: the data ends where the chunk 'data' of the RIFF file"));
    std::string broken = riff;
    broken[riff.size() - 5] = '\xFF';  // a velocity
    EXPECT_THAT(parse_error(broken),
                HasSubstr("byte " + std::to_string(riff.size() - 5) + " (track 1): "));
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
    EXPECT_THROW(limited({.max_parts = 1}), DataError);
    EXPECT_THROW(limited({.max_seconds = 0.01}), DataError);
    EXPECT_THROW(limited({.max_parts = 0}), DataError);
    EXPECT_THROW(limited({.max_channels = 0}), DataError);
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

TEST(MidiReader, RefusesMoreInstrumentsThanMusicHas) {
    std::string all;  // a note on each of the 16 channels of each of 300 tracks
    for (int c = 0; c < 16; ++c) all += raw({0, 0x90 | c, 60, 64});
    std::string file = header(1, 300, 96);
    for (int t = 0; t < 300; ++t) file += track(all);
    EXPECT_THAT(parse_error(file), HasSubstr("(track 257): more parts than the limit of 4096"));
    std::string silent;
    for (int c = 0; c < 16; ++c) silent += raw({0, 0xC0 | c, 1});
    file = header(1, 4'200, 96);
    for (int t = 0; t < 4'200; ++t) file += track(silent);
    EXPECT_THAT(parse_error(file), HasSubstr("more channels in use than the limit of 65536"));
}

TEST(MidiReader, KeepsTheBeginningOfALongName) {
    const std::string name(3'000, 'x');
    const std::string length = raw({0x97, 0x38});  // 3000
    const std::string note = raw({0, 0x90, 60, 64, 5, 60, 0});
    const auto named = [&](const std::string& text) {
        return parse(header(1, 1, 96) + track(raw({0, 0xFF, 3}) + length + text + note))
            .score.parts.at(0)
            .name;
    };
    EXPECT_EQ(named(name), std::string(200, 'x'));
    std::string accents;
    while (accents.size() < 3'000) accents += "\xC3\xA9";
    EXPECT_EQ(named(accents), accents.substr(0, 400)) << "200 characters of two bytes";
    EXPECT_EQ(named(std::string(3'000, '\xE9')), accents.substr(0, 400)) << "Latin-1";
}

TEST(MidiReader, TakesNoMoreForANameOf50MegabytesThanForAShortOne) {
    const std::string length = raw({0x98, 0x80, 0x80, 0});  // 24 * 2^21 = 50,331,648
    std::string all;
    for (int c = 0; c < 16; ++c) all += raw({0, 0x90 | c, 60, 64});
    const std::string file =
        header(1, 1, 96) + track(raw({0, 0xFF, 3}) + length + std::string(50'331'648, 'n') + all);
    const std::uint64_t cost =
        test::memory_cost([&] { EXPECT_EQ(parse(file).score.parts.size(), 16u); });
    EXPECT_LT(cost, 16u << 20);
}

}  // namespace
}  // namespace affetto
