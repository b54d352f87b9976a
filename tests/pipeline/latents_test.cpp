#include "affetto/pipeline/latents.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "affetto/features/latents_folder.hpp"
#include "affetto/midi/midi_file.hpp"
#include "support/temporary_folder.hpp"
#include "support/test_data.hpp"

namespace affetto {
namespace {

/// preprocess and latents over a manifest of MIDI files; what the latents folder holds.
LatentSet latents_of(const Path& folder, const std::vector<Path>& scores) {
    std::string manifest = "path,label\n";
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const std::string name = "score " + std::to_string(i) + ".mid";
        write_bytes(folder / name, read_bytes(scores[i]));
        manifest += name + ",happy\n";
    }
    write_text(folder / "manifest.csv", manifest);
    Progress silent;
    PreprocessOptions clips;
    clips.root = folder / "manifest.csv";
    clips.out = folder / "clips";
    preprocess(clips, silent);
    LatentsOptions latents;
    latents.clips = clips.out;
    latents.out = folder / "latents";
    make_latents(latents, silent);
    return read_latents(latents.out);
}

Score decoded(const LatentSet& set, const LatentClip& clip) {
    std::vector<NoteStep> steps(static_cast<std::size_t>(clip.features.size(0)));
    std::copy_n(clip.features.data_ptr<std::int16_t>(), steps.size() * kNoteFields,
                steps.front().data());
    return decode_notes(steps, set.format, clip.condition);
}

TEST(Latents, KeepTheThreePartsOfAPopSong) {
    const auto song = test::test_data("datasets/POP909/001/001.mid");
    if (!song) GTEST_SKIP() << test::kNoTestData;
    const test::TemporaryFolder folder;
    const LatentSet set = latents_of(folder.path(), {*song});
    ASSERT_EQ(set.clips.size(), 1u);
    const Score before = read_midi(*song).score, after = decoded(set, set.clips[0]);
    std::vector<std::size_t> wanted, found;
    for (const Part& part : before.parts)
        if (!part.notes.empty()) wanted.push_back(part.notes.size());
    for (const Part& part : after.parts)
        if (!part.notes.empty()) found.push_back(part.notes.size());
    EXPECT_EQ(wanted.size(), 3u);
    EXPECT_EQ(found, wanted);
}

TEST(Latents, OfAPieceThatIsDecodedAndEncodedAgainAreTheSame) {
    const auto song = test::test_data("datasets/POP909/001/001.mid");
    if (!song) GTEST_SKIP() << test::kNoTestData;
    const test::TemporaryFolder folder, again;
    const LatentSet first = latents_of(folder.path(), {*song});
    write_midi(again / "decoded.mid", decoded(first, first.clips[0]));
    const LatentSet second = latents_of(again.path(), {again / "decoded.mid"});
    ASSERT_EQ(first.clips[0].features.size(0), second.clips[0].features.size(0));
    const auto pitches = [](const LatentSet& set) {
        return set.clips[0].features.select(1, kPitch).to(at::kLong);
    };
    EXPECT_TRUE(at::equal(pitches(first), pitches(second)));
}

/// The first block of Python in the description of the file formats.
std::string python_of_formats() {
    const std::string text = read_text(test::source_folder("docs/formats.md"));
    const std::string open = "```python\n";
    const std::size_t begin = text.find(open) + open.size();
    return text.substr(begin, text.find("```", begin) - begin);
}

/// A scale and drums, in A major, that neither grid nor bins fit.
Score little_piece() {
    Score score;
    score.parts.resize(2);
    score.parts[0].name = "Piano";
    score.parts[1].name = "Drums";
    score.parts[1].drums = true;
    int place = 0;
    for (const int pitch : {69, 71, 73, 74, 76, 78, 80, 81}) {
        score.parts[0].notes.push_back(
            {Ticks(240 + 485 * place), Ticks(100 + 97 * place), pitch, 40 + 9 * place});
        score.parts[1].notes.push_back({Ticks(240 + 970 * place), Ticks(60), 36, 90});
        ++place;
    }
    return score;
}

class LatentsByHand : public testing::TestWithParam<const char*> {};

TEST_P(LatentsByHand, TheLinesOfPythonInTheDocumentSeeTheNotes) {
    if (std::system("python3 -c 'import json' 2> /dev/null") != 0) GTEST_SKIP() << "needs python3";
    const test::TemporaryFolder folder;
    write_midi(folder / "piece.mid", little_piece());
    write_text(folder / "manifest.csv", "path,label\npiece.mid,happy\n");
    Progress silent;
    PreprocessOptions clips;
    clips.root = folder / "manifest.csv";
    clips.out = folder / "clips";
    preprocess(clips, silent);
    LatentsOptions options;
    options.clips = clips.out;
    options.out = folder / "latents";
    options.time_base = GetParam();
    make_latents(options, silent);
    write_text(folder / "read.py", python_of_formats());
    ASSERT_EQ(
        std::system(("cd '" + display(folder.path()) + "' && python3 read.py > seen").c_str()), 0);

    const LatentSet set = read_latents(options.out);
    const LatentClip& clip = set.clips.at(0);
    EXPECT_EQ(clip.condition.key, 9) << "so that pitches were moved";
    std::vector<NoteStep> steps(static_cast<std::size_t>(clip.features.size(0)));
    std::copy_n(clip.features.data_ptr<std::int16_t>(), steps.size() * kNoteFields,
                steps.front().data());
    std::istringstream seen(read_text(folder / "seen"));
    const std::vector<UnitNote> notes = to_unit_notes(steps, set.format, clip.condition);
    EXPECT_EQ(notes.size(), 16u);
    for (const UnitNote& note : notes) {
        double onset = 0, duration = 0;
        int pitch = 0, velocity = 0;
        std::string name;
        seen >> onset >> duration >> pitch >> velocity >> name;
        ASSERT_TRUE(seen);
        EXPECT_NEAR(onset, note.onset, 1e-6);
        EXPECT_NEAR(duration, note.duration, 1e-6);
        EXPECT_EQ(pitch, note.pitch);
        EXPECT_EQ(velocity, note.velocity);
        EXPECT_EQ(name, set.format.parts[static_cast<std::size_t>(note.part)].name);
    }
    std::string more;
    EXPECT_FALSE(seen >> more) << more;
}

INSTANTIATE_TEST_SUITE_P(TimeBases, LatentsByHand, testing::Values("beats", "seconds"));

/// make_latents over one little piece; players of three bytes.
TEST(LatentsPage, OfScoresHasPianoRollsAndPlayersOfWhatIsKept) {
    for (const char* representation : {"notes", "roll"}) {
        const test::TemporaryFolder folder;
        write_midi(folder / "piece.mid", little_piece());
        write_text(folder / "manifest.csv", "path,label\npiece.mid,happy\n");
        Progress silent;
        PreprocessOptions clips;
        clips.root = folder / "manifest.csv";
        clips.out = folder / "clips";
        preprocess(clips, silent);
        LatentsOptions options;
        options.clips = clips.out;
        options.out = folder / "latents";
        options.representation = representation;
        std::size_t notes = 0;
        options.player_sound = [&](const Score& score, double) {
            notes = score.note_count();
            return Bytes(3);
        };
        make_latents(options, silent);
        const std::string page = read_text(options.out / "report.html");
        EXPECT_EQ(notes, representation == std::string("notes") ? 16u : 8u)
            << "a roll has no drums";
        for (const char* word : {"<audio controls", "Q1", "piece, train", "Clips left out"})
            EXPECT_NE(page.find(word), std::string::npos) << word;
        EXPECT_TRUE(exists(options.out / "plots" / "pitch.svg"));
        EXPECT_NO_THROW(read_latents(options.out));
    }
}

}  // namespace
}  // namespace affetto
