#include "affetto/core/csv_dialect.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "affetto/core/csv.hpp"

namespace affetto {
namespace {

using testing::ElementsAre;

const std::vector<std::vector<std::string>> kRows = {{"midi/a.mid", "0.5", "-0.5"},
                                                     {"midi/b.mid", "-1", "0.25"}};

TEST(CsvDialect, TheSameRowsReadAlikeHoweverTheyWereExported) {
    const struct {
        std::string text, read_as;
    } exports[] = {
        {"path,valence,arousal\nmidi/a.mid,0.5,-0.5\nmidi/b.mid,-1,0.25\n", ""},
        {"path;valence;arousal\r\nmidi/a.mid;0.5;-0.5\r\nmidi/b.mid;-1;0.25\r\n",
         "semicolons between the fields"},
        {"path\tvalence\tarousal\rmidi/a.mid\t0.5\t-0.5\rmidi/b.mid\t-1\t0.25",
         "tabs between the fields"},
        {"path|valence|arousal\nmidi/a.mid|0.5|-0.5\nmidi/b.mid|-1|0.25\n",
         "vertical bars between the fields"},
        {"\xEF\xBB\xBFsep=;\r\npath;valence;arousal\r\nmidi/a.mid;0.5;-0.5\r\nmidi/b.mid;-1;0.25",
         "semicolons between the fields"},
        {"SEP=,,,\npath,valence,arousal\nmidi/a.mid,0.5,-0.5\nmidi/b.mid,-1,0.25\n", ""},
        {"path;valence;arousal\nmidi/a.mid;0,5;-0,5\nmidi/b.mid;-1;0,25\n",
         "semicolons between the fields; decimal commas in valence, arousal"},
        {"path,valence,arousal\nmidi/a.mid,\"0,5\",\"-0,5\"\nmidi/b.mid,-1,\"0,25\"\n",
         "decimal commas in valence, arousal"},
    };
    for (const auto& exported : exports) {
        const CsvTable table = parse_csv(exported.text, "t.csv");
        EXPECT_THAT(table.header, ElementsAre("path", "valence", "arousal")) << exported.text;
        EXPECT_EQ(table.rows, kRows) << exported.text;
        std::string read_as;
        for (const std::string& word : table.read_as)
            read_as += (read_as.empty() ? "" : "; ") + word;
        EXPECT_EQ(read_as, exported.read_as);
    }
}

TEST(CsvDialect, LinesAreCountedFromTheFirstOfTheFile) {
    EXPECT_THAT(parse_csv("sep=;\r\na;b\r\n1;2\r\n", "t.csv").lines, ElementsAre(3u));
    EXPECT_THAT(parse_csv("\n\nsep=;\na;b\n1;2\n", "t.csv").lines, ElementsAre(5u));
}

TEST(CsvDialect, ASeparatorWithinQuotesDoesNotCount) {
    const CsvTable table = parse_csv("\"a;b;c\",d\n1;2,3\n", "t.csv");
    EXPECT_THAT(table.header, ElementsAre("a;b;c", "d"));
    EXPECT_THAT(table.rows[0], ElementsAre("1;2", "3"));
}

TEST(CsvDialect, DistributionsKeepTheirSemicolons) {
    const CsvTable table = parse_csv("path,labels\nx.mid,happy:0.7;calm:0.3\n", "t.csv");
    EXPECT_EQ(table.at(0, "labels"), "happy:0.7;calm:0.3");
}

TEST(CsvDialect, CommasStayInColumnsThatHoldMoreThanNumbers) {
    const CsvTable table = parse_csv("id;mixed;words\na;0,5;x,1\nb;0.5;1,2\n", "t.csv");
    EXPECT_THAT(table.rows[0], ElementsAre("a", "0,5", "x,1"));
    EXPECT_THAT(table.rows[1], ElementsAre("b", "0.5", "1,2"));
    EXPECT_THAT(table.read_as, ElementsAre("semicolons between the fields"));
}

TEST(CsvDialect, Utf16OfBothByteOrdersIsRead) {
    const std::u16string text = u"path\tvalence\nl\u00e4ndler \U0001D11E.mid\t0,5\n";
    for (const bool little : {true, false}) {
        std::string bytes = little ? "\xFF\xFE" : "\xFE\xFF";
        for (const char16_t unit : text) {
            const char low = static_cast<char>(unit & 0xFF), high = static_cast<char>(unit >> 8);
            bytes += little ? low : high;
            bytes += little ? high : low;
        }
        const CsvTable table = parse_csv(bytes, "t.csv");
        EXPECT_THAT(table.header, ElementsAre("path", "valence"));
        EXPECT_THAT(table.rows[0], ElementsAre("l\xC3\xA4ndler \xF0\x9D\x84\x9E.mid", "0.5"));
        EXPECT_EQ(table.read_as.front(), "UTF-16 text");
    }
}

TEST(CsvDialect, BrokenUtf16IsMarkedNotBelieved) {
    EXPECT_EQ(utf8_of_utf16(std::string("\xFF\xFE\x00\xD8"
                                        "a\0"
                                        "b",
                                        7)),
              "\xEF\xBF\xBD"
              "a"
              "\xEF\xBF\xBD");
    EXPECT_EQ(utf8_of_utf16("plain"), std::nullopt);
}

TEST(CsvDialect, ColumnsAreFoundWhateverTheirCase) {
    const CsvTable table = parse_csv("Path, Valence ,path\nx,1,y\n", "t.csv");
    EXPECT_EQ(table.column("valence"), 1u);
    EXPECT_EQ(table.column("path"), 2u) << "the exact name comes first";
    EXPECT_EQ(table.column("PATH"), 0u);
    EXPECT_EQ(table.column("arousal"), std::nullopt);
}

TEST(CsvDialect, ColumnsWithoutANameAreKnown) {
    for (const char* name : {"", " ", "Unnamed: 0", "unnamed: 3"}) EXPECT_TRUE(is_nameless(name));
    for (const char* name : {"path", "unnamed", "0"}) EXPECT_FALSE(is_nameless(name));
}

}  // namespace
}  // namespace affetto
