#include "affetto/core/text.hpp"

#include <gmock/gmock.h>

#include <bit>
#include <clocale>
#include <cmath>

#include "affetto/core/random.hpp"

namespace affetto {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

TEST(ParseNumber, TakesWholeFiniteNumbersOnly) {
    EXPECT_THAT(parse_number(" 0.25\t"), Optional(0.25));
    EXPECT_THAT(parse_number("+3"), Optional(3.0));
    EXPECT_THAT(parse_number("-1e-3"), Optional(-0.001));
    for (const char* bad : {"", " ", "nan", "inf", "-inf", "1e999", "0x10", "1,5", "1.5x", "+-3",
                            "++3", "+", "-", "1 2", "--1"})
        EXPECT_FALSE(parse_number(bad)) << bad;
}

TEST(ParseInteger, TakesWholeIntegersOnly) {
    EXPECT_THAT(parse_integer(" -12 "), Optional(-12));
    EXPECT_THAT(parse_integer("+9223372036854775807"), Optional(INT64_MAX));
    for (const char* bad : {"", "1.0", "9223372036854775808", "1e3", "+-1", "x"})
        EXPECT_FALSE(parse_integer(bad)) << bad;
}

TEST(FormatNumber, ReadsBackAsTheSameNumber) {
    Random rng(1);
    for (int i = 0; i < 20'000; ++i) {
        const auto d = std::bit_cast<double>(rng.next());
        const auto f = std::bit_cast<float>(static_cast<std::uint32_t>(rng.next()));
        if (std::isnormal(d)) {
            EXPECT_THAT(parse_number(format_number(d)), Optional(d));
        }
        if (std::isnormal(f)) {
            EXPECT_EQ(static_cast<float>(parse_number(format_number(f)).value()), f);
        }
    }
    EXPECT_EQ(format_number(0.1), "0.1");
    EXPECT_EQ(format_number(0.1f), "0.1");
    EXPECT_EQ(format_number(-3.0), "-3");
    EXPECT_EQ(format_number(1e-9), "1e-09");
}

TEST(FormatNumber, IsTheSameInEveryLocale) {
    const char* set = std::setlocale(LC_NUMERIC, "de_DE.UTF-8");
    EXPECT_EQ(format_number(0.5), "0.5") << (set ? set : "de_DE is not installed here");
    EXPECT_EQ(format_fixed(0.5, 2), "0.50");
    EXPECT_THAT(parse_number("0.5"), Optional(0.5));
    std::setlocale(LC_NUMERIC, "C");
}

TEST(FormatFixed, GivesAFixedNumberOfDigits) {
    EXPECT_EQ(format_fixed(3.14159, 2), "3.14");
    EXPECT_EQ(format_fixed(2, 0), "2");
    EXPECT_EQ(format_fixed(-0.001, 2), "0.00") << "no minus before zero";
    EXPECT_EQ(format_fixed(-0.006, 2), "-0.01");
    EXPECT_EQ(format_fixed(1e300, 3).size(), 305u);
}

TEST(Trim, TakesBlanksFromBothEnds) {
    EXPECT_EQ(trim(" \t a b\r\n"), "a b");
    EXPECT_EQ(trim("  "), "");
    EXPECT_EQ(trim(""), "");
}

TEST(Split, KeepsEmptyParts) {
    EXPECT_THAT(split("a,,b,", ','), ElementsAre("a", "", "b", ""));
    EXPECT_THAT(split("", ','), ElementsAre(""));
}

TEST(ToLower, ChangesAsciiOnly) { EXPECT_EQ(to_lower("HÄppy Q1"), "hÄppy q1"); }

TEST(Printable, KeepsTextAndEscapesWhatATerminalObeys) {
    EXPECT_EQ(printable("grün ♪ 𝄞 עברית"), "grün ♪ 𝄞 עברית");
    EXPECT_EQ(printable("a\r\n\t\x1b[31m\x07\x7f"), R"(a\r\n\t\x1b[31m\x07\x7f)");
    EXPECT_EQ(printable("\xC2\x85\xC2\x9B"), R"(\u0085\u009b)") << "control characters of C1";
    EXPECT_EQ(printable("a\u202Eb\u2066c\u200Fd\u2028e"), R"(a\u202eb\u2066c\u200fd\u2028e)")
        << "marks that turn the direction, and a line separator";
    EXPECT_EQ(printable("\U000E0041\uFEFF"), R"(\U000e0041\ufeff)") << "what nobody sees";
    EXPECT_EQ(printable("\xff\xC3"), R"(\xff\xc3)");
    EXPECT_EQ(printable("\xC0\xAF"), R"(\xc0\xaf)") << "an overlong form";
    EXPECT_EQ(printable("\xED\xA0\x80"), R"(\xed\xa0\x80)") << "a surrogate";
    EXPECT_EQ(printable("\xF4\x90\x80\x80"), R"(\xf4\x90\x80\x80)") << "beyond U+10FFFF";
    EXPECT_EQ(printable(std::string_view("\0", 1)), R"(\x00)");
    EXPECT_EQ(printable(""), "");
}

TEST(CountCharacters, CountsCodePoints) {
    EXPECT_EQ(count_characters("grün ♪ 𝄞"), 8u);
    EXPECT_EQ(count_characters(""), 0u);
}

TEST(NearestName, FindsTyposSwapsAndBeginnings) {
    const std::vector<std::string> names{"happy", "sad", "calm", "Q1"};
    EXPECT_THAT(nearest_name("hapy", names), Optional(std::string("happy")));
    EXPECT_THAT(nearest_name("hpapy", names), Optional(std::string("happy")));
    EXPECT_THAT(nearest_name("HAPPY!", names), Optional(std::string("happy")));
    EXPECT_THAT(nearest_name("clam", names), Optional(std::string("calm")));
    EXPECT_THAT(nearest_name("q2", names), Optional(std::string("Q1")));
    EXPECT_THAT(nearest_name("sdanes", std::vector<std::string>{"sadness"}),
                Optional(std::string("sadness")))
        << "one swap and one insertion";
    const std::vector<std::string> options{"--seed", "--temperature", "--top-p", "--npy"};
    EXPECT_THAT(nearest_name("--sed", options), Optional(std::string("--seed")));
    EXPECT_THAT(nearest_name("-seed", options), Optional(std::string("--seed")));
    EXPECT_THAT(nearest_name("seed", options), Optional(std::string("--seed")));
    EXPECT_THAT(nearest_name("--temp", options), Optional(std::string("--temperature")));
}

TEST(NearestName, SuggestsNothingFarFetched) {
    const std::vector<std::string> names{"happy", "sad", "calm", "Q1"};
    EXPECT_FALSE(nearest_name("xylophone", names));
    EXPECT_FALSE(nearest_name("jolly", names));
    EXPECT_FALSE(nearest_name(std::string(10'000, 'a'), names));
    EXPECT_FALSE(nearest_name("happy", {}));
    EXPECT_FALSE(nearest_name("", names));
    const std::vector<std::string> options{"--seed", "--npy", "--out", "--top-p", "--topic"};
    for (const char* far : {"--bpm", "--key", "--lr", "--pitch", "-x", "--", "--to"})
        EXPECT_FALSE(nearest_name(far, options)) << far;
}

}  // namespace
}  // namespace affetto
