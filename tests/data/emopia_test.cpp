#include "affetto/data/emopia.hpp"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "data/listing_fixture.hpp"
#include "support/test_data.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;

class Emopia : public test::ListingTest {
protected:
    void SetUp() override {
        write("label.csv",
              "ID,4Q,annotator\n"
              "Q1_a_b_c_0,1,D\n"
              "Q2_a_b_c_1,2,D\n"
              "Q3__x-y_0,3,A\n"
              "Q4_gone_0,4,A\n");
        for (const char* id : {"Q1_a_b_c_0", "Q2_a_b_c_1", "Q3__x-y_0"})
            write(Path("midis") / (std::string(id) + ".mid"), "");
    }
};

TEST_F(Emopia, TakesTheSongFromBetweenTheFirstAndTheLastUnderscore) {
    const DatasetListing listing = list_dataset("emopia", root());
    EXPECT_EQ(listing.clips.size(), 3u);
    EXPECT_EQ(find(listing, "Q1_a_b_c_0")->group, "a_b_c");
    EXPECT_EQ(find(listing, "Q2_a_b_c_1")->group, "a_b_c");
    EXPECT_EQ(find(listing, "Q3__x-y_0")->group, "_x-y");
    EXPECT_EQ(find(listing, "Q3__x-y_0")->emotion, centre_of(Quadrant::Q3));
    EXPECT_EQ(find(listing, "Q3__x-y_0")->label_source, LabelSource::song);
}

TEST_F(Emopia, ReportsRowsWithoutAFileAndFilesWithoutARow) {
    write("midis/Q1_stray_0.mid", "");
    const DatasetListing listing = list_dataset("emopia", root());
    EXPECT_EQ(listing.skipped.size(), 2u);
    EXPECT_THAT(reason(listing, "midis/Q4_gone_0.mid"), HasSubstr("label.csv, line 5"));
    EXPECT_THAT(reason(listing, "midis/Q4_gone_0.mid"), HasSubstr("no such file"));
    EXPECT_THAT(reason(listing, "midis/Q1_stray_0.mid"), HasSubstr("no usable row"));
}

TEST_F(Emopia, LeavesSplitsOpenWithoutTheOfficialLists) {
    for (const ListedClip& clip : list_dataset("emopia", root()).clips) EXPECT_FALSE(clip.split);
}

TEST_F(Emopia, KeepsTheOfficialListsAndSkipsClipsInNone) {
    write("split/train.csv", "fname,label\nQ1_a_b_c_0,Q1\n");
    write("split/val.csv", "fname,label\nQ3__x-y_0,Q3\n");
    const DatasetListing listing = list_dataset("emopia", root());
    EXPECT_EQ(find(listing, "Q1_a_b_c_0")->split, Split::train);
    EXPECT_EQ(find(listing, "Q3__x-y_0")->split, Split::validation);
    EXPECT_THAT(reason(listing, "midis/Q2_a_b_c_1.mid"), HasSubstr("none of the official lists"));
}

TEST_F(Emopia, ReadsATestListWhereThereIsOne) {
    write("split/train.csv", "fname,label\nQ1_a_b_c_0,Q1\nQ2_a_b_c_1,Q2\n");
    write("split/val.csv", "fname,label\n");
    write("split/test.csv", "fname,label\nQ3__x-y_0,Q3\n");
    EXPECT_EQ(find(list_dataset("emopia", root()), "Q3__x-y_0")->split, Split::test);
}

TEST_F(Emopia, WantsBothListsOrNeither) {
    write("split/train.csv", "fname,label\nQ1_a_b_c_0,Q1\n");
    EXPECT_THAT(message_of<DataError>("emopia", root()), HasSubstr("val.csv: missing"));
}

