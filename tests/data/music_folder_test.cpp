#include "affetto/data/music_folder.hpp"

#include <gmock/gmock.h>

#include "data/listing_fixture.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;

using Music = test::ListingTest;

TEST(MusicKind, IsReadFromTheEndingInAnyCase) {
    EXPECT_EQ(music_kind_of("a.b/x.MID"), "score");
    for (const char* name : {"x.wav", "x.Flac", "x.OGG", "x.mp3", "x.aiff"})
        EXPECT_EQ(music_kind_of(name), "sound") << name;
    for (const char* name : {"x.txt", "mp3", ".mp3", "x.mp3.part"})
        EXPECT_EQ(music_kind_of(name), "") << name;
}

TEST_F(Music, FindsNumbersWhateverTheirZeros) {
    for (const char* name : {"007.mp3", "10.mp3", "000.mp3", "a07.mp3"}) touch(name);
    MusicFolder folder(root(), "", "sound");
    EXPECT_EQ(folder.size(), 4u);
    EXPECT_EQ(folder.take("7"), root() / "007.mp3");
    EXPECT_EQ(folder.take("0010"), root() / "10.mp3");
    EXPECT_EQ(folder.take("0"), root() / "000.mp3");
    EXPECT_EQ(folder.take("a07"), root() / "a07.mp3");
    EXPECT_FALSE(folder.take("a7"));
}

TEST_F(Music, TakesOneOfSeveralCopiesAndReportsTheOthers) {
    for (const char* name : {"s/1.mp3", "s/1.flac", "s/01.wav", "s/2.ogg", "s/3.mid"}) touch(name);
    MusicFolder folder(root(), "s", "sound");
    EXPECT_EQ(folder.size(), 2u);
    EXPECT_EQ(folder.take("1"), root() / "s/01.wav");
    std::vector<SkippedFile> skipped;
    folder.report_rest("nobody asked", skipped);
    ASSERT_EQ(skipped.size(), 3u);
    EXPECT_EQ(skipped[0].path, "s/2.ogg");
    EXPECT_EQ(skipped[0].reason, "nobody asked");
    EXPECT_EQ(skipped[1].path, "s/1.flac");
    EXPECT_THAT(skipped[1].reason, HasSubstr("01.wav beside it is used"));
    EXPECT_EQ(skipped[2].path, "s/1.mp3");
}

TEST_F(Music, PassesOverFoldersAndHiddenFiles) {
    touch("4.mp3/inside.txt");
    touch("._5.mp3");
    EXPECT_EQ(MusicFolder(root(), "", "sound").size(), 0u);
    EXPECT_THROW(MusicFolder(root(), "gone", "sound"), DataError);
}

}  // namespace
}  // namespace affetto
