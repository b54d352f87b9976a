#include "affetto/pipeline/statistics_page.hpp"

#include <gmock/gmock.h>

#include "affetto/core/error.hpp"
#include "affetto/midi/midi_file.hpp"
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

class StatisticsPage : public testing::Test {
protected:
    std::string page(std::span<const Clip> clips = {}, const PlayerSound& player = {}) {
        Json manifest = {{"dataset", "a<b"}, {"credit", ""},       {"synthetic", false},
                         {"groups", 1},      {"skipped_files", 1}, {"version", "1"}};
        manifest.update(describe(collection_));
        manifest["skipped"] = {{{"path", "lost & found.mid"}, {"reason", "no such file"}}};
        write_statistics(folder_.path(), collection_, manifest, clips, player);
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
            collection_.items.push_back(clip);
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
    collection_.items[0].listed.valence_sd = 0.3;
    collection_.items[0].listed.arousal_sd = 0.2;
    collection_.duplicates = {{{"a", "b"}, {"c"}}};
    const std::string html = page();
    EXPECT_EQ(occurrences(html, "<svg"), 7u);
    EXPECT_THAT(html, HasSubstr("<td>a, b</td><td>c</td>"));
    EXPECT_THAT(html, Not(HasSubstr("not known in this data set")));
}

class ShownClips : public StatisticsPage {
protected:
    void SetUp() override {
        StatisticsPage::SetUp();
        Score score;
        score.parts.emplace_back();
        score.parts[0].notes = {{Ticks(0), Ticks(480), 60, 64},
                                {Ticks(48'000), Ticks(480), 62, 64}};
        for (const float valence : {0.9f, 0.4f, 0.1f}) {
            Clip clip;
            clip.id = "clip " + std::to_string(clips_.size());
            clip.path = clip.id + ".mid";
            clip.emotion = Emotion{valence, 0.5f};
            write_midi(folder_ / clip.path, score);
            clips_.push_back(clip);
        }
    }

    std::vector<Clip> clips_;
};

TEST_F(ShownClips, HavePianoRollsAndPlayersOfTheirFirstSecondsTheMostUsualOneFirst) {
    std::size_t notes = 0;
    const std::string html = page(clips_, [&](const Score& score, double seconds) {
        EXPECT_EQ(seconds, 10);
        notes += score.note_count();
        return Bytes(3);
    });
    EXPECT_EQ(occurrences(html, "<audio"), 2u);
    EXPECT_EQ(notes, 2u) << "what begins after the first ten seconds is not rendered";
    EXPECT_THAT(html, testing::ContainsRegex("<h3>clip 1, train: valence 0.40"));
    EXPECT_LT(html.find("<h3>clip 1"), html.find("<h3>clip 0"));
    EXPECT_TRUE(exists(folder_ / "plots" / "clip-clip 1.svg"));
}

TEST_F(ShownClips, HaveNoPlayersWithoutASoundfontAndThePageSaysWhy) {
    const std::string html =
        page(clips_, [](const Score&, double) -> Bytes { throw Error("no <soundfont> found"); });
    EXPECT_EQ(occurrences(html, "<audio"), 0u);
    EXPECT_THAT(html, HasSubstr("No players: no &lt;soundfont&gt; found"));
    EXPECT_THAT(page(clips_), HasSubstr("this build makes no sound"));
}

}  // namespace
}  // namespace affetto
