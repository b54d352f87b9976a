#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
using testing::Not;
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

    Path cases_;
    TemporaryFolder out_;
};

#ifdef AFFETTO_WITH_TORCH
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
    write_text(out_ / "small.json",
               R"({"model": {"encoder_dim": 16, "decoder_dim": 16, "attention_dim": 16,
                             "attention_heads": 2, "head_dim": 16, "embedding_dim": 8,
                             "latent_dim": 4}, "training": {"batch_size": 4}})");
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
#endif

}  // namespace
}  // namespace affetto::test
