#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "affetto/data/clips.hpp"
#include "pipeline/sound_folder.hpp"
#include "support/test_data.hpp"

namespace affetto {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;

// Each data set in the layouts of its copies, with small sounds under the right names.

class PreprocessDatasets : public test::SoundFolderTest {
protected:
    void put_sounds(const Path& folder, const std::vector<std::string>& names) {
        for (const std::string& name : names) put(folder / name, recording(++number_, 6));
    }

    /// Cuts with the defaults into a folder of its own; every clip's file is there.
    ClipSet cut(const PreprocessOptions& from) {
        PreprocessOptions o = from;
        o.out = folder_ / ("out " + std::to_string(++runs_));
        summary_ = run(o);
        const ClipSet set = read_clips(o.out);
        for (const Clip& clip : set.clips) EXPECT_TRUE(exists(set.file_of(clip))) << clip.id;
        return set;
    }

    void clear() { std::filesystem::remove_all(folder_ / "in"); }

    static const Clip* find(const ClipSet& set, const std::string& id) {
        for (const Clip& clip : set.clips)
            if (clip.id == id) return &clip;
        return nullptr;
    }

    PreprocessSummary summary_;
    int number_ = 0;
    int runs_ = 0;
};

class PreprocessDeam : public PreprocessDatasets {
protected:
    /// Two songs of each song-level file; song 3 has a curve whose arousal climbs from -1 at 15 s
    /// to 1 at 45 s.
    void put_deam(const Path& wrapper, char blank, const Path& audio) {
        std::string averaged = "annotations averaged per song";
        std::string dynamic = "dynamic (per second annotations)";
        std::replace(averaged.begin(), averaged.end(), ' ', blank);
        std::replace(dynamic.begin(), dynamic.end(), ' ', blank);
        const Path annotations = wrapper / "annotations" / averaged;
        put_text(annotations / "song_level/static_annotations_averaged_songs_1_2000.csv",
                 "song_id, valence_mean, valence_std, arousal_mean, arousal_std\r\n"
                 "2,3,1,9,2\r\n3, 6 ,\t0.5,5,0\r\n");
        put_text(annotations / "song_level/static_annotations_averaged_songs_2000_2058.csv",
                 "song_id, valence_mean, valence_std, valence_ max_mean, arousal_mean, "
                 "arousal_std\n2001,1,0,8,7,1.6\n2002,5,1,5,5,1\n");
        std::string header = "song_id", arousal = "3", valence = "3";
        for (int half = 0; half < kHalves; ++half) {
            header += ", sample_" + std::to_string(15'000 + 500 * half) + "ms";
            arousal += "," + std::to_string(-1 + 2.0 * half / kHalves);
            valence += ",0.25";
        }
        put_text(annotations / dynamic / "arousal.csv", header + "\n" + arousal + "\n");
        put_text(annotations / dynamic / "valence.csv", header + "\n" + valence + "\n");
        put_sounds(audio, {"2.mp3", "2001.flac"});
        put(audio / "3.ogg", recording(++number_, 45));
    }

    static constexpr int kHalves = 60;  // of a second, from 15 s to 45 s
};

TEST_F(PreprocessDeam, RunsOnEveryLayoutOfItsCopies) {
    std::vector<std::string> ids;
    for (const Path& wrapper : {Path(), Path("DEAM_Annotations")})
        for (const char blank : {' ', '_'})
            for (const char* audio : {"MEMD_audio", "DEAM_audio/MEMD_audio"}) {
                clear();
                number_ = 0;
                put_deam(wrapper, blank, audio);
                const ClipSet set = cut(options("deam"));
                EXPECT_EQ(set.clips.size(), 1u + 9u + 1u) << wrapper << blank << audio;
                EXPECT_THAT(summary_.skipped,
                            ElementsAre(Field(&SkippedFile::path, HasSubstr("2002.mp3"))));
                EXPECT_EQ(find(set, "song_0002_00000000-00005000ms")->emotion, (Emotion{-0.5f, 1}));
            }
}

TEST_F(PreprocessDeam, GivesEachChunkTheMeanOfItsOwnWindow) {
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

TEST_F(PreprocessDatasets, EmoMusicRunsWithItsOfficialSplit) {
    for (const Path& audio : {Path("clips_45seconds"), Path("clips_45sec/clips_45seconds")}) {
        clear();
        number_ = 0;
        put_text("annotations/static_annotations.csv",
                 "song_id,mean_arousal,std_arousal,mean_valence,std_valence\n"
                 "2,3,0.8,9,1.2\n3,5,1,5,1\n4,5,1,7,1\n7,1,1,1,1\n");
        put_text("annotations/songs_info.csv",
                 "song_id,file_name,Artist,Song title,start of the segment (min.sec),"
                 "end of the segment (min.sec),Genre,Mediaeval 2013 set\n"
                 "2,2.mp3,\tThe Kyoto  Connection ,Hachiko\t,1.02,1.47,Blues\t,development\n"
                 "3,3.mp3,The Kyoto Connection,\"A, b\",0.5,1.35,Blues, development \n"
                 "4,4.mp3,Someone Else,x,0.1,0.55,Blues,evaluation\n");
        for (const char* axis : {"arousal", "valence"})
            for (const char* what : {"average", "std"})
                put_text("annotations/" + std::string(axis) + "_cont_" + what + ".csv",
                         "song_id,sample_15000ms\n2,0.1\n");
        put_sounds(audio, {"2.mp3", "3.wav", "4.mp3"});
        const ClipSet set = cut(options("emomusic"));
        EXPECT_EQ(set.clips.size(), 3u) << audio;
        EXPECT_EQ(find(set, "song_0002_00000000-00005000ms")->emotion, (Emotion{1, -0.5f}));
        EXPECT_EQ(find(set, "song_0004_00000000-00005000ms")->split, Split::test);
        EXPECT_NE(find(set, "song_0002_00000000-00005000ms")->split, Split::test);
        EXPECT_EQ(find(set, "song_0002_00000000-00005000ms")->group,
                  find(set, "song_0003_00000000-00005000ms")->group);
        EXPECT_THAT(summary_.skipped, Contains(Field(&SkippedFile::path, HasSubstr("7.mp3"))));
    }
}

TEST_F(PreprocessDatasets, SoundtracksRunsWithItsDistributions) {
    for (const bool wrapped : {false, true}) {
        clear();
        number_ = 0;
        put_text("mean_ratings_set1.csv",
                 std::string(wrapped ? "number" : "Number") +
                     ",valence,energy,tension,anger,fear,happy,sad,tender,TARGET,,\n"
                     "1,9,1,5,1,1,9,1,1,HAPPY_HIGH,,\n2,3,7,5,3,5,1,1,1, FEAR_HIGH\t,,\n");
        put_text("mean_ratings_set2.csv",
                 "Number,Valence,Energy,Tension,Anger,Fear,Happy,Sad,Tender,Beauty,Liking,TARGET,"
                 "soundtrack,link\n1,5,5,5,2,2,2,2,2,6,6,TENSION NEG,\"Batman, Returns\",x\n");
        put_sounds(wrapped ? "Set1/Set1" : "Set1", {"001.mp3", "002.mp3"});
        put_sounds(wrapped ? "Set2/Set2" : "Set2", {"001.mp3"});
        const ClipSet set = cut(options("soundtracks"));
        ASSERT_EQ(set.clips.size(), 3u);
        const Clip& first = *find(set, "set1_001_00000000-00005000ms");
        EXPECT_EQ(first.emotion, (Emotion{1, -1}));
        EXPECT_EQ(to_string(first.labels), "happy:1");
        EXPECT_EQ(first.target, "HAPPY_HIGH");
        EXPECT_EQ(find(set, "set2_001_00000000-00005000ms")->labels.size(), 5u);
    }
}

TEST_F(PreprocessDatasets, EmopiaRunsOnItsAudioWhereAskedTo) {
    put_text("label.csv", "ID,4Q,annotator\nQ1_a_0,1,D\nQ2_a_1,2,D\nQ3_b_0,3,A\n");
    put_text("split/train.csv", "fname,label\nQ1_a_0,Q1\nQ2_a_1,Q2\n");
    put_text("split/val.csv", "fname,label\nQ3_b_0,Q3\n");
    for (const char* id : {"Q1_a_0", "Q2_a_1", "Q3_b_0"})
        put_text(Path("midis") / (std::string(id) + ".mid"), "");
    put_sounds("audio", {"Q1_a_0.mp3", "Q2_a_1.mp3", "Q3_b_0.mp3"});
    PreprocessOptions o = options("emopia");
    o.kind = "sound";
    const ClipSet set = cut(o);
    ASSERT_EQ(set.clips.size(), 3u);
    EXPECT_EQ(set.clips[0].emotion, centre_of(Quadrant::Q1));
    EXPECT_EQ(set.clips[0].group, "a");
    EXPECT_EQ(set.clips[2].split, Split::validation);
    std::filesystem::remove_all(folder_ / "in" / "midis");
    EXPECT_EQ(cut(options("emopia")).clips.size(), 3u);  // nothing but sound is there
}

TEST_F(PreprocessDatasets, AManifestsColumnsReachTheChunks) {
    put_text("manifest.csv",
             "path,valence,arousal,scale,label,labels,start,end,group,split\n"
             "a.wav,9,1,1..9,,,,,one,train\n"
             "b.flac,,,,,happy:0.7;calm:0.3,0.5,,two,val\n"
             "sub/c.ogg,,,,Q3,,0,5.5,three,test\n"
             "d.mp3,,,,,,,,four,train\n");
    put_sounds("", {"a.wav", "b.flac", "sub/c.ogg", "d.mp3"});
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
