#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "affetto/core/error.hpp"
#include "affetto/midi/midi_file.hpp"
#include "affetto/midi/midi_seats.hpp"
#include "midi/random_score.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Score one_part(std::vector<Note> notes) {
    Score score;
    score.parts.push_back({"Piano", 0, false, std::move(notes), {}});
    return score;
}

Score round_trip(const Score& score) { return parse_midi(serialize_midi(score), "written").score; }

TEST(MidiWriter, RoundTripsEveryWellFormedScore) {
    Random random(20);
    for (int i = 0; i < 300; ++i) {
        const Score score = test::random_score(random);
        const auto result = parse_midi(serialize_midi(score), "written");
        ASSERT_EQ(result.score, score) << "score " << i;
        EXPECT_EQ(result.format, 1);
        EXPECT_THAT(result.warnings, IsEmpty());
    }
}

TEST(MidiWriter, RoundTripsRestsBeyondTheLargestDeltaTime) {
    Score score = one_part({{Ticks(300'000'000), Ticks(600'000'000), 60, 64}});
    score.ticks_per_beat = 32'767;
    score.tempos = {{Ticks(0), 6'000}};
    EXPECT_EQ(round_trip(score), score);
}

TEST(MidiWriter, WritesKnownBytes) {
    Score score = one_part({{Ticks(0), Ticks(480), 60, 64}});
    score.tempos = {{Ticks(0), 120}};
    const std::string expected(
        "MThd\0\0\0\6\0\1\0\2\1\xE0"
        "MTrk\0\0\0\x0B\0\xFF\x51\3\7\xA1\x20\0\xFF\x2F\0"
        "MTrk\0\0\0\x18\0\xFF\3\5Piano\0\xC0\0\0\x90\x3C\x40\x83\x60\x3C\0\0\xFF\x2F\0",
        14 + 8 + 11 + 8 + 24);
    const Bytes bytes = serialize_midi(score);
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()), expected);
}

TEST(MidiWriter, CutsOverlapsOfAPitch) {
    const Score read = round_trip(one_part({{Ticks(0), Ticks(100), 60, 64},
                                            {Ticks(50), Ticks(20), 60, 65},
                                            {Ticks(80), Ticks(20), 60, 66},
                                            {Ticks(80), Ticks(30), 60, 67}}));
    EXPECT_THAT(read.parts.at(0).notes,
                ElementsAre(Note{Ticks(0), Ticks(50), 60, 64}, Note{Ticks(50), Ticks(20), 60, 65},
                            Note{Ticks(80), Ticks(30), 60, 67}));
}

/// The channels that a score's parts are written on, over all ports.
std::set<int> channels_used(const Score& score) {
    std::set<int> used;
    for (const MidiSeat& seat : seat_parts(score)) used.insert(16 * seat.port + seat.channel);
    return used;
}

TEST(MidiWriter, KeepsChannelTenForDrums) {
    Score score;
    for (int p = 0; p < 15; ++p)
        score.parts.push_back({"", p, false, {{Ticks(0), Ticks(10), 60, 64}}});
    score.parts.push_back({"Kit", 0, true, {{Ticks(0), Ticks(10), 36, 64}}});
    score.parts.push_back({"Again", 3, false, {{Ticks(5), Ticks(10), 61, 64}}});
    const std::vector<MidiSeat> seats = seat_parts(score);
    EXPECT_EQ(seats[15], (MidiSeat{0, 9}));
    EXPECT_EQ(seats[16], seats[3]) << "a sixteenth melodic part shares its program's channel";
    EXPECT_EQ(round_trip(score), score);
}

TEST(MidiWriter, SharesChannelsByProgramChangesWhereInstrumentsAreMany) {
    Score score;
    for (int p = 0; p < 40; ++p) {
        std::vector<Note> notes;
        for (int n = 0; n < 20; ++n)
            notes.push_back({Ticks(100 * n + 10 * (p % 3)), Ticks(100), 40 + p, 64});
        score.parts.push_back({"", 3 * p, false, notes});
    }
    EXPECT_EQ(round_trip(score), score);
    EXPECT_EQ(channels_used(score).size(), 15u) << "no second port, which many players ignore";
}

