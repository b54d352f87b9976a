#include "affetto/data/unlabelled_folder.hpp"

#include <gmock/gmock.h>

#include "data/listing_fixture.hpp"

namespace affetto {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class UnlabelledFolder : public test::ListingTest {};

TEST_F(UnlabelledFolder, FindsFilesAtAnyDepthInTheOrderOfTheirPaths) {
    for (const char* name : {"b.mid", "a/deep/er/x.MIDI", "a/x.kar", ".hidden/h.mid", "a/.h.mid"})
        touch(name);
    touch("a/readme.txt");
    const DatasetListing listing = list_dataset("folder", root());
    std::vector<std::string> ids;
    for (const ListedClip& clip : listing.clips) {
        ids.push_back(clip.id);
        EXPECT_FALSE(clip.emotion);
        EXPECT_FALSE(clip.split);
        EXPECT_EQ(clip.label_source, LabelSource::none);
        EXPECT_EQ(root() / clip.group, clip.source) << "each file is a group of its own";
    }
    EXPECT_THAT(ids, ElementsAre("a-deep-er-x", "a-x", "b"));
    EXPECT_EQ(listing.kind, "score");
    EXPECT_THAT(listing.notes.back(), HasSubstr("1 files are neither MIDI nor sound"));
}

TEST_F(UnlabelledFolder, AMixOfKindsIsRefusedUntilOneIsChosen) {
    for (const char* name : {"a.mid", "b.wav", "sub/c.flac"}) touch(name);
    EXPECT_THAT(message_of<DataError>("folder", root()),
                AllOf(HasSubstr("1 scores and 2 sounds"), HasSubstr("--kind")));
    EXPECT_EQ(list_dataset("folder", root(), "score").clips.size(), 1u);
    const DatasetListing sounds = list_dataset("folder", root(), "sound");
    EXPECT_EQ(sounds.clips.size(), 2u);
    EXPECT_THAT(sounds.notes, testing::Contains("1 files of the other kind are left out"));
}

TEST_F(UnlabelledFolder, NothingToReadIsAnErrorThatNamesTheEndings) {
    touch("notes.txt");
    EXPECT_THAT(message_of<DataError>("folder", root()), HasSubstr("sound files in it or below"));
    EXPECT_THAT(message_of<DataError>("folder", root() / "notes.txt"), HasSubstr("not a folder"));
}

TEST_F(UnlabelledFolder, ALinkToAFolderAboveIsNotFollowed) {
    touch("a.mid");
    std::filesystem::create_directory_symlink(root(), root() / "loop");
    EXPECT_EQ(list_dataset("folder", root()).clips.size(), 1u);
}

}  // namespace
}  // namespace affetto
