#include <gmock/gmock.h>

#include "affetto/core/error.hpp"
#include "affetto/core/file.hpp"
#include "fault_at.hpp"
#include "message_of.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using test::message_of;
using test::names_in;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::StartsWith;

class StagedFolders : public ::testing::Test {
protected:
    /// Writes a result of two files, one in a folder of its own.
    void make_result(const std::string& content, bool overwrite) {
        StagedFolder staged(target, overwrite);
        write_text(staged.path() / "a.txt", content);
        write_text(staged.path() / "inner" / "b.txt", content);
        staged.commit();
    }
    std::string result() { return read_text(target / "a.txt") + read_text(target / "inner/b.txt"); }

    test::TemporaryFolder folder;
    Path target = folder / "parent" / "out";
};

TEST_F(StagedFolders, AppearWholeOnCommit) {
    {
        StagedFolder staged(target, false);
        EXPECT_THAT(display(staged.path().filename()), StartsWith(".out.affetto-"));
        EXPECT_EQ(staged.path().parent_path(), target.parent_path());
        write_text(staged.path() / "a.txt", "x");
        EXPECT_FALSE(std::filesystem::exists(target));
        staged.commit();
        EXPECT_THROW(staged.commit(), std::logic_error);
    }
    EXPECT_EQ(read_text(target / "a.txt"), "x");
    EXPECT_THAT(names_in(target.parent_path()), ElementsAre("out"));
}

TEST_F(StagedFolders, LeaveNothingWithoutCommit) {
    {
        StagedFolder staged(target, false);
        write_text(staged.path() / "inner" / "a.txt", "x");
    }
    EXPECT_TRUE(names_in(target.parent_path()).empty());
}

TEST_F(StagedFolders, StayWithoutCommitWhereTheyAreKept) {
    const Path kept = folder / "parent" / "work" / "result";
    {
        const StagedFolder staged(target, kept, false);
        write_text(staged.path() / "a.txt", "x");
    }
    EXPECT_EQ(read_text(kept / "a.txt"), "x");
    StagedFolder again(target, kept, false);
    write_text(again.path() / "inner/b.txt", "y");
    again.commit();
    EXPECT_EQ(result(), "xy");
    EXPECT_FALSE(std::filesystem::exists(kept));
    EXPECT_THROW(StagedFolder(target, kept, false), UsageError);
    EXPECT_FALSE(std::filesystem::exists(kept));
}

TEST_F(StagedFolders, ReplaceAnEmptyFolder) {
    std::filesystem::create_directories(target);
    make_result("x", false);
    EXPECT_EQ(result(), "xx");
}

TEST_F(StagedFolders, ReplaceAFullOneOnlyWhenAllowed) {
    make_result("x", false);
    EXPECT_THAT(message_of<UsageError>([&] { make_result("y", false); }),
                HasSubstr("out: exists and is not empty; choose another --out, or pass "
                          "--overwrite"));
    EXPECT_EQ(result(), "xx");
    write_text(target / "stale.txt", "x");
    make_result("y", true);
    EXPECT_EQ(result(), "yy");
    EXPECT_THAT(names_in(target), ElementsAre("a.txt", "inner")) << "the old files are gone";
    EXPECT_THAT(names_in(target.parent_path()), ElementsAre("out"));
}

TEST_F(StagedFolders, KeepWhatAnotherProgramPutThereMeanwhile) {
    StagedFolder staged(target, false);
    write_text(target / "theirs.txt", "x");
    EXPECT_THAT(message_of<Error>([&] { staged.commit(); }), HasSubstr("cannot be put in place"));
    EXPECT_EQ(read_text(target / "theirs.txt"), "x");
}

TEST_F(StagedFolders, RefuseAFileAndAnEmptyName) {
    write_text(target, "x");
    EXPECT_THAT(message_of<UsageError>([&] { StagedFolder(target, true); }),
                HasSubstr("out: is a file, expected a folder"));
    EXPECT_EQ(read_text(target), "x");
    EXPECT_THAT(message_of<UsageError>([&] { StagedFolder("", true); }), HasSubstr("--out DIR"));
}

TEST_F(StagedFolders, RefuseToReplaceTheFolderThatTheUserIsIn) {
    make_result("x", false);
    const Path before = std::filesystem::current_path();
    std::filesystem::current_path(target / "inner");
    const std::string reason = message_of<UsageError>([&] { make_result("y", true); });
    std::filesystem::current_path(before);
    EXPECT_THAT(reason, HasSubstr("holds the folder you are in"));
    EXPECT_EQ(result(), "xx");
}

TEST_F(StagedFolders, FollowALinkToTheFolderItNames) {
    make_result("x", false);
    std::filesystem::create_directory_symlink(target, folder / "link");
    const Path real = target;
    target = folder / "link";
    make_result("y", true);
    EXPECT_TRUE(std::filesystem::is_symlink(folder / "link"));
    EXPECT_EQ(read_text(real / "a.txt"), "y");
}

TEST_F(StagedFolders, TakeASlashAtTheEnd) {
    const Path out = target;
    target = Path(target.string() + "/");
    make_result("x", false);
    EXPECT_EQ(read_text(out / "a.txt"), "x");
}

TEST_F(StagedFolders, AFaultAtAnyCallLeavesTheOldOrTheNewResultWhole) {
    for (const bool exists : {false, true}) {
        std::vector<std::string> calls;
        for (std::size_t at = 0;; ++at) {
            target = folder / (std::to_string(exists) + std::to_string(at)) / "out";
            if (exists) make_result("x", false);
            std::string reason;
            {
                const test::FaultAt fault(at);
                reason = message_of<Error>([&] { make_result("y", true); });
                calls = fault.calls();
            }
            if (calls.size() <= at) {
                EXPECT_EQ(reason, "");
                break;
            }
            SCOPED_TRACE(std::to_string(at) + ": " + calls.back());
            EXPECT_THAT(reason, HasSubstr("no space left"));
            const bool present = std::filesystem::exists(target);
            EXPECT_TRUE(present || !exists);
            if (present) {
                EXPECT_THAT(result(), ::testing::AnyOf("xx", "yy"));
            }
            if (std::filesystem::exists(target.parent_path())) {
                EXPECT_EQ(names_in(target.parent_path()).size(), present ? 1u : 0u)
                    << "a temporary folder stayed";
            }
        }
        EXPECT_THAT(calls, IsSupersetOf({"mkdir", "rename", "fsync folder"}));
        if (exists) {
            EXPECT_THAT(calls, ::testing::Contains("rename aside"));
        }
    }
}

}  // namespace
}  // namespace affetto
