#include "affetto/data/soundtracks.hpp"

#include <gmock/gmock.h>

#include "data/listing_fixture.hpp"

namespace affetto {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;

class Soundtracks : public test::ListingTest {
protected:
    void SetUp() override {
        write("mean_ratings_set1.csv",
              "Number,valence,energy,tension,anger,fear,happy,sad,tender,TARGET,,\n"
              "1,9,1,5,1,1,9,1,1,HAPPY_HIGH,,\n"
              "2,3,7,5,3,5,1,1,1, FEAR_HIGH\t,,\n"
              "3,5,5,5,1,1,1,1,1,TENDER,,\n"
              "4,5,5,5,1,1,,1,1,TENDER,,\n"
              "5,5,5,5,1,1,1,1,1,SAD,,\n");
        write("mean_ratings_set2.csv",
              "number,Valence,Energy,Tension,Anger,Fear,Happy,Sad,Tender,Beauty,Liking,TARGET,"
              "soundtrack,link\n"
              "1,5,5,5,2,2,2,2,2,6,6,TENSION NEG,\"Batman, Returns\",http://x\n"
              "2,5,5,5,2,2,2,2,2,6,6,SAD,\" Batman, Returns\",\n"
              "3,5,5,5,2,2,2,2,2,6,6,SAD,,\n");
        for (const char* name : {"001.mp3", "002.MP3", "003.wav", "004.ogg"})
            touch(Path("Set1") / name);
        for (const char* name : {"001.mp3", "002.mp3", "003.mp3"}) touch(Path("Set2") / name);
    }
};

TEST_F(Soundtracks, ReadsBothSetsWithEnergyAsArousal) {
    const DatasetListing listing = list_dataset("soundtracks", root());
    EXPECT_EQ(listing.clips.size(), 7u);
    EXPECT_EQ(find(listing, "set1_001")->emotion, (Emotion{1, -1}));
    EXPECT_EQ(find(listing, "set1_002")->emotion, (Emotion{-0.5f, 0.5f}));
    EXPECT_EQ(find(listing, "set2_001")->emotion, (Emotion{0, 0}));
    EXPECT_EQ(find(listing, "set1_002")->source.filename(), "002.MP3");
}

TEST_F(Soundtracks, TurnsDiscreteRatingsAboveOneIntoADistribution) {
    const DatasetListing listing = list_dataset("soundtracks", root());
    EXPECT_EQ(to_string(find(listing, "set1_001")->labels), "happy:1");
    // anger 3 and fear 5 weigh 2 and 4.
    const EmotionDistribution& mixed = find(listing, "set1_002")->labels;
    ASSERT_EQ(mixed.size(), 2u);
    EXPECT_EQ(mixed[0].name, "angry");
    EXPECT_NEAR(mixed[0].weight, 1.0 / 3, 1e-6);
    EXPECT_EQ(mixed[1].name, "fearful");
    EXPECT_NEAR(mixed[1].weight, 2.0 / 3, 1e-6);
    EXPECT_TRUE(find(listing, "set1_003")->labels.empty());  // nothing above 1
    EXPECT_TRUE(find(listing, "set1_004")->labels.empty());  // one rating is missing
    EXPECT_EQ(find(listing, "set2_001")->labels.size(), 5u);
    for (const ListedClip& clip : listing.clips)
        for (const EmotionWeight& item : clip.labels) EXPECT_TRUE(find_named_emotion(item.name));
}

TEST_F(Soundtracks, KeepsTheTargetAndGroupsByFilm) {
    const DatasetListing listing = list_dataset("soundtracks", root());
    EXPECT_EQ(find(listing, "set1_002")->target, "FEAR_HIGH");
    EXPECT_EQ(find(listing, "set2_001")->target, "TENSION NEG");
    EXPECT_EQ(find(listing, "set2_001")->group, "Batman, Returns");
    EXPECT_EQ(find(listing, "set2_002")->group, "Batman, Returns");
    EXPECT_EQ(find(listing, "set2_003")->group, "set2_003");
    EXPECT_EQ(find(listing, "set1_001")->group, "set1_001");
    EXPECT_THAT(listing.notes, Contains(HasSubstr("mean_ratings_set1.csv names no films")));
}

TEST_F(Soundtracks, AreFoundInNestedSetsAndBelowWrappers) {
    std::filesystem::create_directories(root() / "osf/set1");
    std::filesystem::rename(root() / "Set1", root() / "osf/set1/Set1");
    std::filesystem::rename(root() / "Set2", root() / "osf/Set2");
    for (const char* name : {"mean_ratings_set1.csv", "mean_ratings_set2.csv"})
        std::filesystem::rename(root() / name, root() / "osf" / name);
    EXPECT_EQ(list_dataset("soundtracks", root()).clips.size(), 7u);
}

TEST_F(Soundtracks, DoWithOneSet) {
    std::filesystem::remove_all(root() / "Set1");
    const DatasetListing listing = list_dataset("soundtracks", root());
    EXPECT_EQ(listing.clips.size(), 3u);
    EXPECT_THAT(listing.notes, Contains(HasSubstr("no folder Set1")));
    std::filesystem::remove(root() / "mean_ratings_set1.csv");
    EXPECT_THAT(list_dataset("soundtracks", root()).notes,
                Contains(HasSubstr("mean_ratings_set1.csv is not there")));
}

TEST_F(Soundtracks, ReportRowsWithoutSoundAndSoundWithoutARow) {
    touch("Set2/110.mp3");
    const DatasetListing listing = list_dataset("soundtracks", root());
    EXPECT_THAT(reason(listing, "Set1/005.mp3"),
                AllOf(HasSubstr("mean_ratings_set1.csv, line 6"), HasSubstr("no such file")));
    EXPECT_THAT(reason(listing, "Set2/110.mp3"), HasSubstr("no usable row"));
    EXPECT_EQ(listing.skipped.size(), 2u);
}

TEST_F(Soundtracks, SkipRowsThatCannotBeUsed) {
    write("mean_ratings_set1.csv",
          "Number,valence,energy,tension,anger,fear,happy,sad,tender,TARGET\n"
          "1,9.5,1,5,1,1,9,1,1,A\n2,5,5,5,0,1,1,1,1,A\n3,5,5,5,1,1,1,1,1,A\n"
          "3,5,5,5,1,1,1,1,1,A\n");
    const DatasetListing listing = list_dataset("soundtracks", root());
    EXPECT_EQ(listing.clips.size(), 4u);
    std::string reasons;
    for (const SkippedFile& skipped : listing.skipped) reasons += skipped.reason + "\n";
    EXPECT_THAT(reasons, AllOf(HasSubstr("line 2: valence must be a number from 1 to 9"),
                               HasSubstr("line 3: anger must be a number from 1 to 9"),
                               HasSubstr("line 5: excerpt 3 has a row already")));
}

TEST_F(Soundtracks, SayWhatIsMissing) {
    for (const char* name : {"Set1", "Set2"}) std::filesystem::remove_all(root() / name);
    EXPECT_THAT(message_of<DataError>("soundtracks", root()),
                AllOf(HasSubstr("no folder Set1/Set1 or Set1 or Set2/Set2 or Set2")));
    for (const char* name : {"mean_ratings_set1.csv", "mean_ratings_set2.csv"})
        std::filesystem::remove(root() / name);
    EXPECT_THAT(message_of<DataError>("soundtracks", root()),
                HasSubstr("no file mean_ratings_set1.csv or mean_ratings_set2.csv"));
}

}  // namespace
}  // namespace affetto
