#include "affetto/pipeline/latents.hpp"

#include <gtest/gtest.h>

#include <algorithm>

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

}  // namespace
}  // namespace affetto
