#include "affetto/data/emomusic.hpp"

#include <gmock/gmock.h>

#include <set>

#include "affetto/data/splits.hpp"
#include "data/listing_fixture.hpp"

namespace affetto {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

class EmoMusic : public test::ListingTest {
protected:
    void SetUp() override {
        write("annotations/static_annotations.csv",
              "song_id,mean_arousal,std_arousal,mean_valence,std_valence\n"
              "2,3.1,0.8,9,1.2\n3,5,1,5,1\n4,5,1,7,1\n7,1,1,1,1\n8,5,1,5,1\n");
        write("annotations/songs_info.csv",
              "song_id,file_name,Artist,Song title,start of the segment (min.sec),"
              "end of the segment (min.sec),Genre,Mediaeval 2013 set\n"
              "2,2.mp3,\tThe Kyoto  Connection ,Hachiko\t,1.02,1.47,Blues\t,development\n"
              "3,3.mp3,The Kyoto Connection,\"A, b\",0.5,1.35,Blues, development \n"
              "4,4.mp3,Someone Else,x,0.1,0.55,Blues,evaluation\n"
              "7,7.mp3,someone else,x,0.1,0.55,Blues,development\n");
        for (const char* axis : {"arousal", "valence"}) {
            const std::string header = "song_id,sample_15000ms,sample_15500ms\n";
            write("annotations/" + std::string(axis) + "_cont_average.csv", header + "2,0.1,0.3\n");
            write("annotations/" + std::string(axis) + "_cont_std.csv", header + "2,0.2,0.4\n");
        }
        for (const char* song : {"2", "3", "4", "7", "8"})
            touch("clips_45seconds/" + std::string(song) + ".mp3");
    }
};

TEST_F(EmoMusic, ReadsSongLevelAndDynamicAnnotations) {
    const DatasetListing listing = list_dataset("emomusic", root());
    ASSERT_EQ(listing.clips.size(), 5u);
    EXPECT_TRUE(listing.skipped.empty());
    const ListedClip& song = *find(listing, "song_0002");
    EXPECT_FLOAT_EQ(song.emotion->valence, 1);
    EXPECT_FLOAT_EQ(song.emotion->arousal, -0.475f);
    EXPECT_NEAR(*song.valence_sd, 0.3, 1e-9);
    EXPECT_NEAR(*song.arousal_sd, 0.2, 1e-9);
    ASSERT_TRUE(song.curve);
    EXPECT_THAT(song.curve->values, ElementsAre(Emotion{0.1f, 0.1f}, Emotion{0.3f, 0.3f}));
    EXPECT_THAT(song.curve->arousal_sd, ElementsAre(0.2, 0.4));
}

TEST_F(EmoMusic, GroupsByArtistWhateverBlanksAndCase) {
    const DatasetListing listing = list_dataset("emomusic", root());
    EXPECT_EQ(find(listing, "song_0002")->group, "the kyoto connection");
    EXPECT_EQ(find(listing, "song_0003")->group, "the kyoto connection");
    EXPECT_EQ(find(listing, "song_0008")->group, "song_0008");
    EXPECT_THAT(listing.notes, Contains(HasSubstr("1 songs have no usable row in songs_info.csv")));
}

TEST_F(EmoMusic, KeepsTheOfficialSetsWholeForAnArtistInBoth) {
    const DatasetListing listing = list_dataset("emomusic", root());
    EXPECT_EQ(find(listing, "song_0004")->split, Split::test);
    EXPECT_FALSE(find(listing, "song_0002")->split);
    EXPECT_FALSE(find(listing, "song_0007")->split);
    EXPECT_NE(find(listing, "song_0004")->group, find(listing, "song_0007")->group);
    EXPECT_THAT(listing.notes, Contains(HasSubstr("1 artists have songs in both official sets")));
}

TEST_F(EmoMusic, CarvesValidationOutOfDevelopmentByArtist) {
    std::string ratings = "song_id,mean_arousal,std_arousal,mean_valence,std_valence\n";
    std::string info = "song_id,Artist,Mediaeval 2013 set\n";
    for (int song = 1; song <= 120; ++song) {
        ratings += std::to_string(song) + "," + std::to_string(1 + song % 9) + ",1," +
                   std::to_string(1 + song % 7) + ",1\n";
        info += std::to_string(song) + ",artist " + std::to_string(song / 3) + "," +
                (song <= 20 ? "evaluation" : "development") + "\n";
        touch("clips_45seconds/" + std::to_string(song) + ".mp3");
    }
    write("annotations/static_annotations.csv", ratings);
    write("annotations/songs_info.csv", info);
    DatasetListing listing = list_dataset("emomusic", root());
    Random rng(1);
    assign_splits(listing.clips, rng);
    std::map<Split, int> counts;
    std::map<std::string, std::set<Split>> splits_of_artist;
    for (const ListedClip& clip : listing.clips) {
        ++counts[*clip.split];
        splits_of_artist[clip.group].insert(*clip.split);
    }
    EXPECT_EQ(counts[Split::test], 20);
    EXPECT_NEAR(counts[Split::validation], 11, 3);
    EXPECT_EQ(counts[Split::train], 100 - counts[Split::validation]);
    for (const auto& [artist, splits] : splits_of_artist) EXPECT_EQ(splits.size(), 1u) << artist;
}

TEST_F(EmoMusic, IsFoundInTheLayoutsOfItsCopies) {
    std::filesystem::create_directories(root() / "copy/clips_45sec");
    std::filesystem::rename(root() / "clips_45seconds",
                            root() / "copy/clips_45sec/clips_45seconds");
    std::filesystem::rename(root() / "annotations", root() / "copy/Annotations");
    EXPECT_EQ(list_dataset("emomusic", root()).clips.size(), 5u);
    EXPECT_EQ(list_dataset("emomusic", root() / "copy").clips.size(), 5u);
}

TEST_F(EmoMusic, DoesWithoutSongsInfo) {
    std::filesystem::remove(root() / "annotations/songs_info.csv");
    const DatasetListing listing = list_dataset("emomusic", root());
    EXPECT_EQ(find(listing, "song_0003")->group, "song_0003");
    for (const ListedClip& clip : listing.clips) EXPECT_FALSE(clip.split);
    EXPECT_THAT(listing.notes, Contains(HasSubstr("no official splits")));
}

TEST_F(EmoMusic, ReportsRowsOfSongsInfoThatItCannotUse) {
    write("annotations/songs_info.csv",
          "song_id,Artist,Mediaeval 2013 set\n2,a,holdout\n3,b,development\n3,c,evaluation\n");
    const DatasetListing listing = list_dataset("emomusic", root());
    EXPECT_EQ(listing.clips.size(), 5u);
    EXPECT_THAT(listing.notes, Contains(HasSubstr("must be development or evaluation")));
    EXPECT_THAT(listing.notes, Contains(HasSubstr("song 3 has a row already")));
    EXPECT_EQ(find(listing, "song_0003")->group, "b");
}

TEST_F(EmoMusic, SaysWhatIsMissing) {
    std::filesystem::remove_all(root() / "clips_45seconds");
    EXPECT_THAT(message_of<DataError>("emomusic", root()), HasSubstr("no folder clips_45seconds"));
    std::filesystem::remove_all(root() / "annotations");
    EXPECT_THAT(message_of<DataError>("emomusic", root()),
                HasSubstr("no file static_annotations.csv"));
}

}  // namespace
}  // namespace affetto