TEST_F(Emopia, NeverPutsASongIntoTwoSplits) {
    write("split/train.csv", "fname,label\nQ1_a_b_c_0,Q1\nQ3__x-y_0,Q3\n");
    write("split/val.csv", "fname,label\nQ2_a_b_c_1,Q2\n");
    const DatasetListing listing = list_dataset("emopia", root());
    EXPECT_EQ(listing.clips.size(), 2u);
    EXPECT_THAT(reason(listing, display(root() / "midis/Q2_a_b_c_1.mid")),
                HasSubstr("already in split train"));
}

TEST_F(Emopia, SkipsRowsThatAreNotClips) {
    write("label.csv",
          "ID,4Q,annotator\n"
          "Q1_a_b_c_0,1,D\n"
          "Q1_a_b_c_0,1,D\n"
          "Q2_a_b_c_1,5,D\n"
          "../../x_y_0,1,D\n"
          "nounderscore,1,D\n");
    const DatasetListing listing = list_dataset("emopia", root());
    EXPECT_EQ(listing.clips.size(), 1u);
    EXPECT_EQ(listing.skipped.size(), 5u);  // four rows, and a file without one
}

TEST_F(Emopia, SaysWhatIsMissingFromAFolderThatIsNotIt) {
    EXPECT_THAT(message_of<DataError>("emopia", root() / "midis"), HasSubstr("label.csv"));
    EXPECT_THAT(message_of<DataError>("emopia", root() / "nowhere"), HasSubstr("no such file"));
    write("label.csv", "name,quadrant\na,1\n");
    EXPECT_THAT(message_of<DataError>("emopia", root()), HasSubstr("ID"));
}

TEST_F(Emopia, ReadsTheSoundWhereItIsAskedFor) {
    write("audio/Q1_a_b_c_0.mp3", "");
    write("audio/Q2_a_b_c_1.WAV", "");
    EXPECT_EQ(list_dataset("emopia", root()).kind, "score");
    const DatasetListing listing = list_dataset("emopia", root(), "sound");
    EXPECT_EQ(listing.kind, "sound");
    EXPECT_EQ(listing.clips.size(), 2u);
    EXPECT_EQ(find(listing, "Q2_a_b_c_1")->source.filename(), "Q2_a_b_c_1.WAV");
    EXPECT_EQ(find(listing, "Q2_a_b_c_1")->group, "a_b_c");
    EXPECT_THAT(reason(listing, "audio/Q3__x-y_0.mp3"), HasSubstr("no such file"));
}

TEST_F(Emopia, ReadsTheSoundWhereThereAreNoScores) {
    std::filesystem::rename(root() / "midis", root() / "elsewhere");
    EXPECT_THAT(message_of<DataError>("emopia", root()), HasSubstr("no folder midis"));
    write("audio/Q1_a_b_c_0.mp3", "");
    EXPECT_EQ(list_dataset("emopia", root()).kind, "sound");
    EXPECT_THROW(list_dataset("emopia", root(), "score"), DataError);
    EXPECT_THROW(list_dataset("emopia", root(), "video"), UsageError);
}

TEST(EmopiaItself, Has965ClipsInSongDisjointOfficialSplits) {
    const auto folder = test::test_data("datasets/EMOPIA_1.0");
    if (!folder) GTEST_SKIP() << test::kNoTestData;
    const DatasetListing listing = list_dataset("emopia", *folder);
    EXPECT_EQ(listing.clips.size(), 965u);
    EXPECT_EQ(listing.skipped.size(), 27u);
    std::map<Split, int> splits;
    std::map<std::string, std::set<Split>> splits_of_song;
    for (const ListedClip& clip : listing.clips) {
        ASSERT_TRUE(clip.split);
        ++splits[*clip.split];
        splits_of_song[clip.group].insert(*clip.split);
    }
    EXPECT_EQ(splits[Split::train], 767);
    EXPECT_EQ(splits[Split::validation], 198);
    EXPECT_EQ(splits[Split::test], 0);
    for (const auto& [song, found] : splits_of_song) EXPECT_EQ(found.size(), 1u) << song;
}

}  // namespace
}  // namespace affetto
