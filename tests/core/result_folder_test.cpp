#include "affetto/core/result_folder.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "affetto/core/apart.hpp"
#include "affetto/core/error.hpp"
#include "fault_at.hpp"
#include "message_of.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using test::message_of;
using test::names_in;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

class ResultFolders : public ::testing::Test {
protected:
    /// Writes a result of two files, one in a folder of its own.
    void make_result(const std::string& content, bool overwrite) {
        ResultFolder staged(target, overwrite);
        write_text(staged.path() / "a.txt", content);
        write_text(staged.path() / "inner" / "b.txt", content);
        staged.commit();
    }
    std::string result() { return read_text(target / "a.txt") + read_text(target / "inner/b.txt"); }

    test::TemporaryFolder folder;
    Path target = folder / "parent" / "out";
};

TEST_F(ResultFolders, AppearWholeOnCommit) {
    {
        ResultFolder staged(target, false);
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

TEST_F(ResultFolders, LeaveNothingWithoutCommit) {
    {
        ResultFolder staged(target, false);
        write_text(staged.path() / "inner" / "a.txt", "x");
    }
    EXPECT_TRUE(names_in(target.parent_path()).empty());
}

TEST_F(ResultFolders, StayWithoutCommitWhereTheyAreKept) {
    const Path kept = folder / "parent" / "work" / "result";
    std::filesystem::create_directories(target.parent_path());
    {
        const ResultFolder staged({target, false, {}}, kept, WriterLock(target));
        write_text(staged.path() / "a.txt", "x");
    }
    EXPECT_EQ(read_text(kept / "a.txt"), "x");
    ResultFolder again({target, false, {}}, kept, WriterLock(target));
    write_text(again.path() / "inner/b.txt", "y");
    again.commit();
    EXPECT_EQ(result(), "xy");
    EXPECT_FALSE(std::filesystem::exists(kept));
    const auto third = [&] { ResultFolder({target, false, {}}, kept, WriterLock(target)); };
    EXPECT_THROW(third(), Error);  // the second is still there
    EXPECT_FALSE(std::filesystem::exists(kept));
}

TEST_F(ResultFolders, ReplaceAnEmptyFolder) {
    std::filesystem::create_directories(target);
    make_result("x", false);
    EXPECT_EQ(result(), "xx");
}

TEST_F(ResultFolders, ReplaceAFullOneOnlyWhenAllowed) {
    make_result("x", false);
    EXPECT_THAT(message_of<UsageError>([&] { make_result("y", false); }),
                HasSubstr("out: exists and is not empty; choose another --out, or pass "
                          "--overwrite"));
    EXPECT_EQ(result(), "xx");
    make_result("y", true);
    EXPECT_EQ(result(), "yy");
    EXPECT_THAT(names_in(target), ElementsAre("SHA256SUMS", "a.txt", "inner"));
    EXPECT_THAT(names_in(target.parent_path()), ElementsAre("out"));
}

TEST_F(ResultFolders, ReplaceNothingThatAffettoDidNotWrite) {
    write_text(target / "thesis.doc", "years");
    EXPECT_THAT(message_of<UsageError>([&] { make_result("y", true); }),
                HasSubstr("out: holds thesis.doc, which Affetto did not write; --overwrite removes "
                          "nothing else"));
    EXPECT_EQ(read_text(target / "thesis.doc"), "years");
    std::filesystem::remove_all(target);
    make_result("x", false);
    write_text(target / "inner" / "thesis.doc", "years");
    EXPECT_THAT(message_of<UsageError>([&] { make_result("y", true); }),
                HasSubstr("out: holds inner/thesis.doc"));
    EXPECT_EQ(result(), "xx");
    std::filesystem::remove(target / "inner" / "thesis.doc");
    write_text(target / "a.txt", "corrected");
    EXPECT_THAT(message_of<UsageError>([&] { make_result("y", true); }),
                HasSubstr("out: holds a.txt, which was changed since Affetto wrote it"));
    EXPECT_EQ(read_text(target / "a.txt"), "corrected");
    EXPECT_THAT(names_in(target.parent_path()), ElementsAre("out"));
}

TEST_F(ResultFolders, AreRefusedWhereTheyHaveToDoWithAnInput) {
    make_result("x", false);
    const auto refusal = [&](const Path& input) {
        return message_of<UsageError>([&] { ResultFolder({target, true, {input}}); });
    };
    EXPECT_THAT(refusal(target), HasSubstr("is an input itself"));
    EXPECT_THAT(refusal(target / "inner"), HasSubstr("holds the input"));
    EXPECT_THAT(refusal(target.parent_path()), HasSubstr("lies in the input"));
    EXPECT_EQ(result(), "xx");
}

TEST_F(ResultFolders, HaveOneWriter) {
    ResultFolder first(target, false);
    EXPECT_THAT(message_of<Error>([&] { make_result("y", true); }),
                HasSubstr("out: another run of Affetto writes there (process " +
                          std::to_string(::getpid())));
    write_text(first.path() / "a.txt", "x");
    first.commit();
    EXPECT_THAT(names_in(target), ElementsAre("SHA256SUMS", "a.txt"));
}

TEST_F(ResultFolders, RemoveWhatKilledRunsLeftAndNothingElse) {
    const pid_t child = ::fork();
    if (child == 0) {
        const ResultFolder killed(target, false);
        write_text(killed.path() / "inner/a.txt", "x");
        ::kill(::getpid(), SIGKILL);
    }
    ::waitpid(child, nullptr, 0);
    EXPECT_THAT(names_in(target.parent_path()),
                UnorderedElementsAre(".out.affetto-lock", StartsWith(".out.affetto-")));
    const Path other = target.parent_path() / "other";
    const ResultFolder in_use(other, false);
    write_text(target.parent_path() / ".out.affetto-notes" / "mine.txt", "x");
    make_result("x", false);
    EXPECT_THAT(names_in(target.parent_path()),
                UnorderedElementsAre(".other.affetto-lock", StartsWith(".other.affetto-"),
                                     ".out.affetto-notes", "out"))
        << "what is in use, and what has another name than ours";
}

TEST_F(ResultFolders, PutBackAnOldFolderThatHadSteppedAside) {
    make_result("x", false);
    const Path aside = target.parent_path() / ".out.affetto-abc123.old";
    std::filesystem::rename(target, aside);
    EXPECT_THROW(make_result("y", false), UsageError) << "it is there again";
    EXPECT_EQ(result(), "xx");
    std::filesystem::copy(target, aside, std::filesystem::copy_options::recursive);
    make_result("y", true);
    EXPECT_EQ(result(), "yy");
    EXPECT_THAT(names_in(target.parent_path()), ElementsAre("out"));
}

TEST_F(ResultFolders, KeepWhatAnotherProgramPutThereMeanwhile) {
    ResultFolder staged(target, false);
    write_text(target / "theirs.txt", "x");
    write_text(staged.path() / "mine.txt", "y");
    EXPECT_THAT(message_of<Error>([&] { staged.commit(); }),
                AllOf(HasSubstr("out: exists and is not empty"),
                      HasSubstr("the result of this run is in "), HasSubstr("out-2")));
    EXPECT_EQ(read_text(target / "theirs.txt"), "x");
    EXPECT_EQ(read_text(target.parent_path() / "out-2" / "mine.txt"), "y");
}

TEST_F(ResultFolders, KeepWhatComesIntoAFolderThatTheyAreToReplace) {
    make_result("x", false);
    ResultFolder staged(target, true);
    write_text(staged.path() / "mine.txt", "y");
    write_text(target / "thesis.doc", "years");
    EXPECT_THAT(message_of<Error>([&] { staged.commit(); }),
                AllOf(HasSubstr("out: holds thesis.doc"), HasSubstr("out-2")));
    EXPECT_EQ(read_text(target / "thesis.doc"), "years");
    EXPECT_EQ(result(), "xx");
    EXPECT_EQ(read_text(target.parent_path() / "out-2" / "mine.txt"), "y");
}

TEST_F(ResultFolders, RefuseAFileAndAnEmptyName) {
    write_text(target, "x");
    EXPECT_THAT(message_of<UsageError>([&] { ResultFolder(target, true); }),
                HasSubstr("out: is a file, expected a folder"));
    EXPECT_EQ(read_text(target), "x");
    EXPECT_THAT(message_of<UsageError>([&] { ResultFolder("", true); }), HasSubstr("--out DIR"));
}

TEST_F(ResultFolders, RefuseToReplaceTheFolderThatTheUserIsIn) {
    make_result("x", false);
    const Path before = std::filesystem::current_path();
    std::filesystem::current_path(target / "inner");
    const std::string reason = message_of<UsageError>([&] { make_result("y", true); });
    std::filesystem::current_path(before);
    EXPECT_THAT(reason, HasSubstr("holds the folder you are in"));
    EXPECT_EQ(result(), "xx");
}

TEST_F(ResultFolders, FollowALinkToTheFolderItNames) {
    make_result("x", false);
    std::filesystem::create_directory_symlink(target, folder / "link");
    const Path real = target;
    target = folder / "link";
    make_result("y", true);
    EXPECT_TRUE(std::filesystem::is_symlink(folder / "link"));
    EXPECT_EQ(read_text(real / "a.txt"), "y");
}

TEST_F(ResultFolders, TakeASlashAtTheEnd) {
    const Path out = target;
    target = Path(target.string() + "/");
    make_result("x", false);
    EXPECT_EQ(read_text(out / "a.txt"), "x");
}

TEST_F(ResultFolders, AFaultAtAnyCallLeavesTheOldOrTheNewResultWhole) {
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
            EXPECT_THAT(calls, ::testing::Contains("exchange"));
        }
    }
}

}  // namespace
}  // namespace affetto
