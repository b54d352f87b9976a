#include "affetto/core/csv.hpp"

#include <gmock/gmock.h>

#include "affetto/core/error.hpp"
#include "affetto/core/random.hpp"
#include "message_of.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using test::message_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string reason(std::string_view text, const CsvLimits& limits = {}) {
    return message_of<DataError>([&] { (void)parse_csv(text, "t.csv", limits); });
}

TEST(Csv, ReadsRowsByTheNamesOfTheirColumns) {
    const CsvTable table = parse_csv("id,valence\n7,0.5\n8,-1\n", "t.csv");
    EXPECT_THAT(table.header, ElementsAre("id", "valence"));
    EXPECT_EQ(table.at(1, "valence"), "-1");
    EXPECT_THAT(table.lines, ElementsAre(2u, 3u));
    EXPECT_EQ(table.column("arousal"), std::nullopt);
    EXPECT_EQ(message_of<DataError>([&] { (void)table.at(0, "arousal"); }),
              "t.csv: column 'arousal' is missing; the header has: id, valence");
}

TEST(Csv, TakesByteOrderMarksEveryLineEndAndNoLastOne) {
    for (const char* text : {"\xEF\xBB\xBF"
                             "a,b\r\n1,2\r\n",
                             "a,b\r1,2\r", "a,b\n1,2", " a , b\t\n1,2\n"}) {
        const CsvTable table = parse_csv(text, "t.csv");
        EXPECT_THAT(table.header, ElementsAre("a", "b")) << text;
        EXPECT_THAT(table.rows, ElementsAre(ElementsAre("1", "2"))) << text;
    }
}

TEST(Csv, QuotedFieldsHoldSeparatorsQuotesAndLineEnds) {
    const CsvTable table = parse_csv("a,b\n\"x,\"\"y\"\"\nz\",2\n3,\"\" \n", "t.csv");
    EXPECT_THAT(table.rows, ElementsAre(ElementsAre("x,\"y\"\nz", "2"), ElementsAre("3", "")));
    EXPECT_THAT(table.lines, ElementsAre(2u, 4u)) << "the line on which a row began";
}

TEST(Csv, PadsShortRowsAndDropsEmptyExtras) {
    const CsvTable table = parse_csv("a,b\n1\n2,3,, \n", "t.csv");
    EXPECT_THAT(table.rows, ElementsAre(ElementsAre("1", ""), ElementsAre("2", "3")));
}

TEST(Csv, PassesOverEmptyLinesButKeepsEmptyFields) {
    const CsvTable table = parse_csv("\n\na\n\n1\n\r\n\"\"\n\n", "t.csv");
    EXPECT_THAT(table.rows, ElementsAre(ElementsAre("1"), ElementsAre("")));
    EXPECT_THAT(table.lines, ElementsAre(5u, 7u));
    EXPECT_THAT(parse_csv("a,b\n", "t.csv").rows, IsEmpty());
}

TEST(Csv, NamesFileAndLineOfEveryFault) {
    EXPECT_EQ(reason(""), "t.csv: empty; expected a header line");
    EXPECT_EQ(reason("\n\n"), "t.csv: empty; expected a header line");
    EXPECT_EQ(reason("a,b\n1,2\n1,2,3\n"), "t.csv: line 3: 3 fields, the header has 2");
    EXPECT_EQ(reason("a\n\"x\n\n"), "t.csv: line 2: a quoted field is not closed");
    EXPECT_EQ(reason("a\n\"x\"y\n"),
              "t.csv: line 2: text after a closing quote; expected the end of the line or the next "
              "field (commas stand between the fields)");
}

TEST(Csv, HoldsItsLimits) {
    EXPECT_THAT(reason("abc\n", {.max_bytes = 3}), HasSubstr("larger than 3 bytes"));
    EXPECT_THAT(reason("a,b,c\n", {.max_columns = 2}), HasSubstr("line 1: more than 2 columns"));
    EXPECT_THAT(reason("a,b,", {.max_columns = 2}), HasSubstr("more than 2 columns"));
    EXPECT_THAT(reason("a\nabcd\n", {.max_field_bytes = 3}),
                HasSubstr("line 2: a field is longer than 3 bytes"));
    EXPECT_THAT(reason("a\n\"abcd\"\n", {.max_field_bytes = 3}), HasSubstr("longer than 3 bytes"));
    EXPECT_THAT(reason("a,b\n1\n2\n3\n", {.max_cells = 5}), HasSubstr("line 4: more than 5 cells"));
    EXPECT_EQ(reason("a,b\n1\n2\n", {.max_cells = 5}), "");
}

TEST(Csv, AnyFieldsReadBackAsTheyWere) {
    Random rng(1);
    const std::string letters = "ab,\"\r\n ;\t\xC3\xA9'";
    for (int round = 0; round < 500; ++round) {
        const auto columns = static_cast<std::size_t>(rng.integer(1, 4));
        std::vector<std::string> header;
        for (std::size_t i = 0; i < columns; ++i) header.push_back("c" + std::to_string(i));
        std::vector<std::vector<std::string>> rows(static_cast<std::size_t>(rng.integer(0, 5)));
        for (auto& row : rows)
            for (std::size_t i = 0; i < columns; ++i) {
                std::string field;
                for (int n = rng.integer(0, 6); n > 0; --n)
                    field += letters[static_cast<std::size_t>(
                        rng.integer(0, static_cast<int>(letters.size()) - 1))];
                row.push_back(field);
            }
        const CsvTable table = parse_csv(to_csv(header, rows), "t.csv");
        EXPECT_EQ(table.header, header);
        ASSERT_EQ(table.rows, rows) << to_csv(header, rows);
    }
}

TEST(Csv, AHeaderThatLooksLikeAByteOrderMarkOrAnotherDialectReadsBack) {
    for (const char* mark :
         {"\xEF\xBB\xBFx", "\xFF\xFEx", "\xFE\xFFx", "a;b", "a\tb", "a|b", "sep=:", "sep="})
        EXPECT_THAT(parse_csv(to_csv({mark}, {}), "t.csv").header, ElementsAre(mark));
}

TEST(Csv, ReadsFilesAndNamesThem) {
    const test::TemporaryFolder folder;
    write_text(folder / "t.csv", "a\n1\n");
    EXPECT_EQ(read_csv(folder / "t.csv").name, display(folder / "t.csv"));
    EXPECT_THROW((void)read_csv(folder / "missing.csv"), DataError);
}

}  // namespace
}  // namespace affetto
