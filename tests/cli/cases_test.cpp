#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstring>

#include "affetto/core/json.hpp"
#include "affetto/midi/midi_file.hpp"
#include "cli/program.hpp"
#include "support/test_data.hpp"

// Small inputs that were once read or written wrongly, in the folder `cases` of the outside test
// data, run through the program as a user would. One test a row of its README, named after the
// files.

namespace affetto::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Cases : public testing::Test {
protected:
    void SetUp() override {
        const auto folder = test_data("cases");
        if (!folder) GTEST_SKIP() << kNoTestData;
        cases_ = *folder;
    }

    std::string input(const std::string& name) const { return (cases_ / name).string(); }
    std::string out(const std::string& name) const { return (out_ / name).string(); }

    /// Runs the program, which has to succeed, and returns its JSON.
    static Json run(std::vector<std::string> arguments) {
        arguments.emplace_back("--json");
        const Result result = run_affetto(arguments);
        EXPECT_EQ(result.status, 0) << arguments[0] << ": " << result.err;
        return result.status == 0 ? parse_json(result.out, "stdout") : Json::object();
    }

    Json preprocess(const std::string& csv, const std::string& to) const {
        return run({"preprocess", "--dataset", "manifest", "--root", csv, "--out", out(to)});
    }

    /// The steps of a clip as --npy has them: [steps, 5] of int16.
    std::vector<std::array<std::int16_t, 5>> steps(const std::string& latents,
                                                   const std::string& clip) const {
        const Bytes file = read_bytes(out_ / latents / (clip + ".npy"));
        const std::size_t header = 10 + std::to_integer<std::size_t>(file.at(8)) +
                                   256 * std::to_integer<std::size_t>(file.at(9));
        std::vector<std::array<std::int16_t, 5>> steps((file.size() - header) / 10);
        std::memcpy(steps.data(), file.data() + header, 10 * steps.size());
        return steps;
    }

    /// The samples of a rendered score, as the bytes of its WAV file.
    Bytes sound(const std::string& score) const {
        const std::string to = "sound of " + score;
        run({"render", input(score + ".mid"), "--out", out(to)});
        return read_bytes(out_ / to / (score + ".wav"));
    }

    /// The one clip whose name contains `name`.
    Score clip(const std::string& clips, const std::string& name) const {
        for (const auto& entry : std::filesystem::directory_iterator(out_ / clips / "clips"))
            if (entry.path().filename().string().find(name) != std::string::npos)
                return read_midi(entry.path()).score;
        ADD_FAILURE() << "no clip of " << name;
        return {};
    }

    /// Twelve pieces at midi/p00.mid to p11.mid, which the tables name, and the table itself.
    std::string with_pieces(const std::string& table) const {
        for (int p = 0; p < 12; ++p) {
            Score score;
            score.parts.push_back({"Piano", 0, false, {}});
            for (int n = 0; n < 16; ++n)
                score.parts[0].notes.push_back({Ticks(240 * n), Ticks(200), 50 + p + n % 5, 80});
            const std::string number = (p < 10 ? "0" : "") + std::to_string(p);
            write_midi(out_ / table / "midi" / ("p" + number + ".mid"), score);
        }
        const Path path = out_ / table / (table + ".csv");
        if (table == "plain")
            write_text(path, kPlainTable);
        else
            write_bytes(path, read_bytes(cases_ / (table + ".csv")));
        return path.string();
    }

    /// What preprocess makes of a table.
    std::string clips_of(const std::string& table) const {
        preprocess(with_pieces(table), "clips of " + table);
        return read_text(out_ / ("clips of " + table) / "clips.csv");
    }

    static constexpr const char* kPlainTable =
        "path,valence,arousal\n"
        "midi/p00.mid,0.5,0.5\nmidi/p01.mid,-0.5,0.5\nmidi/p02.mid,-0.5,-0.5\n"
        "midi/p03.mid,0.5,-0.5\nmidi/p04.mid,0.5,0.5\nmidi/p05.mid,-0.5,0.5\n"
        "midi/p06.mid,-0.5,-0.5\nmidi/p07.mid,0.5,-0.5\nmidi/p08.mid,0.5,0.5\n"
        "midi/p09.mid,-0.5,0.5\nmidi/p10.mid,-0.5,-0.5\nmidi/p11.mid,0.5,-0.5\n";
    static constexpr const char* kSmallModel =
        R"({"model": {"encoder_dim": 16, "decoder_dim": 16, "attention_dim": 16,
                      "attention_heads": 2, "head_dim": 16, "embedding_dim": 8, "latent_dim": 4},
            "training": {"batch_size": 4}})";

    Path cases_;
    TemporaryFolder out_;
};

#ifdef AFFETTO_WITH_TORCH
TEST_F(Cases, Rest60IsFollowedByWholeChords) {
    preprocess(input("a.csv"), "clips");
    run({"latents", "--clips", out("clips"), "--representation", "notes", "--npy", "--out",
         out("latents")});
    const auto found = steps("latents", "rest60");
    ASSERT_THAT(found, SizeIs(8 + 16 * 3));
    const std::int16_t no_gap = found[0][0];
    for (std::size_t first = 8; first < found.size(); first += 3) {
        EXPECT_NE(found[first][0], no_gap) << first;
        EXPECT_EQ(found[first + 1][0], no_gap) << first;
        EXPECT_EQ(found[first + 2][0], no_gap) << first;
    }
}

