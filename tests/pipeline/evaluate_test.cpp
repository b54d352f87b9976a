#include "affetto/pipeline/evaluate.hpp"

#include <gmock/gmock.h>

#include <array>
#include <cmath>

#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/random.hpp"
#include "affetto/data/clips.hpp"
#include "affetto/midi/midi_file.hpp"
#include "affetto/pipeline/best_piece.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::ThrowsMessage;

/// Loud and fast in Q1 and Q2, major in Q1 and Q4; another piece for each seed.
Score made_up_score(Quadrant quadrant, std::uint64_t seed) {
    Random rng(seed, static_cast<std::uint64_t>(quadrant));
    const Emotion emotion = centre_of(quadrant);
    const int third = emotion.valence > 0 ? 4 : 3;
    const std::array<int, 5> steps = {0, 2, third, 7, 12};
    const int length = emotion.arousal > 0 ? 120 : 480, tonic = 55 + rng.integer(0, 11);
    Part part;
    part.name = "secret part";
    for (int i = 0; i < 32; ++i)
        part.notes.push_back({Ticks(length * i), Ticks(length),
                              tonic + steps[static_cast<std::size_t>(rng.integer(0, 4))],
                              (emotion.arousal > 0 ? 95 : 50) + rng.integer(-5, 5)});
    Score score;
    score.parts = {part};
    return score;
}

/// A clips folder (24 to learn from, 8 held out) and a folder of 8 generated pieces.
class Evaluate : public testing::Test {
protected:
    void SetUp() override {
        ClipSet set{folder_ / "clips",
                    {},
                    {{"dataset", "made up"},
                     {"kind", "score"},
                     {"time_base", "beats"},
                     {"synthetic", true}}};
        std::filesystem::create_directories(set.folder);
        for (int i = 0; i < 32; ++i) {
            const auto quadrant = static_cast<Quadrant>(i % 4);
            Clip clip;
            clip.id = "known_" + std::to_string(i);
            clip.path = clip.id + ".mid";
            clip.duration = 10;
            clip.emotion = centre_of(quadrant);
            clip.group = clip.id;
            clip.split = i < 24 ? Split::train : Split::test;
            write_midi(set.folder / clip.path, made_up_score(quadrant, 10 + i / 4));
            set.clips.push_back(clip);
        }
        write_clips(set);
        for (int i = 0; i < 8; ++i)
            add_generated(i, made_up_score(static_cast<Quadrant>(i % 4), i));
    }

    void add_generated(int index, const Score& score) {
        const Emotion e = centre_of(static_cast<Quadrant>(index % 4));
        const Path file = folder_ / "generated" / ("made & " + std::to_string(index) + ".mid");
        write_midi(file, score);
        Path sidecar = file;
        write_json(sidecar.replace_extension(".json"),
                   {{"emotion",
                     {{"spec", "secret spec"},
                      {"points", {{{"time", 0}, {"valence", e.valence}, {"arousal", e.arousal}}}}}},
                    {"seconds", 16}});
    }

    /// Players hold the number of notes instead of sound.
    EvaluateOptions options() const {
        EvaluateOptions o;
        o.generated = folder_ / "generated";
        o.reference = folder_ / "clips";
        o.out = folder_ / "out";
        o.overwrite = true;
        o.player_sound = [](const Score& score, double) {
            return Bytes(score.note_count(), std::byte{'x'});
        };
        return o;
    }

    Json run(const EvaluateOptions& o) {
        Progress silent;
        return evaluate(o, silent);
    }

    std::string written(const char* name) { return read_text(folder_ / "out" / name); }

    test::TemporaryFolder folder_;
};

std::size_t occurrences(const std::string& text, const std::string& word) {
    std::size_t count = 0;
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
        ++count;
    return count;
}

TEST_F(Evaluate, ReportsFiguresPlayersAndRolls) {
    const Json metrics = run(options());
    EXPECT_EQ(metrics.at("emotion").at("generated").at("pieces"), 8);
    EXPECT_EQ(metrics.at("pieces").at("generated").size(), 8u);
    EXPECT_EQ(read_json(folder_ / "out/metrics.json"), metrics);
    const std::string page = written("report.html");
    // Eight generated pieces and one real one a quadrant; seven figures besides their rolls.
    EXPECT_EQ(occurrences(page, "<audio"), 12u);
    EXPECT_EQ(occurrences(page, "<svg"), 12u + 7u);
    EXPECT_THAT(page, HasSubstr("made &amp; 3.mid"));
    EXPECT_THAT(page, HasSubstr("download='made &amp; 3.mid' href='data:audio/midi;base64,"));
    EXPECT_EQ(occurrences(page, "href="), occurrences(page, "href='data:")) << "lead elsewhere";
    EXPECT_THAT(page, HasSubstr("a program composed"));
    for (const char* word : {"http:", "https:", ">nan", "'nan", ">inf"})
        EXPECT_EQ(occurrences(page, word), word == std::string("http:") ? 19u : 0u) << word;
    EXPECT_FALSE(exists(folder_ / "out/listening.html"));
    EXPECT_THAT(evaluation_summary(metrics), Not(HasSubstr("listeners")));
}

