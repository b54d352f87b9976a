#include <gmock/gmock.h>

#include "affetto/audio/mono_sound.hpp"
#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/generation/made_statistics.hpp"
#include "affetto/generation/sound_generator.hpp"
#include "pipeline/little_sound_models.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using test::clips_in;
using test::kRate;
using test::latents_of;
using test::request;
using test::train_little;

TEST(SoundLatents, HaveAFrameEveryHopAndTheStatisticsOfTheTrainingSplit) {
    const test::TemporaryFolder folder;
    clips_in(folder.path());
    const LatentSet set = latents_of(folder.path(), "mel");
    ASSERT_EQ(set.clips.size(), 28u);
    StatisticsAccumulator training;
    for (const LatentClip& clip : set.clips) {
        EXPECT_EQ(clip.features.sizes(), (at::IntArrayRef{1 + 3 * kRate / 512, 128}));
        if (clip.split == "train") training.add(clip.features);
    }
    EXPECT_TRUE(at::allclose(training.result().mean, set.frames.statistics.mean));
    EXPECT_TRUE(at::allclose(training.result().deviation, set.frames.statistics.deviation));
    EXPECT_FLOAT_EQ(set.clips[0].emotion->arousal, 0.8F);
    EXPECT_EQ(set.clips[1].condition.start, 3);
}

TEST(SoundLatents, AreKeptAsFloat16AndExportedOnRequest) {
    const test::TemporaryFolder folder;
    clips_in(folder.path());
    LatentsOptions options;
    options.half = options.npy = options.csv = true;
    const LatentSet half = latents_of(folder.path(), "chroma", options);
    EXPECT_EQ(half.clips[0].features.scalar_type(), at::kHalf);
    const LatentSet whole = latents_of(folder.path(), "chroma", {});
    EXPECT_TRUE(
        at::allclose(half.clips[5].features.to(at::kFloat), whole.clips[5].features, 0, 1e-3));
    options.half = false;
    latents_of(folder.path(), "chroma", options);
    const Path base = folder / "latents-chroma" / half.clips[0].id;
    const CsvTable table = read_csv(Path(base.string() + ".csv"));
    EXPECT_EQ(static_cast<std::int64_t>(table.rows.size()), whole.clips[0].features.size(0));
    EXPECT_EQ(table.header.size(), 13u);
    EXPECT_TRUE(std::filesystem::exists(base.string() + ".npy"));
}

TEST(SoundLatents, OfScoresAreRefusedByName) {
    const test::TemporaryFolder folder;
    clips_in(folder.path());
    EXPECT_THAT([&] { latents_of(folder.path(), "notes"); },
                testing::ThrowsMessage<UsageError>(testing::HasSubstr("mel, mfcc, chroma")));
}

TEST(SoundModel, MakesSoundOfTheLengthAskedForFromMelAndMfcc) {
    const test::TemporaryFolder folder;
    clips_in(folder.path());
    Progress silent;
    for (const std::string representation : {"mel", "mfcc"}) {
        latents_of(folder.path(), representation);
        train_little(folder.path(), representation);
        const GenerateSummary made = generate(request(folder.path(), representation), silent);
        ASSERT_EQ(made.files.size(), 2u);
        const Path file = folder / ("generated-" + representation) / made.files[0];
        const AudioBuffer sound = read_mono(file, kRate);
        EXPECT_EQ(sound.samples.size(), 5u * kRate);
        float peak = 0;
        for (const float s : sound.samples) peak = std::max(peak, std::abs(s));
        EXPECT_GT(peak, 1e-4F);
        EXPECT_LT(peak, 1.0F);
        EXPECT_LT(std::abs(sound.samples.back()), 1e-3F);  // faded out
        // The same command gives the same bytes.
        const Bytes first = read_bytes(file);
        generate(request(folder.path(), representation), silent);
        EXPECT_EQ(read_bytes(file), first);
    }
}

