#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affetto/core/json.hpp"
#include "cli/program.hpp"

namespace affetto::test {
namespace {

using testing::HasSubstr;
using testing::Not;

// What a file, an option or a name holds must not steer the terminal.
const std::string kSteering = "a\x1b[31m\x07\u202E\u2066\xC2\x9B\xff\nb";
const std::string kEscaped = R"(a\x1b[31m\x07\u202e\u2066\u009b\xff\nb)";

void expect_harmless(const std::string& text) {
    for (const char* part : {"\x1b", "\x07", "\u202E", "\u2066", "\xC2\x9B", "\xff"})
        EXPECT_THAT(text, Not(HasSubstr(part)));
}

TEST(ForeignText, OfOptionsIsEscapedInMessages) {
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{kSteering},
          {"generate", "--" + kSteering},
          {"generate", "--emotion", "happy", "--out", "x", kSteering},
          {"generate", "--emotion", kSteering, "--out", "x"},
          {"generate", "--emotion", "happy", "--out", "x", "--seconds", kSteering},
          {"generate", "--emotion", "happy", "--out", "x", "--model", kSteering},
          {"generate", "--emotion", "happy", "--out", "x", "--format", kSteering},
          {"preprocess", "--dataset", kSteering, "--root", "r", "--out", "x"},
          {"preprocess", "--dataset", "manifest", "--root", kSteering, "--out", "x"},
          {"inspect", kSteering}}) {
        const Result run = run_affetto(arguments);
        EXPECT_NE(run.status, 0);
        expect_harmless(run.err);
        EXPECT_THAT(run.err, HasSubstr(R"(\x1b[31m\x07\u202e)"));
    }
    EXPECT_THAT(run_affetto({kSteering}).err, HasSubstr("'" + kEscaped + "'"));
}

TEST(ForeignText, ThatIsTooLongIsShortenedInMessages) {
    const std::string words(100'000, 'w');
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{words},
          {"generate", "--emotion", words, "--out", "x"},
          {"generate", "--emotion", "happy", "--out", "x", "--seconds", words},
          {"preprocess", "--dataset", words, "--root", "r", "--out", "x"}}) {
        const Result run = run_affetto(arguments);
        EXPECT_EQ(run.status, 2);
        EXPECT_LT(run.err.size(), 2'500u);
    }
    EXPECT_THAT(run_affetto({words}).err, HasSubstr("(99800 characters left out)"));
    EXPECT_THAT(run_affetto({words}).err, HasSubstr("--help' lists the commands"));
}

TEST(ForeignText, OfFilesIsEscapedInSummariesAndKeptInJson) {
    const TemporaryFolder folder;
    const Path path = folder.path() / kSteering;
    write_text(path, "name,value\n\x1b[2J,1\n");
    std::filesystem::rename(path, Path(path.string() + ".csv"));
    const Result text = run_affetto({"inspect", path.string() + ".csv"});
    EXPECT_EQ(text.status, 0) << text.err;
    expect_harmless(text.out);
    const Result json = run_affetto({"inspect", "--json", path.string() + ".csv"});
    EXPECT_EQ(json.status, 0) << json.err;
    expect_harmless(json.out);
    EXPECT_NO_THROW(parse_json(json.out, "stdout"));
}

TEST(ForeignText, OfAManifestIsEscapedInTheSummaryOfWhatIsSkipped) {
    const TemporaryFolder folder, results;
    const std::string out = (results.path() / "clips").string();
    std::string long_name(5'000, 'n');
    write_text(folder.path() / "manifest.csv",
               "path\n\"evil\x1b[31m\u202E\nname.mid\"\n" + long_name + ".mid\n");
    const Result run = run_affetto(
        {"preprocess", "--dataset", "manifest", "--root", folder.path().string(), "--out", out});
    EXPECT_EQ(run.status, 1);
    expect_harmless(run.err);
    EXPECT_LT(run.err.size(), 2'500u);
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
}

}  // namespace
}  // namespace affetto::test
