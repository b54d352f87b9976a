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

TEST(Url, EncodesWhatAnAttributeMayNotHold) {
    EXPECT_EQ(html::url_of("../a b/c'd.mid"), "../a%20b/c%27d.mid");
    EXPECT_EQ(html::url_of("\xc3\xa9#?.mid"), "%C3%A9%23%3F.mid");
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
