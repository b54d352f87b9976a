#include "affetto/core/file.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

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

class Files : public ::testing::Test {
protected:
    test::TemporaryFolder folder;
};

TEST_F(Files, ReadBackWhatWasWritten) {
    std::string text(200'000, 'x');
    text[7] = '\0';
    write_text(folder / "deep/er/näme with blanks.txt", text);
    EXPECT_EQ(read_text(folder / "deep/er/näme with blanks.txt"), text);
    EXPECT_EQ(read_bytes(folder / "deep/er/näme with blanks.txt").size(), text.size());
    write_text(folder / "empty", "");
    EXPECT_EQ(read_text(folder / "empty"), "");
}

TEST_F(Files, GiveAPrefixOrTheWholeFileWhereItIsShorter) {
    write_text(folder / "a", "hello");
    EXPECT_EQ(read_prefix(folder / "a", 2).size(), 2u);
    EXPECT_EQ(read_prefix(folder / "a", 9).size(), 5u);
    EXPECT_THROW((void)read_prefix(folder / "b", 2), DataError);
}

TEST_F(Files, ReadInBlocksGivesEveryByteOnce) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += std::to_string(i);
    write_text(folder / "a", text);
    std::string seen;
    read_blocks(folder / "a", [&](std::span<const std::byte> block) {
        seen.append(reinterpret_cast<const char*>(block.data()), block.size());
    });
    EXPECT_EQ(seen, text);
}

TEST_F(Files, RefuseWhatCannotBeReadWithPathAndReason) {
    const auto reason = [&](const Path& path, std::uint64_t limit = 100) {
        return message_of<DataError>([&] { (void)read_bytes(path, limit); });
    };
    EXPECT_THAT(reason(folder / "missing"),
                AllOf(HasSubstr("missing: cannot be opened"), HasSubstr("No such file")));
    EXPECT_THAT(reason(folder.path()), HasSubstr("is a folder, expected a file"));
    write_text(folder / "long", std::string(11, 'x'));
    EXPECT_THAT(reason(folder / "long", 10), HasSubstr("larger than the limit of 10 bytes"));
    EXPECT_EQ(reason(folder / "long", 11), "");
    EXPECT_THAT(reason("/dev/zero"), HasSubstr("is a pipe or a device"));
}

TEST_F(Files, ANamedPipeIsRefusedInsteadOfWaitedFor) {
    ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
    EXPECT_THAT(message_of<DataError>([&] { (void)read_bytes(folder / "pipe"); }),
                HasSubstr("is a pipe or a device"));
}

TEST_F(Files, WrittenFilesHaveTheUsualPermissions) {
    const mode_t mask = umask(0);
    umask(mask);
    write_text(folder / "a", "x");
    struct stat status {};
    ASSERT_EQ(stat((folder / "a").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0666 & ~mask);
}

TEST_F(Files, NamesUpToTheLongestThatTheSystemAllowsCanBeWritten) {
    const Path path = folder / std::string(255, 'n');
    write_text(path, "x");
    EXPECT_EQ(read_text(path), "x");
}

TEST_F(Files, SayWhyAFileCannotBeWritten) {
    write_text(folder / "file", "x");
    EXPECT_THAT(message_of<Error>([&] { write_text(folder / "file/inside", "x"); }),
                HasSubstr("cannot make the folder"));
    std::filesystem::create_directories(folder / "full/inner");
    EXPECT_THAT(message_of<Error>([&] { write_text(folder / "full", "x"); }),
                AllOf(HasSubstr("full: cannot be written"), HasSubstr("directory")));
    const test::FaultAt fault(1);
    EXPECT_THAT(message_of<Error>([&] { write_text(folder / "a", "x"); }),
                HasSubstr("a: cannot be written: no space left: free some and run again"));
}

TEST_F(Files, AFaultAtAnyCallLeavesTheOldOrTheNewContentWhole) {
    const std::string before = "old", after(1'000, 'n');
    for (const bool exists : {false, true}) {
        std::vector<std::string> calls;
        for (std::size_t at = 0;; ++at) {
            const Path inner = folder / (std::to_string(exists) + std::to_string(at));
            if (exists) write_text(inner / "a", before);
            std::string reason;
            {
                const test::FaultAt fault(at);
                reason = message_of<Error>([&] { write_text(inner / "a", after); });
                calls = fault.calls();
            }
            if (calls.size() <= at) {
                EXPECT_EQ(reason, "");
                break;
            }
            SCOPED_TRACE(calls.back());
            EXPECT_THAT(reason, HasSubstr("no space left"));
            const bool renamed = calls.back().ends_with("folder");
            if (renamed) {
                EXPECT_EQ(read_text(inner / "a"), after);
            } else if (exists) {
                EXPECT_EQ(read_text(inner / "a"), before);
            }
            if (std::filesystem::exists(inner)) {
                EXPECT_LE(names_in(inner).size(), 1u) << "a temporary file stayed";
                if (!renamed && !exists) {
                    EXPECT_TRUE(names_in(inner).empty());
                }
            }
        }
        EXPECT_THAT(calls, IsSupersetOf({"open", "write", "fsync", "close", "rename", "open folder",
                                         "fsync folder"}));
    }
}

TEST_F(Files, UnflushedOnesReadBackAndLeaveNothingWhereTheyFail) {
    const Bytes bytes(100'000, std::byte{7});
    write_unflushed(folder / "inner/a", bytes);
    flush_file_system(folder / "inner");
    EXPECT_EQ(read_bytes(folder / "inner/a"), bytes);
    write_unflushed(folder / "inner/a", std::span(bytes).first(10));
    EXPECT_EQ(read_bytes(folder / "inner/a").size(), 10u);
    for (std::size_t at = 0; at < 3; ++at) {
        const test::FaultAt fault(at);
        EXPECT_THAT(message_of<Error>([&] { write_unflushed(folder / "inner/b", bytes); }),
                    HasSubstr("inner/b: cannot be written: no space left"));
    }
    EXPECT_THAT(names_in(folder / "inner"), ElementsAre("a"));
    const test::FaultAt fault(1);
    EXPECT_THAT(message_of<Error>([&] { flush_file_system(folder / "inner"); }),
                HasSubstr("cannot be flushed to disk"));
    EXPECT_THROW(flush_file_system(folder / "missing"), Error);
}

TEST_F(Files, AppendAddsLinesAndNothingWhereItFails) {
    append_text(folder / "log", "one\n");
    append_text(folder / "log", "two\n");
    EXPECT_EQ(read_text(folder / "log"), "one\ntwo\n");
    std::size_t calls = 3;
    for (std::size_t at = 0; at < calls; ++at) {
        const test::FaultAt fault(at);
        EXPECT_THAT(message_of<Error>([&] { append_text(folder / "log", "three\n"); }),
                    HasSubstr("no space left"));
        EXPECT_EQ(fault.calls().size(), at + 1);
    }
    EXPECT_THAT(read_text(folder / "log"), ::testing::StartsWith("one\ntwo\n"));
    EXPECT_THAT(names_in(folder.path()), ElementsAre("log"));
}

TEST_F(Files, ADiskThatReallyFillsUpIsReported) {
    if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "needs /dev/full";
    EXPECT_THAT(message_of<Error>([&] { append_text("/dev/full", "x"); }),
                HasSubstr("/dev/full: cannot be written: no space left"));
}

}  // namespace
}  // namespace affetto
