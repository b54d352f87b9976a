#include "affetto/data/folder_tree.hpp"

#include <gmock/gmock.h>

#include <array>

#include "affetto/core/error.hpp"
#include "data/listing_fixture.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;

using Tree = test::ListingTest;

TEST(NameKey, IsTheSameForEveryCopysSpelling) {
    EXPECT_EQ(name_key("annotations averaged per song"), name_key("Annotations_averaged-per song"));
    EXPECT_EQ(name_key("valence_ max_mean"), "valencemaxmean");
    EXPECT_NE(name_key("Set1"), name_key("Set2"));
    EXPECT_NE(name_key("\xC3\xA4"), name_key("\xC3\xB6"));
}

TEST(FindColumn, PassesOverBlanksAndCase) {
    const CsvTable table = parse_csv(" Number,valence_ mean,,\n", "songs.csv");
    EXPECT_EQ(find_column(table, "number"), 0u);
    EXPECT_EQ(find_column(table, "valence_mean"), 1u);
    EXPECT_FALSE(find_column(table, "arousal_mean"));
    EXPECT_THROW(require_column(table, "arousal_mean"), DataError);
}

TEST_F(Tree, TakesTheShallowestMatchOfTheFirstPlaceThatIsThere) {
    touch("b/deep/Song Level/songs.csv");
    touch("a/songs.csv");
    touch("z/song_level/songs.csv");
    const FolderTree tree(root());
    EXPECT_EQ(tree.find_file("songs.csv"), Path("a/songs.csv"));
    EXPECT_EQ(tree.find_file("song level/songs.csv"), Path("z/song_level/songs.csv"));
    const std::array<std::string_view, 2> places = {"nowhere.csv", "SONGS.csv"};
    EXPECT_EQ(tree.find_file(places), Path("a/songs.csv"));
}

TEST_F(Tree, FindsAFolderOfSoundOnlyWhereThereIsSound) {
    touch("Set1/readme.txt");
    touch("Set1/Set1/001.mp3");
    touch("Set2/001.txt");
    const FolderTree tree(root());
    EXPECT_EQ(tree.require_sound_folder(std::array<std::string_view, 1>{"Set1"}),
              Path("Set1/Set1"));
    EXPECT_FALSE(tree.find_sound_folder(std::array<std::string_view, 1>{"Set2"}));
    EXPECT_THROW(tree.require_sound_folder(std::array<std::string_view, 1>{"Set2"}), DataError);
}

TEST_F(Tree, EndsAtItsDepthAndPassesOverHiddenNames) {
    touch("1/2/3/4/5/six.csv");
    touch("1/2/3/4/5/6/seven.csv");
    touch(".hidden/six.csv");
    touch("1/._six.csv");
    const FolderTree tree(root());
    EXPECT_EQ(tree.find_file("six.csv"), Path("1/2/3/4/5/six.csv"));
    EXPECT_FALSE(tree.find_file("seven.csv"));
}

TEST_F(Tree, SurvivesALinkThatLeadsBack) {
    touch("a/songs.csv");
    std::filesystem::create_directory_symlink(root(), root() / "a/again");
    EXPECT_EQ(FolderTree(root()).find_file("songs.csv"), Path("a/songs.csv"));
}

TEST_F(Tree, SaysWhatItLookedFor) {
    try {
        FolderTree(root()).require_file("songs.csv");
        FAIL() << "found what is not there";
    } catch (const DataError& error) {
        EXPECT_THAT(error.what(), HasSubstr(display(root()) + ": no file songs.csv in it or in 5"));
    }
}

}  // namespace
}  // namespace affetto
