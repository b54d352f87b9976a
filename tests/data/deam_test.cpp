#include "affetto/data/deam.hpp"

#include <gmock/gmock.h>

#include "data/listing_fixture.hpp"
#include "support/test_data.hpp"

namespace affetto {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class Deam : public test::ListingTest {
protected:
    /// Four songs with the annotations of a copy that names its folders with `blank`, all below
    /// `wrapper`; sound for all of them but song 4.
    void make(const Path& wrapper = "", char blank = ' ', const Path& audio = "MEMD_audio") {
        std::string averaged = "annotations averaged per song";
        std::string dynamic = "dynamic (per second annotations)";
        std::replace(averaged.begin(), averaged.end(), ' ', blank);
        std::replace(dynamic.begin(), dynamic.end(), ' ', blank);
        annotations_ = wrapper / "annotations" / averaged;
        write(annotations_ / "song_level/static_annotations_averaged_songs_1_2000.csv",
              "song_id, valence_mean, valence_std, arousal_mean, arousal_std\r\n"
              "2,3,1,9,2\r\n"
              "3, 5 ,\t0.5,5,0\r\n"
              "4,5,1,5,1\r\n");
        write(annotations_ / "song_level/static_annotations_averaged_songs_2000_2058.csv",
              "song_id, valence_mean, valence_std, valence_ max_mean, arousal_mean, arousal_std\n"
              "2001,1,0,8,7,1.6\n");
        write(annotations_ / dynamic / "valence.csv",
              "song_id, sample_15000ms, sample_15500ms\n2,0.5,0.25\n3,0.5,\n");
        write(annotations_ / dynamic / "arousal.csv",
              "song_id, sample_15000ms, sample_15500ms\n2,-0.5,1\n3,0.5,0.5\n9,0.5,0.5\n");
        for (const char* name : {"2.mp3", "3.MP3", "2001.flac"}) touch(audio / name);
    }

