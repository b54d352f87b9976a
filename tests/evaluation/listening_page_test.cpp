#include "affetto/evaluation/listening_page.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

#include "affetto/core/csv.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;
using testing::Not;

Bytes bytes_of(std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
    return {bytes.begin(), bytes.end()};
}

std::string page() {
    return listening_page("0123456789ab", {{"c01", bytes_of("one")}, {"c02", bytes_of("two")}});
}

TEST(ListeningPage, HasAPlayerAndTheQuestionsForEveryClip) {
    const std::string html = page();
    EXPECT_THAT(html, HasSubstr("src='data:audio/mpeg;base64,b25l'"));
    EXPECT_THAT(html, HasSubstr("src='data:audio/mpeg;base64,dHdv'"));
    for (const char* name : {"c01-valence' value='9'", "c02-arousal' value='1'",
                             "c02-music' value='5'", "c01-emotion'", "c01-comment'"})
        EXPECT_THAT(html, HasSubstr(name));
    EXPECT_THAT(html, Not(HasSubstr("c01-valence' value='10'")));
    EXPECT_THAT(html, Not(HasSubstr("c01-music' value='6'")));
    EXPECT_THAT(html, Not(HasSubstr("checked")));
    EXPECT_THAT(html, HasSubstr("data-page='0123456789ab'"));
    EXPECT_THAT(html, HasSubstr("<option value='happy'>"));
}

TEST(ListeningPage, NeedsNothingFromElsewhereAndDoesNotTell) {
    const std::string html = page();
    for (const char* word : {"http:", "https:", "href=", "<link", "@import", "fetch(", ".mid",
                             "generated", "held out", "real ", "Q1", "Q2", "Q3", "Q4"})
        EXPECT_THAT(html, Not(HasSubstr(word))) << word;
}

/// What the page's own script saves, run outside a browser.
class ListeningScript : public testing::Test {
protected:
    void SetUp() override {
        if (std::system("node --version > /dev/null 2>&1") != 0)
            GTEST_SKIP() << "needs node, which is not installed";
    }

    std::string run(const std::string& code) {
        write_text(folder_ / "page.js",
                   std::string(listening_script()) + "process.stdout.write(" + code + ");\n");
        const std::string in = "'" + display(folder_ / "page.js") + "'";
        const std::string out = display(folder_ / "out");
        EXPECT_EQ(std::system(("node " + in + " > '" + out + "'").c_str()), 0);
        return read_text(out);
    }

    test::TemporaryFolder folder_;
};

TEST_F(ListeningScript, QuotesAsInRfc4180) {
    EXPECT_EQ(run(R"(["a", "a,b", 'say "x"', "two\nlines", ""].map(csvField).join("|"))"),
              "a|\"a,b\"|\"say \"\"x\"\"\"|\"two\nlines\"|");
}

TEST_F(ListeningScript, SavesWhatOurReaderReads) {
    const std::string csv = run(
        R"(csvOf("p1", "Anna, \"A.\"", {c02: {valence: "9", comment: "two\nlines"}, c01: {valence: "",
           comment: ""}, c03: {emotion: "happy", music: "1"}}))");
    const CsvTable table = parse_csv(csv, "saved");
    ASSERT_EQ(table.rows.size(), 2u);  // c01 has no answer
    EXPECT_EQ(table.at(0, "clip"), "c02");
    EXPECT_EQ(table.at(0, "valence"), "9");
    EXPECT_EQ(table.at(0, "comment"), "two\nlines");
    EXPECT_EQ(table.at(0, "rater"), "Anna, \"A.\"");
    EXPECT_EQ(table.at(1, "emotion"), "happy");
    EXPECT_EQ(csv.substr(csv.size() - 2), "\r\n");
}

}  // namespace
}  // namespace affetto