TEST(MidiWriter, SharesTheChannelWhereNotesOfAPitchDoNotMeet) {
    Score score;
    for (int p = 0; p < 15; ++p)
        score.parts.push_back({"", p, false, {{Ticks(0), Ticks(100), p == 7 ? 61 : 60, 64}}});
    score.parts.push_back({"", 99, false, {{Ticks(50), Ticks(100), 60, 64}}});
    const std::vector<MidiSeat> seats = seat_parts(score);
    EXPECT_EQ(seats[15], seats[7]);
}

TEST(MidiWriter, PutsChannelsThatMustBeApartOnFurtherPorts) {
    Score score;
    for (std::size_t p = 0; p < 40; ++p) {
        score.parts.push_back({"", 5, p % 8 == 7, {{Ticks(0), Ticks(10), 60, 64}}, p});
        score.channels.push_back({{{Ticks(0), 7, static_cast<int>(p)}}, {}});
    }
    score.parts.push_back({"free", 5, false, {{Ticks(0), Ticks(10), 60, 64}}});
    EXPECT_EQ(channels_used(score).size(), 41u);
    EXPECT_EQ(round_trip(score), score);
}

TEST(MidiWriter, KeepsPartsOfOneChannelOnOneChannel) {
    Score score;
    for (const int program : {0, 48, 0})
        score.parts.push_back(
            {"",
             program,
             false,
             {{Ticks(0), Ticks(10), 60 + program, 64}, {Ticks(20), Ticks(10), 60, 64}},
             0});
    score.channels.push_back({{{Ticks(0), 7, 10}, {Ticks(5), 64, 127}}, {{Ticks(3), 100}}});
    EXPECT_EQ(round_trip(score), score);
    EXPECT_EQ(channels_used(score).size(), 1u);
}

TEST(MidiWriter, RefusesMoreChannelsThanPortsHave) {
    Score score;
    for (std::size_t p = 0; p < 129; ++p) {
        score.parts.push_back({"", 0, true, {{Ticks(0), Ticks(10), 60, 64}}, p});
        score.channels.push_back({{{Ticks(0), 7, 1}}, {}});
    }
    EXPECT_THROW((void)serialize_midi(score), DataError);
    score.parts.pop_back();
    score.channels.pop_back();
    EXPECT_EQ(round_trip(score), score);
}

TEST(MidiWriter, RefusesWhatAFileCannotHold) {
    const auto message = [](const Score& score) -> std::string {
        try {
            (void)serialize_midi(score);
        } catch (const DataError& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_THAT(message(one_part({{Ticks(0), Ticks(1), 128, 64}})), HasSubstr("pitch 128"));
    EXPECT_THAT(message(one_part({{Ticks(0), Ticks(1), 60, 0}})), HasSubstr("velocity 0"));
    EXPECT_THAT(message(one_part({{Ticks(0), Ticks(0), 60, 64}})), HasSubstr("0 ticks"));
    EXPECT_THAT(message(one_part({{Ticks(-1), Ticks(5), 60, 64}})), HasSubstr("tick -1"));
    Score score;
    score.tempos = {{Ticks(0), 3.0}};
    EXPECT_THAT(message(score), HasSubstr("beats a minute"));
    score.tempos = {{Ticks(0), 0.0}};
    EXPECT_THAT(message(score), HasSubstr("beats a minute"));
    score.tempos = {};
    score.time_signatures = {{Ticks(0), 4, 3}};
    EXPECT_THAT(message(score), HasSubstr("4/3"));
    score.time_signatures = {};
    score.key_signatures = {{Ticks(0), 9, false}};
    EXPECT_THAT(message(score), HasSubstr("9 sharps"));
    score.key_signatures = {};
    score.ticks_per_beat = 40'000;
    EXPECT_THAT(message(score), HasSubstr("40000 ticks a beat"));
}

TEST(MidiWriter, WritesFilesThatReadBack) {
    const test::TemporaryFolder folder;
    const Score score = one_part({{Ticks(0), Ticks(480), 60, 64}});
    write_midi(folder / "ein Stück.mid", score);
    EXPECT_EQ(read_midi(folder / "ein Stück.mid").score, score);
}

}  // namespace
}  // namespace affetto