    Path annotations_;
};

TEST_F(Deam, ReadsBothFilesAndBringsNinePointsToMinusOneToOne) {
    make();
    const DatasetListing listing = list_dataset("deam", root());
    EXPECT_EQ(listing.kind, "sound");
    ASSERT_EQ(listing.clips.size(), 3u);
    const ListedClip& song = *find(listing, "song_0002");
    EXPECT_EQ(song.emotion, (Emotion{-0.5f, 1}));
    EXPECT_EQ(song.valence_sd, 0.25);
    EXPECT_EQ(song.arousal_sd, 0.5);
    EXPECT_EQ(song.label_source, LabelSource::song);
    EXPECT_EQ(song.group, "song_0002");
    EXPECT_FALSE(song.split);
    EXPECT_EQ(find(listing, "song_0003")->emotion, (Emotion{0, 0}));
    EXPECT_EQ(find(listing, "song_2001")->emotion, (Emotion{-1, 0.5f}));
    EXPECT_NEAR(*find(listing, "song_2001")->arousal_sd, 0.4, 1e-9);
    EXPECT_EQ(find(listing, "song_2001")->source.filename(), "2001.flac");
}

TEST_F(Deam, AttachesTheDynamicAnnotations) {
    make();
    const DatasetListing listing = list_dataset("deam", root());
    const ListedClip& song = *find(listing, "song_0002");
    ASSERT_TRUE(song.curve);
    EXPECT_THAT(song.curve->times, ElementsAre(15, 15.5));
    EXPECT_THAT(song.curve->values, ElementsAre(Emotion{0.5f, -0.5f}, Emotion{0.25f, 1}));
    EXPECT_THAT(find(listing, "song_0003")->curve->times, SizeIs(1));
    EXPECT_FALSE(find(listing, "song_2001")->curve);
    EXPECT_THAT(listing.notes, Contains(AllOf(HasSubstr("song 3"), HasSubstr("1 values of"))));
    EXPECT_THAT(listing.notes, Contains(AllOf(HasSubstr("song 9"), HasSubstr("arousal.csv"))));
}

TEST_F(Deam, IsFoundInEveryLayoutOfItsCopies) {
    const auto songs = [&] { return list_dataset("deam", root()).clips.size(); };
    make("DEAM_Annotations", ' ', "DEAM_audio/MEMD_audio");
    EXPECT_EQ(songs(), 3u);
    clear();
    make("", '_', "MEMD_audio");
    EXPECT_EQ(songs(), 3u);
    clear();
    make("archive/DEAM_Annotations", '_', "archive/DEAM_audio/MEMD_audio");
    EXPECT_EQ(songs(), 3u);
    clear();
    make("", ' ', "DEAM_audio");
    EXPECT_EQ(songs(), 3u);
    EXPECT_THAT(list_dataset("deam", root()).clips, SizeIs(3));
    EXPECT_TRUE(find(list_dataset("deam", root()), "song_0002")->curve);
}

TEST_F(Deam, SaysWhatItFoundAndSkipped) {
    make();
    touch("MEMD_audio/77.mp3");
    touch("MEMD_audio/2.wav");
    touch("MEMD_audio/._2.mp3");
    touch("MEMD_audio/notes.txt");
    const DatasetListing listing = list_dataset("deam", root());
    EXPECT_THAT(reason(listing, "MEMD_audio/4.mp3"),
                AllOf(HasSubstr("songs_1_2000.csv, line 4"), HasSubstr("no such file")));
    EXPECT_THAT(reason(listing, "MEMD_audio/77.mp3"), HasSubstr("no usable row"));
    EXPECT_THAT(reason(listing, "MEMD_audio/2.mp3"), HasSubstr("2.wav beside it is used"));
    EXPECT_EQ(listing.skipped.size(), 3u);
    EXPECT_EQ(find(listing, "song_0002")->source.filename(), "2.wav");
    std::map<std::string, std::size_t> found;
    for (const FoundPart& part : listing.found) found[part.path] = part.count;
    EXPECT_EQ(found["MEMD_audio"], 4u);
    EXPECT_THAT(found, SizeIs(4));
}

TEST_F(Deam, SkipsRowsThatCannotBeUsed) {
    make();
    const Path file = annotations_ / "song_level/static_annotations_averaged_songs_1_2000.csv";
    write(file,
          "song_id,valence_mean,valence_std,arousal_mean,arousal_std\n"
          "2,5,1,5,1\n2,6,1,6,1\n3,0.5,1,5,1\nx,5,1,5,1\n5,,1,5,1\n6,5,-1,5,1\n7,5,1,nan,1\n");
    const DatasetListing listing = list_dataset("deam", root());
    EXPECT_EQ(listing.clips.size(), 2u);
    EXPECT_EQ(find(listing, "song_0002")->emotion, (Emotion{0, 0}));
    std::string reasons;
    for (const SkippedFile& skipped : listing.skipped) reasons += skipped.reason + "\n";
    EXPECT_THAT(reasons, AllOf(HasSubstr("line 3: song 2 has a row already"),
                               HasSubstr("line 4: valence_mean must be a number from 1 to 9, got "
                                         "\"0.5\""),
                               HasSubstr("line 5: song_id must be a whole number above 0"),
                               HasSubstr("line 6: valence_mean is empty"),
                               HasSubstr("line 7: valence_std must be a number from 0 to 8"),
                               HasSubstr("line 8: arousal_mean must be a number")));
}

TEST_F(Deam, DoesWithoutDynamicAnnotationsAndWithOneFile) {
    make();
    std::filesystem::remove_all(root() / annotations_ / "dynamic (per second annotations)");
    std::filesystem::remove(root() / annotations_ /
                            "song_level/static_annotations_averaged_songs_2000_2058.csv");
    const DatasetListing listing = list_dataset("deam", root());
    EXPECT_EQ(listing.clips.size(), 2u);
    EXPECT_FALSE(listing.clips[0].curve);
    EXPECT_THAT(listing.notes, Contains(HasSubstr("no dynamic annotations")));
    EXPECT_THAT(listing.notes, Contains(HasSubstr("2000_2058.csv is not there")));
}

TEST_F(Deam, ReadsOrRefusesAnnotationsCutAtAnyByte) {
    make();
    for (const char* name : {"song_level/static_annotations_averaged_songs_1_2000.csv",
                             "dynamic (per second annotations)/valence.csv"}) {
        const Path file = root() / annotations_ / name;
        const std::string whole = read_text(file);
        for (std::size_t length = 0; length < whole.size(); ++length) {
            std::ofstream(file, std::ios::binary) << whole.substr(0, length);
            try {
                EXPECT_LE(list_dataset("deam", root()).clips.size(), 3u);
            } catch (const DataError&) {  // no header, or no column that is needed
            }
        }
        std::ofstream(file, std::ios::binary) << whole;
    }
}

TEST_F(Deam, SaysWhatItLookedForInAFolderThatIsNotIt) {
    write("something/else.csv", "a,b\n");
    EXPECT_THAT(message_of<DataError>("deam", root()),
                AllOf(HasSubstr("no file static_annotations_averaged_songs_1_2000.csv or "),
                      HasSubstr(display(root())), HasSubstr("5 levels")));
    make();
    std::filesystem::remove_all(root() / "MEMD_audio");
    EXPECT_THAT(message_of<DataError>("deam", root()),
                AllOf(HasSubstr("no folder MEMD_audio or DEAM_audio"), HasSubstr(".flac")));
    EXPECT_THAT(message_of<DataError>("deam", root() / "something/else.csv"),
                HasSubstr("not a folder"));
    EXPECT_THROW(list_dataset("deam", root(), "score"), UsageError);
}

TEST(DeamItself, Has1802RatedSongs) {
    const auto data = test::test_data("datasets/DEAM");
    if (!data) GTEST_SKIP() << test::kNoTestData;
    const test::TemporaryFolder folder;
    std::filesystem::copy(*data, folder.path(), std::filesystem::copy_options::recursive);
    std::filesystem::create_directory(folder / "MEMD_audio");
    for (int song = 1; song <= 2058; ++song)
        if (song != 115)  // one rated song without sound
            std::ofstream(folder / ("MEMD_audio/" + std::to_string(song) + ".mp3"));
    const DatasetListing listing = list_dataset("deam", folder.path());
    EXPECT_EQ(listing.clips.size(), 1801u);
    EXPECT_EQ(listing.found[0].count + listing.found[1].count, 1802u);
    const auto song = [&](const std::string& id) {
        for (const ListedClip& clip : listing.clips)
            if (clip.id == id) return clip;
        return ListedClip();
    };
    // By hand from the files: (mean - 5) / 4 and sd / 4.
    EXPECT_NEAR(song("song_0002").emotion->valence, -0.475, 1e-6);  // 3.1
    EXPECT_NEAR(song("song_0002").emotion->arousal, -0.5, 1e-6);    // 3
    EXPECT_NEAR(*song("song_0002").valence_sd, 0.235, 1e-9);        // 0.94
    EXPECT_NEAR(*song("song_0002").arousal_sd, 0.1575, 1e-9);       // 0.63
    EXPECT_NEAR(song("song_2000").emotion->valence, 0.2, 1e-6);     // 5.8
    EXPECT_NEAR(song("song_2000").emotion->arousal, 0.25, 1e-6);    // 6
    EXPECT_NEAR(song("song_2001").emotion->valence, -0.45, 1e-6);   // 3.2
    EXPECT_NEAR(song("song_2001").emotion->arousal, 0.4, 1e-6);     // 6.6, after max and min
    EXPECT_NEAR(*song("song_2001").arousal_sd, 0.2, 1e-9);          // 0.8
    EXPECT_NEAR(song("song_2058").emotion->arousal, 0.2, 1e-6);     // 5.8
}

}  // namespace
}  // namespace affetto