TEST_F(Evaluate, CallsWhatAProgramComposedTheReferenceAndNeverReal) {
    const Json metrics = run(options());
    EXPECT_THAT(written("report.html"), Not(testing::ContainsRegex("[Rr]eal[ ,.:;<)]")));
    EXPECT_THAT(evaluation_summary(metrics), Not(HasSubstr("real ")));
}

TEST_F(Evaluate, ShowsATypicalPieceOfEachQuadrantFirst) {
    for (int i = 8; i < 28; ++i)
        add_generated(i, made_up_score(static_cast<Quadrant>((i / 5) % 4), i));
    const Json metrics = run(options());
    const std::string page = written("report.html");
    for (const char* quadrant : {"Q1", "Q2", "Q3", "Q4"}) {
        std::vector<std::pair<double, std::string>> pieces;
        for (const Json& p : metrics.at("pieces").at("generated")) {
            const auto number = [&](const char* key) { return p.at(key).get<double>(); };
            if (p.at("quadrant_asked") == quadrant)
                pieces.push_back({std::hypot(number("valence_heard") - number("valence_asked"),
                                             number("arousal_heard") - number("arousal_asked")),
                                  p.at("id").get<std::string>()});
        }
        std::sort(pieces.begin(), pieces.end());
        ASSERT_EQ(pieces.size(), 7u);
        const std::size_t heading = page.find("<h3>" + std::string(quadrant) + "</h3>");
        const std::size_t first = page.find("<h4>", heading) + 4;
        std::string id = page.substr(first, page.find('<', first) - first);
        id.replace(id.find("&amp;"), 5, "&");
        EXPECT_EQ(id, pieces[3].second);
    }
}

TEST_F(Evaluate, SaysOfEachPieceHowLikelyTheClassifierTakesItForGenerated) {
    const Json metrics = run(options());
    for (const Json& piece : metrics.at("pieces").at("generated")) {
        EXPECT_GE(piece.at("generated_probability").get<double>(), 0);
        EXPECT_LE(piece.at("generated_probability").get<double>(), 1);
    }
}

TEST(BestPiece, IsHeardAsAskedForNearAndTakenForTheReference) {
    const auto piece = [](const char* id, const char* heard, double valence, double told) {
        return Json{{"id", id},
                    {"valence_asked", 0.5},
                    {"arousal_asked", 0.5},
                    {"valence_heard", valence},
                    {"arousal_heard", 0.5},
                    {"quadrant_asked", "Q1"},
                    {"quadrant_heard", heard},
                    {"generated_probability", told}};
    };
    Json metrics = {{"pieces", {{"generated", Json::array()}}}};
    EXPECT_FALSE(best_piece(metrics).has_value());
    metrics["pieces"]["generated"] = {piece("Q1/a.mid", "Q2", 0.5, 0.1),
                                      piece("Q1/b.mid", "Q1", 0.9, 0.4),
                                      piece("Q1/c.mid", "Q1", 0.6, 0.3)};
    const auto best = best_piece(metrics);
    ASSERT_TRUE(best.has_value());
    EXPECT_EQ(best->id, "Q1/c.mid");
    EXPECT_THAT(best->why, HasSubstr("hears Q1, as asked for, 0.10 from"));
    EXPECT_THAT(best->why, HasSubstr("probability 0.70"));
}

TEST_F(Evaluate, WithoutSoundHasNoPlayersAndSaysSo) {
    EvaluateOptions o = options();
    o.player_sound = nullptr;
    run(o);
    EXPECT_THAT(written("report.html"), Not(HasSubstr("<audio")));
    EXPECT_THAT(written("report.html"), HasSubstr("makes no sound"));
    o.listening = 4;
    EXPECT_THAT([&] { run(o); }, ThrowsMessage<UsageError>(HasSubstr("AFFETTO_WITH_AUDIO=OFF")));
}

