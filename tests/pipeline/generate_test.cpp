#include "affetto/pipeline/generate.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <map>
#include <set>

#include "affetto/analysis/key.hpp"
#include "affetto/core/error.hpp"
#include "affetto/midi/instruments.hpp"
#include "affetto/midi/midi_file.hpp"
#include "affetto/pipeline/find_model.hpp"
#include "affetto/pipeline/piece_writer.hpp"
#include "affetto/tensor/random_tensors.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

/// Pieces from the model that ships.
std::vector<Score> pieces(const std::string& emotion, int count, double seconds,
                          std::uint64_t seed = 1, int bars = 0) {
    const test::TemporaryFolder folder;
    GenerateOptions options;
    options.emotion = parse_emotion_spec(emotion);
    options.model = "etudes";
    options.out = folder / "music";
    options.seconds = seconds;
    options.bars = bars;
    options.count = count;
    options.seed = seed;
    options.formats = {"mid"};
    Progress silent;
    std::vector<Score> scores;
    for (const std::string& file : generate(options, silent).files)
        scores.push_back(read_midi(options.out / file).score);
    return scores;
}

double seconds_of(const Score& score) { return TempoMap(score).seconds(score.end()).value; }

struct Means {
    double velocity = 0, notes_per_second = 0, note_seconds = 0, major = 0;
};

Means means_of(const std::vector<Score>& scores) {
    Means means;
    const auto count = static_cast<double>(scores.size());
    for (const Score& score : scores) {
        const std::vector<TimedNote> notes = timed_notes(score);
        double velocity = 0, length = 0;
        for (const TimedNote& note : notes) velocity += note.velocity, length += note.duration;
        const auto size = static_cast<double>(notes.size());
        means.velocity += velocity / size / count;
        means.note_seconds += length / size / count;
        means.notes_per_second += size / seconds_of(score) / count;
        means.major += (mode_index(notes) > 0 ? 1 : 0) / count;
    }
    return means;
}

TEST(Generate, FollowsTheQuadrantsInTheDirectionsOfTheCues) {
    std::map<std::string, Means> heard;
    for (const char* quadrant : {"Q1", "Q2", "Q3", "Q4"})
        heard[quadrant] = means_of(pieces(quadrant, 20, 20));
    for (const char* excited : {"Q1", "Q2"})
        for (const char* calm : {"Q3", "Q4"}) {
            EXPECT_GT(heard[excited].velocity, heard[calm].velocity + 5) << excited << calm;
            EXPECT_GT(heard[excited].notes_per_second, 1.2 * heard[calm].notes_per_second);
            EXPECT_LT(heard[excited].note_seconds, heard[calm].note_seconds);
        }
    for (const char* pleasant : {"Q1", "Q4"})
        for (const char* unpleasant : {"Q2", "Q3"})
            EXPECT_GT(heard[pleasant].major, heard[unpleasant].major + 0.2)
                << pleasant << unpleasant;
}

TEST(Generate, OneSeedGivesFourPiecesForFourQuadrantsAndTheSameBytesTwice) {
    std::vector<Bytes> bytes;
    for (const char* quadrant : {"Q1", "Q2", "Q3", "Q4", "Q1"})
        bytes.push_back(serialize_midi(pieces(quadrant, 1, 15).front()));
    EXPECT_EQ(bytes[0], bytes[4]);
    for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t j = i + 1; j < 4; ++j) EXPECT_NE(bytes[i], bytes[j]);
}

TEST(Generate, ACurveMovesTheMusic) {
    int moved = 0;
    for (const Score& score : pieces("0s=sad,40s=excited", 20, 40)) {
        Score halves[2];
        double velocity[2] = {0, 0}, count[2] = {0, 0};
        for (const TimedNote& note : timed_notes(score)) {
            const int half = note.onset < 20 ? 0 : 1;
            velocity[half] += note.velocity;
            ++count[half];
        }
        if (velocity[1] / count[1] > velocity[0] / count[0] && count[1] > count[0]) ++moved;
    }
    EXPECT_GE(moved, 18);
}

TEST(Generate, MeetsTheLengthAskedForAndEnds) {
    for (const double seconds : {5.0, 30.0, 300.0}) {
        const Score score = pieces("calm", 1, seconds).front();
        const TimeSignature& metre = score.time_signatures.front();
        const double bar_seconds =
            4.0 * metre.numerator / metre.denominator * 60 / score.tempos.front().bpm;
        EXPECT_LE(std::abs(seconds_of(score) - seconds), 0.5 * bar_seconds + 0.01) << seconds;
        int held = 0;  // the last chord sounds to the end
        for (const Part& part : score.parts)
            for (const Note& note : part.notes)
                if ((note.onset + note.duration).value >= score.end().value - 2) ++held;
        EXPECT_GE(held, 1) << seconds;
    }
}

