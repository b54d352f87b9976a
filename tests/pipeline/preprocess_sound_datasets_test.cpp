#include <gmock/gmock.h>

#include <cmath>

#include "pipeline/sound_datasets.hpp"
#include "support/test_data.hpp"

namespace affetto {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;

class PreprocessDatasets : public test::SoundDatasetsTest {
protected:
    /// Cuts with the defaults into a folder of its own; every clip's file is there.
    ClipSet cut(const PreprocessOptions& from) {
        PreprocessOptions o = from;
        o.out = folder_ / ("out " + std::to_string(++runs_));
        summary_ = run(o);
        const ClipSet set = read_clips(o.out);
        for (const Clip& clip : set.clips) EXPECT_TRUE(exists(set.file_of(clip))) << clip.id;
        return set;
    }

    static const Clip* find(const ClipSet& set, const std::string& id) {
        for (const Clip& clip : set.clips)
            if (clip.id == id) return &clip;
        return nullptr;
    }

    PreprocessSummary summary_;
    int runs_ = 0;
};

TEST_F(PreprocessDatasets, EveryLayoutOfEveryDataSetIsCut) {
    for (const test::DatasetLayout& layout : layouts()) {
        clear();
        layout.put();
        PreprocessOptions o = options(layout.dataset);
        if (!layout.kind.empty()) o.kind = layout.kind;
        EXPECT_EQ(cut(o).clips.size(), layout.clips) << layout.name;
        if (layout.dataset != "deam") continue;
        EXPECT_THAT(summary_.skipped,
                    ElementsAre(Field(&SkippedFile::path, HasSubstr("2002.mp3"))));
    }
}

TEST_F(PreprocessDatasets, ADynamicAnnotationGivesEachChunkTheMeanOfItsOwnWindow) {
    put_deam("", ' ', "MEMD_audio");
    const ClipSet set = cut(options("deam"));
    int dynamic = 0;
    for (const Clip& clip : set.clips) {
        if (clip.group != "song_0003") continue;
        if (clip.start < 15) {
            EXPECT_EQ(clip.label_source, LabelSource::song) << clip.id;
            EXPECT_EQ(clip.emotion, (Emotion{0.25f, 0}));
            continue;
        }
        ++dynamic;
        EXPECT_EQ(clip.label_source, LabelSource::dynamic) << clip.id;
        // Ten values in steps of 1/30, the first of them where the chunk begins.
        const double first = -1 + (clip.start - 15) / 15;
        EXPECT_NEAR(clip.emotion->arousal, first + 4.5 / 30, 1e-5) << clip.id;
        EXPECT_NEAR(clip.emotion->valence, 0.25, 1e-6);
        // The standard deviation of ten equal steps: step * sqrt((100 - 1) / 12).
        EXPECT_NEAR(*clip.arousal_sd, std::sqrt(99.0 / 12) / 30, 1e-5) << clip.id;
        EXPECT_NEAR(*clip.valence_sd, 0, 1e-4);
    }
    EXPECT_EQ(dynamic, 6);
    EXPECT_EQ(find(set, "song_0002_00000000-00005000ms")->emotion, (Emotion{-0.5f, 1}));
    EXPECT_EQ(set.manifest.at("label_sources").at("dynamic"), 6);
}

TEST_F(PreprocessDatasets, DeamsOwnAnnotationFilesAreReadAndMissingSoundReported) {
    const auto data = test::test_data("datasets/DEAM");
    if (!data) GTEST_SKIP() << test::kNoTestData;
    std::filesystem::create_directories(folder_ / "in");
    std::filesystem::copy(*data, folder_ / "in", std::filesystem::copy_options::recursive);
    put_sounds("MEMD_audio", {"2.mp3", "1000.mp3", "2000.wav", "2001.flac", "2058.ogg"});
    const ClipSet set = cut(options("deam"));
    EXPECT_EQ(set.clips.size(), 5u);
    EXPECT_EQ(summary_.skipped.size(), 1'802u - 5);
    int rows = 0;
    for (const Json& part : set.manifest.at("found"))
        if (part.at("what") != "sound files") rows += part.at("count").get<int>();
    EXPECT_EQ(rows, 1'802);
    EXPECT_EQ(set.manifest.at("skipped_files"), 1'797);
    // By hand from the files: (mean - 5) / 4.
    const Clip* second = find(set, "song_0002_00000000-00005000ms");
    ASSERT_NE(second, nullptr);
    EXPECT_NEAR(second->emotion->valence, -0.475, 1e-6);                                   // 3.1
    EXPECT_NEAR(second->emotion->arousal, -0.5, 1e-6);                                     // 3
    EXPECT_NEAR(find(set, "song_2001_00000000-00005000ms")->emotion->arousal, 0.4, 1e-6);  // 6.6
    EXPECT_LT(std::filesystem::file_size(set.folder / "statistics.html"), 4u << 20);
}

TEST_F(PreprocessDatasets, EmoMusicKeepsItsOfficialSplitAndItsArtistsTogether) {
    put_emomusic("clips_45seconds");
    const ClipSet set = cut(options("emomusic"));
    EXPECT_EQ(find(set, "song_0002_00000000-00005000ms")->emotion, (Emotion{1, -0.5f}));
    EXPECT_EQ(find(set, "song_0004_00000000-00005000ms")->split, Split::test);
    EXPECT_NE(find(set, "song_0002_00000000-00005000ms")->split, Split::test);
    EXPECT_EQ(find(set, "song_0002_00000000-00005000ms")->group,
              find(set, "song_0003_00000000-00005000ms")->group);
    EXPECT_THAT(summary_.skipped, Contains(Field(&SkippedFile::path, HasSubstr("7.mp3"))));
}

TEST_F(PreprocessDatasets, SoundtracksHaveTheirDistributions) {
    put_soundtracks(false);
    const ClipSet set = cut(options("soundtracks"));
    const Clip& first = *find(set, "set1_001_00000000-00005000ms");
    EXPECT_EQ(first.emotion, (Emotion{1, -1}));
    EXPECT_EQ(to_string(first.labels), "happy:1");
    EXPECT_EQ(first.target, "HAPPY_HIGH");
    EXPECT_EQ(find(set, "set2_001_00000000-00005000ms")->labels.size(), 5u);
}

TEST_F(PreprocessDatasets, EmopiaRunsOnItsAudioWhereAskedToAndWhereItIsAlone) {
    put_emopia(true);
    PreprocessOptions o = options("emopia");
    o.kind = "sound";
    const ClipSet set = cut(o);
    ASSERT_EQ(set.clips.size(), 3u);
    EXPECT_EQ(set.clips[0].emotion, centre_of(Quadrant::Q1));
    EXPECT_EQ(set.clips[0].group, "a");
    EXPECT_EQ(set.clips[2].split, Split::validation);
    std::filesystem::remove_all(folder_ / "in" / "midis");
    EXPECT_EQ(cut(options("emopia")).clips.size(), 3u);
}

TEST_F(PreprocessDatasets, AManifestsColumnsReachTheChunks) {
    put_manifest();
    const ClipSet set = cut(options());
    ASSERT_EQ(set.clips.size(), 4u);
    EXPECT_EQ(set.clips[0].emotion, (Emotion{1, -1}));
    EXPECT_EQ(to_string(set.clips[1].labels), "happy:0.7;calm:0.3");
    EXPECT_EQ(set.clips[1].start, 0.5);
    EXPECT_EQ(set.clips[2].split, Split::test);
    EXPECT_FALSE(set.clips[3].emotion);
    EXPECT_EQ(set.clips[3].label_source, LabelSource::none);
}

}  // namespace
}  // namespace affetto
