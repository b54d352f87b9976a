#include "affetto/evaluation/ratings.hpp"

#include <gmock/gmock.h>

#include "affetto/core/error.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr const char* kHeader = "page,clip,valence,arousal,emotion,music,comment,rater\n";

std::vector<ListeningClip> key() {
    std::vector<ListeningClip> clips(3);
    for (std::size_t i = 0; i < clips.size(); ++i) {
        clips[i].page = i < 2 ? "p1" : "p2";
        clips[i].code = i == 1 ? "c02" : "c01";
    }
    return clips;
}

RatingsRead read(const std::string& rows) {
    RatingsRead result;
    add_ratings(parse_csv(kHeader + rows, "r.csv"), "file", key(), result);
    return result;
}

TEST(Ratings, AreReadWithTheirClip) {
    const RatingsRead r = read("p1,c02,9,1,Happy,5,\"so, so\",anna\np2,c01,,3,,,,\n");
    EXPECT_TRUE(r.faults.empty());
    ASSERT_EQ(r.ratings.size(), 2u);
    EXPECT_EQ(r.ratings[0].clip, 1u);
    EXPECT_EQ(r.ratings[0].valence, 9);
    EXPECT_EQ(r.ratings[0].arousal, 1);
    EXPECT_EQ(r.ratings[0].music, 5);
    EXPECT_EQ(r.ratings[0].emotion, "happy");
    EXPECT_EQ(r.ratings[0].comment, "so, so");
    EXPECT_EQ(r.ratings[0].rater, "anna");
    EXPECT_EQ(r.ratings[1].clip, 2u);
    EXPECT_FALSE(r.ratings[1].valence);
    EXPECT_EQ(r.ratings[1].rater, "file");
}

TEST(Ratings, SkipBrokenRowsAndSayWhereTheyAre) {
    const RatingsRead r = read(
        "p1,c01,10,1,,,,a\n"
        "p1,c01,5,x,,,,a\n"
        "p1,c01,5,5,,6,,a\n"
        "p1,c09,5,5,,3,,a\n"
        "p9,c01,5,5,,3,,a\n"
        "p1,c01,,,,,,a\n"
        "p1,c01,5,5,,3,,a\n"
        "p1,c01,6,6,,3,,a\n");
    EXPECT_EQ(r.ratings.size(), 1u);
    EXPECT_THAT(r.faults,
                ElementsAre(HasSubstr("r.csv:2: valence: expected 1 to 9, found '10'"),
                            HasSubstr("r.csv:3: arousal: expected 1 to 9, found 'x'"),
                            HasSubstr("r.csv:4: music: expected 1 to 5, found '6'"),
                            HasSubstr("r.csv:5: clip: the page has no 'c09'"),
                            HasSubstr("r.csv:6: page: 'p9'"), HasSubstr("r.csv:7: nothing"),
                            HasSubstr("r.csv:9: 'a' has rated this clip before")));
}

TEST(Ratings, RefuseOtherColumns) {
    RatingsRead r;
    const auto add = [&](const std::string& text) {
        add_ratings(parse_csv(text, "r.csv"), "file", key(), r);
    };
    EXPECT_THAT([&] { add("page,clip,valance,arousal,emotion,music,comment,rater\n"); },
                ThrowsMessage<DataError>(
                    HasSubstr("r.csv:1: unknown column 'valance'; did you mean 'valence'?")));
    EXPECT_THAT([&] { add("page,clip,valence,arousal,emotion,music,comment\n"); },
                ThrowsMessage<DataError>(HasSubstr("rater")));
}

TEST(Ratings, AreNamedAfterTheirFileWhereNobodySigned) {
    test::TemporaryFolder folder;
    write_text(folder / "anna.csv", std::string(kHeader) + "p1,c01,5,5,,3,,\n");
    write_text(folder / "ben.csv", std::string(kHeader) + "p1,c01,5,5,,3,,\n");
    const RatingsRead r = read_ratings({folder / "anna.csv", folder / "ben.csv"}, key());
    ASSERT_EQ(r.ratings.size(), 2u);
    EXPECT_EQ(r.ratings[0].rater, "anna");
    EXPECT_EQ(r.ratings[1].rater, "ben");
    EXPECT_THROW(read_ratings({folder / "none.csv"}, key()), DataError);
}

}  // namespace
}  // namespace affetto
