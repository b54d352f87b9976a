#include "affetto/plots/html.hpp"

#include <gmock/gmock.h>

namespace affetto {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string encoded(std::string_view text) {
    return html::data_uri("x", std::as_bytes(std::span(text.data(), text.size())));
}

TEST(DataUri, IsBase64AsInRfc4648) {
    EXPECT_EQ(encoded(""), "data:x;base64,");
    EXPECT_EQ(encoded("f"), "data:x;base64,Zg==");
    EXPECT_EQ(encoded("fo"), "data:x;base64,Zm8=");
    EXPECT_EQ(encoded("foo"), "data:x;base64,Zm9v");
    EXPECT_EQ(encoded("foobar"), "data:x;base64,Zm9vYmFy");
    EXPECT_EQ(encoded("\xff\xfe"), "data:x;base64,//4=");
}

TEST(FileLink, HoldsItsFileAndEscapesItsName) {
    const std::string bytes = "foo";
    EXPECT_EQ(html::file_link("a<b", "c'd.mid", "x", std::as_bytes(std::span(bytes))),
              "<a download='c&#39;d.mid' href='data:x;base64,Zm9v'>a&lt;b</a>");
}

TEST(Table, NeverBreaksAWordOrANumber) {
    EXPECT_EQ(html::cell("-0.25"), "<td>-0.25</td>");
    EXPECT_EQ(html::cell("held-out music, and then some", "th"),
              "<th class='text'><span class='whole'>held-out</span> music, and then some</th>");
    const std::string page = html::page("t", html::table({{"a"}, {"b"}}));
    EXPECT_THAT(page, HasSubstr("vertical-align:top;white-space:nowrap;"));
    EXPECT_THAT(page, HasSubstr(".whole{white-space:nowrap}"));
    for (const char* breaks : {"overflow-wrap", "word-break", "word-wrap", "hyphens"})
        EXPECT_THAT(page, Not(HasSubstr(breaks)));
}

TEST(Table, LiesInABoxOfItsOwnThatScrolls) {
    const std::string page = html::page("t", html::table({{"a"}, {"b"}}));
    EXPECT_THAT(page, HasSubstr(".wide{overflow-x:auto}"));
    EXPECT_THAT(page, HasSubstr("<div class='wide'><table>"));
}

TEST(Page, EscapesItsTitleAndCells) {
    const std::string page =
        html::page("a<b", html::table({{"n<ame"}, {"1 & 2"}}), "p{}", "let x=1;");
    EXPECT_THAT(page, HasSubstr("<title>a&lt;b</title>"));
    EXPECT_THAT(page, HasSubstr("<th>n&lt;ame</th>"));
    EXPECT_THAT(page, HasSubstr("<td>1 &amp; 2</td>"));
    EXPECT_THAT(page, HasSubstr("<script>\nlet x=1;</script>"));
    EXPECT_THAT(html::page("t", ""), Not(HasSubstr("<script")));
}

TEST(Page, IsLoadedAgainOnlyOnRequest) {
    EXPECT_THAT(html::page("t", "", "", "", 20),
                HasSubstr("<meta http-equiv='refresh' content='20'>"));
    EXPECT_THAT(html::page("t", ""), Not(HasSubstr("refresh")));
}

}  // namespace
}  // namespace affetto