TEST_F(Evaluate, AListeningPageDoesNotTellAndItsKeyDoes) {
    EvaluateOptions o = options();
    o.listening = 8;
    run(o);
    const std::string page = written("listening.html");
    EXPECT_EQ(occurrences(page, "<audio"), 8u);
    for (const char* word : {"secret", "made", "known_", ".mid", "generated", "etude"})
        EXPECT_THAT(page, Not(HasSubstr(word))) << word;
    const CsvTable key = read_csv(folder_ / "out/listening_key.csv");
    ASSERT_EQ(key.rows.size(), 8u);
    int generated = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        EXPECT_THAT(page, HasSubstr("data-clip='" + key.at(i, "clip") + "'"));
        generated += key.at(i, "kind") == "generated" ? 1 : 0;
    }
    EXPECT_EQ(generated, 4);
    EXPECT_THAT(page, HasSubstr("data-page='" + key.at(0, "page") + "'"));
}

TEST_F(Evaluate, TheSeedDecidesThePage) {
    EvaluateOptions o = options();
    o.listening = 8;
    run(o);
    const std::string first = written("listening_key.csv");
    o.out = folder_ / "again";
    run(o);
    EXPECT_EQ(read_text(folder_ / "again/listening_key.csv"), first);
    o.seed = 2;
    run(o);
    EXPECT_NE(read_text(folder_ / "again/listening.html"), written("listening.html"));
}

TEST_F(Evaluate, PiecesOfTheSameBytesEnterAPageOnce) {
    add_generated(8, made_up_score(Quadrant::Q1, 0));  // the same as number 0
    EvaluateOptions o = options();
    o.listening = 100;
    run(o);
    EXPECT_EQ(read_csv(folder_ / "out/listening_key.csv").rows.size(), 16u);
}

TEST_F(Evaluate, ReadsRatingsWithTheKeyOfTheRunBefore) {
    EvaluateOptions o = options();
    o.listening = 8;
    run(o);
    const CsvTable key = read_csv(folder_ / "out/listening_key.csv");
    std::string csv = "page,clip,valence,arousal,emotion,music,comment,rater\n";
    for (std::size_t i = 0; i < key.rows.size(); ++i)
        csv += key.at(i, "page") + "," + key.at(i, "clip") + "," +
               (key.at(i, "valence")[0] == '-' ? "2" : "8") + "," +
               (key.at(i, "arousal")[0] == '-' ? "2" : "8") + ",,4,<b>,anna\n";
    write_text(folder_ / "saved/anna.csv", csv + key.at(0, "page") + ",c99,1,1,,1,,anna\n");
    o.listening = 0;
    o.ratings = {folder_ / "saved/anna.csv"};
    const Json metrics = run(o);
    const Json& people = metrics.at("listeners");
    EXPECT_EQ(people.at("raters"), 1);
    EXPECT_EQ(people.at("skipped_rows"), 1);
    for (const char* kind : {"generated", "real"}) {
        EXPECT_EQ(people.at(kind).at("clips"), 4);
        EXPECT_EQ(people.at(kind).at("quadrant_agreement").at("value"), 1.0);
    }
    EXPECT_THAT(evaluation_summary(metrics), HasSubstr("quadrant heard by people 1.000"));
    EXPECT_THAT(evaluation_summary(metrics), HasSubstr("anna.csv:10: clip"));
    EXPECT_THAT(written("report.html"), HasSubstr("What people heard"));
    EXPECT_TRUE(exists(folder_ / "out/listening.html"));  // handed on to the new folder
    EXPECT_EQ(read_csv(folder_ / "out/listening_key.csv").rows, key.rows);
}

TEST_F(Evaluate, RatingsWithoutAKeyAreRefused) {
    write_text(folder_ / "saved/anna.csv",
               "page,clip,valence,arousal,emotion,music,comment,rater\n");
    EvaluateOptions o = options();
    o.ratings = {folder_ / "saved/anna.csv"};
    EXPECT_THAT([&] { run(o); }, ThrowsMessage<DataError>(HasSubstr("listening_key.csv")));
    EXPECT_FALSE(exists(folder_ / "out"));
}

TEST_F(Evaluate, RefusesWhatIsNoFolderOfGeneratedMusic) {
    EvaluateOptions o = options();
    o.generated = folder_ / "nowhere";
    EXPECT_THAT([&] { run(o); }, ThrowsMessage<DataError>(HasSubstr("no such folder")));
    o.generated = folder_ / "clips";
    EXPECT_THAT([&] { run(o); }, ThrowsMessage<DataError>(HasSubstr("no MIDI with a sidecar")));
    write_text(folder_ / "generated/made & 0.json", "{}");
    o.generated = folder_ / "generated";
    EXPECT_THAT([&] { run(o); }, ThrowsMessage<DataError>(HasSubstr("not a sidecar")));
}

}  // namespace
}  // namespace affetto
