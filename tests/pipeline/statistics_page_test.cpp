#include "affetto/pipeline/statistics_page.hpp"

#include <gmock/gmock.h>

#include "affetto/pipeline/statistics_figures.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;
using testing::Not;

std::size_t occurrences(const std::string& text, const std::string& word) {
    std::size_t count = 0;
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
        ++count;
    return count;
}

TEST(Figures, EscapeWhatTheyAreGiven) {
    EXPECT_EQ(escape_markup("<a & 'b\">"), "&lt;a &amp; &#39;b&quot;&gt;");
    EXPECT_THAT(histogram_svg("<x>", "", {}), Not(HasSubstr("<x>")));
}

TEST(Figures, CountEveryValueOfAHistogram) {
    // All in one bin: its bar is as high as the axis, and the axis ends at their number.
    const std::vector<double> values(10, 3.0);
    EXPECT_THAT(histogram_svg("h", "x", values), HasSubstr(">10</text>"));
    for (const std::vector<double>& odd :
         {std::vector<double>{}, {0.0}, {-5.0, 5.0}, {1e300, 1.0}, {1e-300}})
        EXPECT_THAT(histogram_svg("h", "x", odd), Not(HasSubstr("nan")));
}

TEST(Figures, DrawOneDiscAPointOfThePlane) {
    const std::vector<Emotion> points = {{0.5f, 0.5f}, {0.5f, 0.5f}, {-1, 0}};
    const std::string svg = plane_svg("p", points);
    EXPECT_EQ(occurrences(svg, "<circle"), 2u);
    EXPECT_THAT(svg, HasSubstr("2 at valence 0.5, arousal 0.5"));
}

class StatisticsPage : public testing::Test {
protected:
    std::string page() {
        Json manifest = {{"dataset", "a<b"}, {"credit", ""},       {"synthetic", false},
                         {"groups", 1},      {"skipped_files", 1}, {"version", "1"}};
        manifest.update(describe(collection_));
        manifest["skipped"] = {{{"path", "lost & found.mid"}, {"reason", "no such file"}}};
        write_statistics(folder_.path(), collection_, manifest);
        return read_text(folder_ / "statistics.html");
    }

    void SetUp() override {
        for (const char* id : {"a", "b"}) {
            CollectedClip clip;
            clip.listed.id = id;
            clip.listed.group = id;
            clip.listed.split = Split::train;
            clip.listed.emotion = Emotion{0.25f, -0.5f};
            clip.measures.duration = 12;
            clip.measures.notes = 30;
            collection_.clips.push_back(clip);
        }
    }

    test::TemporaryFolder folder_;
    ClipCollection collection_;
};

TEST_F(StatisticsPage, HoldsItsFiguresAndTheSkippedFiles) {
    const std::string html = page();
    EXPECT_EQ(occurrences(html, "<svg"), 5u);
    EXPECT_THAT(html, HasSubstr("lost &amp; found.mid"));
    EXPECT_THAT(html, HasSubstr("a&lt;b"));
    EXPECT_THAT(html, HasSubstr("No two clips have the same notes"));
    EXPECT_THAT(html, HasSubstr("not known in this data set"));
    for (const char* word : {"src=", "href=", "http:", "nan", "inf<"})
        EXPECT_EQ(occurrences(html, word), word == std::string("http:") ? 5u : 0u) << word;
    EXPECT_TRUE(exists(folder_ / "plots" / "valence-arousal.svg"));
}

TEST_F(StatisticsPage, ShowsTheSpreadOfRatersWhereKnownAndDuplicates) {
    collection_.clips[0].listed.valence_sd = 0.3;
    collection_.clips[0].listed.arousal_sd = 0.2;
    collection_.duplicates = {{{"a", "b"}, {"c"}}};
    const std::string html = page();
    EXPECT_EQ(occurrences(html, "<svg"), 7u);
    EXPECT_THAT(html, HasSubstr("<td>a, b</td><td>c</td>"));
    EXPECT_THAT(html, Not(HasSubstr("not known in this data set")));
}

}  // namespace
}  // namespace affetto
