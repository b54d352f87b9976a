#include "affetto/core/folder_list.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

#include "affetto/core/error.hpp"
#include "message_of.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(FolderLists, HoldEveryFileAndItsChecksum) {
    const test::TemporaryFolder folder;
    write_text(folder / "a b.txt", "x");
    write_text(folder / "inner" / "new\nline\\.txt", "");
    EXPECT_FALSE(read_folder_list(folder.path()));
    write_folder_list(folder.path());
    const auto list = read_folder_list(folder.path());
    ASSERT_TRUE(list);
    EXPECT_EQ(list->size(), 2u);
    EXPECT_EQ(list->at("a b.txt"),
              "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881");
    EXPECT_TRUE(list->contains("inner/new\nline\\.txt"));
    EXPECT_TRUE(changes_since(*list, folder.path()).none());
}

TEST(FolderLists, AreReadBySha256sumToo) {
    const test::TemporaryFolder folder;
    write_text(folder / "a b.txt", "x");
    write_text(folder / "inner" / "new\nline\\.txt", "y");
    write_folder_list(folder.path());
    const std::string command =
        "cd '" + folder.path().string() + "' && sha256sum --check --strict --quiet SHA256SUMS";
    EXPECT_EQ(std::system(command.c_str()), 0);
}

TEST(FolderLists, TellWhatIsMissingChangedAndAdded) {
    const test::TemporaryFolder folder;
    for (const char* name : {"a", "b", "c"}) write_text(folder / name, name);
    write_folder_list(folder.path());
    std::filesystem::remove(folder / "a");
    write_text(folder / "b", "B");
    write_text(folder / "inner" / "d", "d");
    const FolderChanges changes = changes_since(*read_folder_list(folder.path()), folder.path());
    EXPECT_THAT(changes.missing, ElementsAre("a"));
    EXPECT_THAT(changes.changed, ElementsAre("b"));
    EXPECT_THAT(changes.added, ElementsAre("inner/d"));
}

TEST(FolderLists, OfOthersAreNone) {
    const test::TemporaryFolder folder;
    write_text(folder / kFolderListFile,
               "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881  thesis.doc\n");
    EXPECT_FALSE(read_folder_list(folder.path()));
}

TEST(FolderLists, ThatAreDamagedNameTheLine) {
    const test::TemporaryFolder folder;
    write_text(folder / "a", "x");
    write_folder_list(folder.path());
    const std::string whole = read_text(folder / kFolderListFile);
    const std::string digest(64, '0');
    for (const std::string& line : {digest + "  ../a", digest + "  /etc/passwd", digest + " a",
                                    std::string("short"), digest + "  "}) {
        write_text(folder / kFolderListFile, whole + line + "\n");
        EXPECT_THAT(test::message_of<DataError>([&] { read_folder_list(folder.path()); }),
                    HasSubstr("SHA256SUMS: line 3: "))
            << line;
    }
}

}  // namespace
}  // namespace affetto
