#include "affetto/core/output_file.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

#include "affetto/core/error.hpp"
#include "fault_at.hpp"
#include "message_of.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using test::message_of;
using test::names_in;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

class OutputFiles : public ::testing::Test {
protected:
    test::TemporaryFolder folder_;
};

TEST_F(OutputFiles, AppearOnlyOnceCommitted) {
    OutputFile file(folder_ / "deep/ä b");
    file.write(bytes_of("head ??"));
    file.write(bytes_of(" tail"));
    file.overwrite(5, bytes_of("42"));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "deep/ä b"));
    file.commit();
    EXPECT_EQ(read_text(folder_ / "deep/ä b"), "head 42 tail");
    EXPECT_THAT(names_in(folder_ / "deep"), ElementsAre("ä b"));
}

TEST_F(OutputFiles, LeaveNothingAndHarmNothingWithoutCommit) {
    write_text(folder_ / "a", "old");
    {
        OutputFile file(folder_ / "a");
        file.write(bytes_of("new"));
    }
    EXPECT_EQ(read_text(folder_ / "a"), "old");
    EXPECT_THAT(names_in(folder_.path()), ElementsAre("a"));
}

TEST_F(OutputFiles, AreNotWrittenOverPastTheirEnd) {
    OutputFile file(folder_ / "a");
    file.write(bytes_of("123"));
    EXPECT_THROW(file.overwrite(2, bytes_of("45")), std::invalid_argument);
    EXPECT_THROW(file.overwrite(4, {}), std::invalid_argument);
    EXPECT_NO_THROW(file.overwrite(3, {}));
}

TEST_F(OutputFiles, LeaveNothingWhereAnyCallFails) {
    std::string failed;
    for (std::size_t at = 0; failed != "rename"; ++at) {
        const test::FaultAt fault(at);
        EXPECT_THAT(message_of<Error>([&] {
                        OutputFile file(folder_ / "a");
                        file.write(bytes_of("12"));
                        file.overwrite(0, bytes_of("3"));
                        file.commit();
                    }),
                    HasSubstr("a: cannot be written: no space left"));
        ASSERT_EQ(fault.calls().size(), at + 1);
        failed = fault.calls().back();
        EXPECT_THAT(names_in(folder_.path()), IsEmpty()) << failed;
    }
}

TEST_F(OutputFiles, AFilePutInPlaceStaysUnderOneOfItsNames) {
    for (std::size_t at = 0;; ++at) {
        write_text(folder_ / "a.part", "new");
        write_text(folder_ / "a", "old");
        const test::FaultAt fault(at);
        const std::string reason =
            message_of<Error>([&] { put_in_place(folder_ / "a.part", folder_ / "a"); });
        if (reason.empty()) break;
        const bool renamed = fault.calls().back().ends_with("folder");
        EXPECT_EQ(read_text(folder_ / "a"), renamed ? "new" : "old");
        EXPECT_EQ(std::filesystem::exists(folder_ / "a.part"), !renamed);
    }
    EXPECT_THAT(names_in(folder_.path()), ElementsAre("a"));
    EXPECT_THROW(put_in_place(folder_ / "missing", folder_ / "a"), Error);
}

}  // namespace
}  // namespace affetto
