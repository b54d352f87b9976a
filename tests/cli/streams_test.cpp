#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/program.hpp"

namespace affetto::test {
namespace {

using testing::HasSubstr;

TEST(Streams, AFullStandardOutputIsAnError) {
    for (const char* word : {"--help", "--version", "doctor"}) {
        const Result run = run_affetto({word}, {{}, "/dev/full", -1});
        EXPECT_EQ(run.status, 1) << word;
        EXPECT_THAT(run.err, HasSubstr("standard output: cannot be written to")) << word;
    }
}

TEST(Streams, AClosedStandardOutputIsAnErrorAndNoFileTakesItsPlace) {
    const TemporaryFolder folder;
    const std::string out = (folder / "corpus").string();
    const Result run = run_affetto({"corpus", "--out", out, "--clips", "1"}, {{}, "-", -1});
    EXPECT_EQ(run.status, 1);
    EXPECT_THAT(run.err, HasSubstr("standard output: cannot be written to"));
    EXPECT_TRUE(std::filesystem::exists(folder / "corpus/manifest.csv"));  // the work is done
    for (const auto& entry : std::filesystem::recursive_directory_iterator(out))
        if (entry.path().extension() == ".csv" || entry.path().extension() == ".txt") {
            EXPECT_THAT(read_text(entry.path()), testing::Not(HasSubstr("hours of music:")));
        }
}

}  // namespace
}  // namespace affetto::test
