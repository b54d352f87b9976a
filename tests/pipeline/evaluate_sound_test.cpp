#include <gmock/gmock.h>

#include <cmath>
#include <numbers>

#include "affetto/audio/sound_file.hpp"
#include "affetto/core/error.hpp"
#include "affetto/data/clips.hpp"
#include "affetto/pipeline/evaluate.hpp"
#include "affetto/pipeline/latents.hpp"
#include "affetto/pipeline/reconstruction.hpp"
#include "affetto/pipeline/sound_tools.hpp"
#include "affetto/pipeline/train.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::ThrowsMessage;

constexpr int kRate = 24'000;

/// A triad struck again and again: fast and loud in Q1 and Q2, major in Q1 and Q4.
AudioBuffer chords(Quadrant quadrant, std::uint64_t seed, double seconds) {
    Random rng(seed, static_cast<std::uint64_t>(quadrant));
    const Emotion emotion = centre_of(quadrant);
    const double root = 180 + 120 * rng.uniform();
    const double third = emotion.valence > 0 ? 1.26 : 1.19;
    const double period = (emotion.arousal > 0 ? 0.25 : 0.9) * (0.9 + 0.2 * rng.uniform());
    const double level = (emotion.arousal > 0 ? 0.2 : 0.03) * (0.8 + 0.4 * rng.uniform());
    AudioBuffer sound{kRate, 1, {}};
    for (int i = 0; i < static_cast<int>(seconds * kRate); ++i) {
        const double t = static_cast<double>(i) / kRate;
        double sum = 0;
        for (const double ratio : {1.0, third, 1.5})
            sum += std::sin(2 * std::numbers::pi * root * ratio * t);
        sound.samples.push_back(
            static_cast<float>(level * sum * std::exp(-6 * std::fmod(t, period))));
    }
    return sound;
}

/// 32 clips of three seconds, 24 to learn from, and 8 generated pieces of four.
class EvaluateSound : public testing::Test {
protected:
    void SetUp() override {
        ClipSet set{folder_ / "clips",
                    {},
                    {{"dataset", "made up"},
                     {"kind", "sound"},
                     {"time_base", "seconds"},
                     {"sample_rate", kRate},
                     {"synthetic", true}}};
        for (int i = 0; i < 32; ++i) {
            const auto quadrant = static_cast<Quadrant>(i % 4);
            Clip clip;
            clip.id = "known_" + std::to_string(i);
            clip.path = clip.id + ".wav";
            clip.duration = 3;
            clip.emotion = centre_of(quadrant);
            clip.group = clip.id;
            clip.split = i < 24 ? Split::train : Split::test;
            write_sound(set.folder / clip.path, chords(quadrant, 10 + i / 4, 3), "wav");
            set.clips.push_back(clip);
        }
        write_clips(set);
        for (int i = 0; i < 8; ++i) add_generated(i);
    }

    void add_generated(int i) {
        const auto quadrant = static_cast<Quadrant>(i % 4);
        const Emotion e = centre_of(quadrant);
        const Path base = folder_ / "generated" / ("made " + std::to_string(i));
        write_sound(Path(base.string() + ".flac"), chords(quadrant, 50 + i, 4), "flac");
        write_json(Path(base.string() + ".json"),
                   {{"emotion",
                     {{"spec", "made up"},
                      {"points", {{{"time", 0}, {"valence", e.valence}, {"arousal", e.arousal}}}}}},
                    {"seconds", 4}});
    }

    EvaluateOptions options() const {
        EvaluateOptions o;
        o.generated = folder_ / "generated";
        o.reference = folder_ / "clips";
        o.out = folder_ / "out";
        o.overwrite = true;
        o.recordings = recording_tools();
        return o;
    }

    Json run(const EvaluateOptions& o) {
        Progress silent;
        return evaluate(o, silent);
    }