TEST_F(Cases, PedalOtherGivesTheStepsOfPedalOwn) {
    preprocess(input("a.csv"), "clips");
    run({"latents", "--clips", out("clips"), "--representation", "notes", "--pedal", "--npy",
         "--out", out("latents")});
    const auto other = steps("latents", "pedal_other"), own = steps("latents", "pedal_own");
    EXPECT_THAT(own, SizeIs(2));
    EXPECT_EQ(other, own);
    run({"latents", "--clips", out("clips"), "--representation", "notes", "--npy", "--out",
         out("dry")});
    EXPECT_NE(steps("dry", "pedal_own"), own) << "the pedal lengthens the first note";
}
#endif

#ifdef AFFETTO_WITH_AUDIO
TEST_F(Cases, PedalOtherSoundsLikePedalOwn) {
    EXPECT_TRUE(sound("pedal_other") == sound("pedal_own"));
}

TEST_F(Cases, VolumeOtherSoundsLikeVolumeOwn) {
    EXPECT_TRUE(sound("volume_other") == sound("volume_own"));
}
#endif

TEST_F(Cases, KeyIsReadWithAWarning) {
    const Json found = run({"inspect", input("key.mid")});
    EXPECT_EQ(found.at("notes"), 8);
    EXPECT_THAT(found.at("key_signatures"), IsEmpty());
    EXPECT_THAT(found.at("warnings").at(0).get<std::string>(),
                HasSubstr("a key signature of -1 sharps, mode 255"));
}

TEST_F(Cases, WindowsKeepBendsAndTheOrderOfRpnAndDropModeMessages) {
    const Json summary = preprocess(input("win.csv"), "clips");
    EXPECT_EQ(summary.at("clips"), 2);
    ASSERT_THAT(summary.at("warnings"), SizeIs(1));
    EXPECT_THAT(summary.at("warnings")[0].at("path").get<std::string>(), HasSubstr("cc126.mid"));

    const Score bend = clip("clips", "bend");
    ASSERT_THAT(bend.channels, SizeIs(1));
    EXPECT_THAT(bend.channels[0].controls,
                ElementsAre(ControlChange{Ticks(0), 101, 0}, ControlChange{Ticks(0), 100, 0},
                            ControlChange{Ticks(0), 6, 12}));
    EXPECT_THAT(bend.channels[0].pitch_bends, SizeIs(1));
    EXPECT_EQ(clip("clips", "cc126").note_count(), 4u);
}

#ifdef AFFETTO_WITH_TORCH
TEST_F(Cases, OrchestraOfTwentyInstrumentsIsGeneratedAndWritten) {
    preprocess(input("orch.csv"), "clips");
    run({"latents", "--clips", out("clips"), "--representation", "notes", "--window", "64", "--out",
         out("latents")});
    write_text(out_ / "small.json", kSmallModel);
    run({"train", "--latents", out("latents"), "--out", out("model"), "--config", out("small.json"),
         "--steps", "4", "--no-report"});
    const Json made =
        run({"generate", "--emotion", "happy", "--model", out("model"), "--count", "3",
             "--temperature", "1.5", "--top-p", "1", "--format", "mid", "--out", out("made")});
    EXPECT_EQ(made.at("pieces"), 3);
    std::size_t most = 0;
    for (const auto& name : made.at("files")) {
        const Json found = run({"inspect", out("made") + "/" + name.get<std::string>()});
        most = std::max(most, found.at("programs").size());
        EXPECT_THAT(found.at("warnings"), IsEmpty());
    }
    EXPECT_GT(most, 15u);
}

TEST_F(Cases, NoLabelsIsReadAndTrainingSaysThatNothingWasLabelled) {
    EXPECT_EQ(preprocess(with_pieces("no_labels"), "clips").at("labelled"), 0);
    run({"latents", "--clips", out("clips"), "--representation", "notes", "--window", "16", "--out",
         out("latents")});
    write_text(out_ / "small.json", kSmallModel);
    const Result trained =
        run_affetto({"train", "--latents", out("latents"), "--out", out("model"), "--config",
                     out("small.json"), "--steps", "2", "--no-report"});
    EXPECT_EQ(trained.status, 0) << trained.err;
    EXPECT_THAT(trained.out + trained.err, HasSubstr("label"));
}
#endif

/// Tables as other programs export them mean the same as the plain one.
class Tables : public Cases, public testing::WithParamInterface<const char*> {};

TEST_P(Tables, AreReadLikeThePlainOne) { EXPECT_EQ(clips_of(GetParam()), clips_of("plain")); }

INSTANTIATE_TEST_SUITE_P(AsExported, Tables,
                         testing::Values("pandas_index", "excel_trailing_commas",
                                         "semicolon_decimal_comma", "semicolon_sep_line", "tabs",
                                         "header_case_spaces", "backslashes"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace affetto::test
