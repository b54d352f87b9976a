#include "affetto/core/foreign_text.hpp"

#include <gtest/gtest.h>

namespace affetto {
namespace {

TEST(Shortened, LeavesTheMiddleOutAndCountsIt) {
    EXPECT_EQ(shortened("short"), "short");
    EXPECT_EQ(shortened(std::string(200, 'a')), std::string(200, 'a'));
    EXPECT_EQ(shortened("0123456789", 4), "01 ... (6 characters left out) ... 89");
    EXPECT_EQ(shortened("♪♪♪♪♪", 3), "♪♪ ... (2 characters left out) ... ♪")
        << "characters are never cut";
    EXPECT_EQ(shortened("\x1b\x1b\x1b\x1b", 2), R"(\x1b ... (2 characters left out) ... \x1b)");
    EXPECT_LT(shortened(std::string(100'000, '\xff')).size(), 900u);
}

TEST(ValidUtf8, ReplacesBytesThatBelongToNoCharacter) {
    EXPECT_EQ(valid_utf8("grün\x1b"), "grün\x1b");
    EXPECT_EQ(valid_utf8("caf\xe9!"), "caf\uFFFD!");
}

TEST(PlainName, CanNameAFileEverywhere) {
    EXPECT_EQ(plain_name("Grün ist schön", 120), "Grün ist schön");
    EXPECT_EQ(plain_name("../a\\b\x1b\u202E\xe9\n", 120), "_._a_b____");
    EXPECT_EQ(plain_name("♪♪♪♪", 10), "♪♪♪") << "never cut inside a character";
    EXPECT_EQ(plain_name("", 10), "unnamed");
    EXPECT_EQ(plain_name(".", 10), "_");
}

}  // namespace
}  // namespace affetto