std::int64_t bar_ticks(const Score& score) {
    const TimeSignature& metre = score.time_signatures.front();
    return std::int64_t{4} * score.ticks_per_beat * metre.numerator / metre.denominator;
}

TEST(Generate, EndsWithAWholeBar) {
    for (const char* emotion : {"Q1", "Q3", "0s=sad,15s=excited"})
        for (const Score& score : pieces(emotion, 10, 15))
            EXPECT_EQ(score.end().value % bar_ticks(score), 0) << emotion;
}

TEST(Generate, MakesExactlyTheBarsAskedFor) {
    for (const int bars : {1, 2, 7, 16})
        for (const Score& score : pieces("happy", 4, 30, 3, bars))
            EXPECT_EQ(score.end().value, bars * bar_ticks(score)) << bars;
}

TEST(Generate, KeepsEveryPartInTheRangeOfItsInstrument) {
    for (const char* quadrant : {"Q1", "Q2", "Q3", "Q4"})
        for (const Score& score : pieces(quadrant, 16, 10, 5))
            for (const Part& part : score.parts)
                for (const Note& note : part.notes)
                    EXPECT_TRUE(part.drums || instrument_of(part.program).plays(note.pitch))
                        << quadrant << " " << part.name << " " << note.pitch;
}

TEST(Generate, SignsKeysAsMusicHasThem) {
    int minor = 0, many = 0, hands = 0;
    std::set<int> signatures;
    for (const char* quadrant : {"Q3", "Q1"})
        for (const Score& score : pieces(quadrant, 32, 10, quadrant[1])) {
            ASSERT_EQ(score.key_signatures.size(), 1u);
            const KeySignature& signature = score.key_signatures.front();
            minor += signature.minor ? 1 : 0;
            many += std::abs(signature.sharps) >= 5 ? 1 : 0;
            signatures.insert(signature.sharps);
            int right = 0, left = 0;
            for (const Part& part : score.parts) {
                right += hand_in(part.name) == Hand::right ? 1 : 0;
                left += hand_in(part.name) == Hand::left ? 1 : 0;
            }
            EXPECT_EQ(right, left);
            hands += right;
        }
    EXPECT_GE(minor, 16);
    EXPECT_LE(minor, 60);
    EXPECT_LE(many, 6);
    EXPECT_GE(signatures.size(), 6u);
    EXPECT_GE(hands, 1);
}

TEST(Generate, OpensWithTempoMetreAndNamedPartsAndKeepsToTheGrid) {
    int on_grid = 0, all = 0;
    for (const char* quadrant : {"Q1", "Q2", "Q3", "Q4"})
        for (const Score& score : pieces(quadrant, 4, 20)) {
            ASSERT_FALSE(score.tempos.empty());
            EXPECT_EQ(score.tempos.front().at.value, 0);
            ASSERT_FALSE(score.time_signatures.empty());
            EXPECT_EQ(score.time_signatures.front().at.value, 0);
            int named = 0;
            for (const Part& part : score.parts)
                if (!part.notes.empty() && !part.name.empty()) ++named;
            EXPECT_GE(named, 2);
            for (const Part& part : score.parts)
                for (const Note& note : part.notes) {
                    ++all;
                    if (note.onset.value * 4 % score.ticks_per_beat == 0) ++on_grid;
                }
        }
    EXPECT_GE(on_grid, 0.95 * all);
}

TEST(Generate, KeepsNothingOfAPieceThatCannotBeWrittenAndSaysWhy) {
    const test::TemporaryFolder folder;
    const WrittenPiece failed = write_piece(folder.path(), [&](WrittenPiece& piece) {
        piece.files = {"a.mid", "a.wav"};
        write_text(folder / "a.mid", "half a piece");
        throw DataError("no sound");
    });
    EXPECT_EQ(failed.failure, "no sound");
    EXPECT_TRUE(failed.files.empty());
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
    const auto full_disk = [](WrittenPiece&) { throw Error("the disk is full"); };
    EXPECT_THROW((void)write_piece(folder.path(), full_disk), Error);
}

TEST(Generate, LeavesTheDefaultGeneratorAlone) {
    at::Generator standard = at::detail::getDefaultCPUGenerator();
    const at::Tensor before = generator_state(standard);
    pieces("happy", 1, 5);
    EXPECT_TRUE(at::equal(before, generator_state(standard)));
}

}  // namespace
}  // namespace affetto
