#include "affetto/pipeline/generate.hpp"

#include <gtest/gtest.h>

#include <map>

#include "affetto/analysis/key.hpp"
#include "affetto/midi/midi_file.hpp"
#include "affetto/pipeline/find_model.hpp"
#include "affetto/tensor/random_tensors.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

/// Pieces from the model that ships.
std::vector<Score> pieces(const std::string& emotion, int count, double seconds,
                          std::uint64_t seed = 1) {
    const test::TemporaryFolder folder;
    GenerateOptions options;
    options.emotion = parse_emotion_spec(emotion);
    options.model = "etudes";
    options.out = folder / "music";
    options.seconds = seconds;
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
        EXPECT_NEAR(seconds_of(score), seconds, 1);
        int held = 0;  // the last chord sounds to the end
        for (const Part& part : score.parts)
            for (const Note& note : part.notes)
                if ((note.onset + note.duration).value >= score.end().value - 2) ++held;
        EXPECT_GE(held, 1) << seconds;
    }
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

TEST(Generate, LeavesTheDefaultGeneratorAlone) {
    at::Generator standard = at::detail::getDefaultCPUGenerator();
    const at::Tensor before = generator_state(standard);
    pieces("happy", 1, 5);
    EXPECT_TRUE(at::equal(before, generator_state(standard)));
}

}  // namespace
}  // namespace affetto