TEST(SoundModel, SpreadsWhatItMakesAsWideAsTheMusicItLearnedFrom) {
    const test::TemporaryFolder folder;
    clips_in(folder.path());
    const LatentSet set = latents_of(folder.path(), "mel");
    train_little(folder.path(), "mel");
    const TrainedModel model = read_model(folder / "model-mel");
    const MadeStatistics statistics = model.description.made;
    const at::Tensor spread = statistics.spread;
    ASSERT_EQ(spread.sizes(), at::IntArrayRef({128}));
    // Twenty steps make pale music.
    EXPECT_LT(spread.mean().item<double>(), 0.9);
    EXPECT_GE(spread.min().item<double>(), 0.1F);

    const std::vector<Emotion> emotions = emotions_to_measure(set);
    EXPECT_EQ(emotions.size(), 22u);
    const MadeStatistics again = measure_made_statistics(model, emotions, 1);
    EXPECT_TRUE(at::allclose(again.spread, spread));
    EXPECT_TRUE(at::allclose(again.mean, statistics.mean, 1e-4, 1e-5));
    const auto made = [&](const TrainedModel& with) {
        std::vector<Random> rngs{Random(3)};
        const std::vector<EmotionCurve> curve{parse_emotion_spec("happy")};
        return set.frames.statistics.normalise(generate_frames(with, curve, 3, {}, rngs).front());
    };
    TrainedModel unmeasured = model;
    unmeasured.description.made = {};
    EXPECT_TRUE(at::allclose(made(model) * spread + statistics.mean, made(unmeasured), 1e-3, 1e-3));
}

TEST(SoundModel, OfAnyFamiliesMakesSoundOfTheLengthAskedFor) {
    const test::TemporaryFolder folder;
    clips_in(folder.path());
    latents_of(folder.path(), "mel");
    Progress silent;
    for (const auto& [encoder, decoder] :
         {std::pair("lstm", "transformer"), std::pair("transformer", "gru"),
          std::pair("gru", "lstm")}) {
        train_little(folder.path(), "mel", encoder, decoder);
        const Json config = read_json(folder / "model-mel" / "config.json");
        EXPECT_EQ(config.at("model").at("encoder"), encoder);
        EXPECT_EQ(config.at("model").at("decoder"), decoder);
        EXPECT_TRUE(config.contains("made"));
        const GenerateSummary made = generate(request(folder.path(), "mel"), silent);
        const AudioBuffer sound = read_mono(folder / "generated-mel" / made.files.at(0), kRate);
        EXPECT_EQ(sound.samples.size(), 5u * kRate) << encoder << " " << decoder;
    }
}

TEST(SoundModel, RefusesASpreadThatItsConfigurationCannotHave) {
    const test::TemporaryFolder folder;
    clips_in(folder.path());
    latents_of(folder.path(), "mel");
    train_little(folder.path(), "mel");
    const Path file = folder / "model-mel" / "config.json";
    Json config = read_json(file);
    for (const Json& broken : {Json{0.5}, Json(std::vector<double>(128, 0.0)), Json("wide")}) {
        config["made"]["spread"] = broken;
        write_json(file, config);
        EXPECT_THROW(read_model(folder / "model-mel"), CheckpointError);
    }
}

TEST(SoundModel, OfChromaWritesATableAndAPicture) {
    const test::TemporaryFolder folder;
    clips_in(folder.path());
    latents_of(folder.path(), "chroma");
    train_little(folder.path(), "chroma");
    Progress silent;
    const GenerateSummary made = generate(request(folder.path(), "chroma"), silent);
    ASSERT_EQ(made.files.size(), 4u);
    const Path table = folder / "generated-chroma" / made.files[0];
    EXPECT_EQ(table.extension(), ".csv");
    EXPECT_EQ(read_csv(table).rows.size(), 236u);  // 5 s are 234.4 hops
    GenerateOptions options = request(folder.path(), "chroma");
    options.formats = {"wav"};
    EXPECT_THROW(generate(options, silent), UsageError);
}

TEST(SoundModel, RefusesMidi) {
    const test::TemporaryFolder folder;
    clips_in(folder.path());
    latents_of(folder.path(), "mel");
    train_little(folder.path(), "mel");
    GenerateOptions options = request(folder.path(), "mel");
    options.formats = {"mid"};
    Progress silent;
    EXPECT_THROW(generate(options, silent), UsageError);
}

}  // namespace
}  // namespace affetto