    Path little_model() {
        Progress silent;
        LatentsOptions latents;
        latents.clips = folder_ / "clips";
        latents.representation = "mel";
        latents.window = 64;
        latents.out = folder_ / "latents";
        make_latents(latents, silent);
        write_text(folder_ / "small.json",
                   R"({"model": {"conv_dim": 24, "decoder_dim": 32, "latent_dim": 8},)"
                   R"( "training": {"batch_size": 4}})");
        TrainOptions training;
        training.latents = latents.out;
        training.out = folder_ / "model";
        training.config = folder_ / "small.json";
        training.steps = 5;
        train(training, silent);
        return training.out;
    }

    test::TemporaryFolder folder_;
};

TEST_F(EvaluateSound, ReportsOnRecordingsWithPlayersAndPictures) {
    const Json metrics = run(options());
    EXPECT_EQ(metrics.at("kind"), "sound");
    EXPECT_EQ(metrics.at("emotion").at("generated").at("pieces"), 8);
    EXPECT_GT(metrics.at("emotion").at("generated").at("arousal_accuracy").get<double>(), 0.8);
    EXPECT_EQ(metrics.at("endings").at("end_on_time"), 8);
    EXPECT_EQ(metrics.at("reference").at("judged_seconds"), 3.0);
    const Listener listener = load_listener(folder_ / "out/listener.json");
    EXPECT_EQ(listener.feature_set->name, "sound");
    EXPECT_EQ(listener.fitted_on, 24u);
    const std::string page = read_text(folder_ / "out/report.html");
    EXPECT_THAT(page, HasSubstr("<audio"));
    EXPECT_THAT(page, HasSubstr("data:image/png"));
    EXPECT_THAT(page, HasSubstr("level in dB"));
    EXPECT_THAT(page, Not(HasSubstr("MIDI")));
    EXPECT_THAT(page, HasSubstr("<code>made 3.flac</code>"));
    EXPECT_THAT(page, Not(testing::ContainsRegex("href=.[^d#]"))) << "leads nowhere once mailed";
}

TEST_F(EvaluateSound, MakesAListeningPageOfRecordings) {
    EvaluateOptions o = options();
    o.listening = 4;
    run(o);
    EXPECT_TRUE(exists(folder_ / "out/listening.html"));
    EXPECT_TRUE(exists(folder_ / "out/listening_key.csv"));
}

TEST_F(EvaluateSound, WithAModelSaysWhatItsRepresentationCostsAndHowWellItReconstructs) {
    const Path model = little_model();
    EvaluateOptions o = options();
    o.resynthesised = judge_after_resynthesis(model);
    Progress silent;
    o.reconstruction = measure_reconstruction({.model = model, .clips = folder_ / "clips"}, silent);
    const Json metrics = run(o);
    EXPECT_EQ(metrics.at("emotion").at("resynthesised").at("pieces"), 8);
    EXPECT_TRUE(metrics.at("distance").at("resynthesised").at("frechet").is_number());
    const Json& free_running = metrics.at("reconstruction").at("free_running");
    EXPECT_EQ(free_running.at("windows"), 8);
    EXPECT_LT(free_running.at("variance_explained").get<double>(), 1);
    EXPECT_GT(free_running.at("error").get<double>(), 0);
    EXPECT_THAT(read_text(folder_ / "out/report.html"), HasSubstr("through the representation"));
}

TEST_F(EvaluateSound, ABuildThatCannotJudgeRecordingsSaysSo) {
    EvaluateOptions o = options();
    o.recordings.reset();
    EXPECT_THAT([&] { run(o); }, ThrowsMessage<UsageError>(HasSubstr("AFFETTO_WITH_TORCH")));
    EXPECT_FALSE(exists(folder_ / "out"));
    EXPECT_TRUE(are_recordings(folder_ / "clips"));
    EXPECT_FALSE(are_recordings(folder_ / "nowhere"));
}

TEST_F(EvaluateSound, LeavesOutWhatIsBrokenAndRefusesAFolderWithoutSound) {
    write_text(folder_ / "generated/made 3.flac", "no sound");
    EXPECT_EQ(run(options()).at("generated_unjudged"), 1);
    std::filesystem::remove_all(folder_ / "generated");
    write_text(folder_ / "generated/made 0.json", "{}");
    EXPECT_THAT([&] { run(options()); }, ThrowsMessage<DataError>(HasSubstr("no sound with a")));
}

}  // namespace
}  // namespace affetto
