#include "affetto/pipeline/train_codec.hpp"

#include <gmock/gmock.h>

#include "affetto/audio/sound_file.hpp"
#include "affetto/codec/codec_folder.hpp"
#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/json.hpp"
#include "affetto/pipeline/code_sound.hpp"
#include "affetto/training/codec_training_config.hpp"
#include "audio/sounds.hpp"
#include "support/folder_contents.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;

class TrainCodec : public testing::Test {
protected:
    void SetUp() override {
        for (int i = 0; i < 3; ++i)
            write_sound(folder / ("sound/" + std::to_string(i) + ".wav"),
                        test::sines(1, 8'000, 1, 200 + 60 * i), "wav");
        write_text(folder / "sound/broken.wav", "RIFF");
        write_json(folder / "small.json", {{"codec",
                                            {{"sampling_rate", 8'000},
                                             {"num_filters", 4},
                                             {"hidden_size", 8},
                                             {"upsampling_ratios", {4, 4}},
                                             {"num_lstm_layers", 1},
                                             {"codebook_size", 16},
                                             {"target_bandwidths", {2, 4}}}},
                                           {"training",
                                            {{"window_seconds", 0.2},
                                             {"mel_windows", {256}},
                                             {"warmup_steps", 2},
                                             {"checkpoint_steps", 4},
                                             {"validation_windows", 2}}}});
    }

    TrainCodecOptions options(const std::string& out, std::int64_t steps) const {
        TrainCodecOptions o;
        o.sound = folder / "sound";
        o.out = folder / out;
        o.config = folder / "small.json";
        o.batch_size = 2;
        o.steps = steps;
        return o;
    }

    test::TemporaryFolder folder;
    Progress silent;
};

TEST_F(TrainCodec, WritesACodecThatEncodesAndSaysHowItCameAbout) {
    const TrainCodecSummary summary = train_codec_on(options("codec", 8), silent);
    EXPECT_EQ(summary.steps, 8);
    EXPECT_EQ(summary.files, 3u);
    EXPECT_NEAR(summary.sound_seconds, 3, 1e-6);
    ASSERT_EQ(summary.skipped.size(), 1u);
    EXPECT_THAT(summary.skipped[0].path, HasSubstr("broken.wav"));

    const auto codec = read_codec(folder / "codec");
    EXPECT_EQ(codec->config().sampling_rate, 8'000);
    EXPECT_EQ(num_codebooks(codec->config()), 2);
    const Json manifest = read_json(folder / "codec/manifest.json");
    EXPECT_EQ(manifest["what"], "affetto codec training run");
    EXPECT_EQ(manifest["skipped"].size(), 1u);
    EXPECT_EQ(manifest["config"]["training"]["batch_size"], 2);
    EXPECT_EQ(read_csv(folder / "codec/history.csv").rows.size(), 2u);
    EXPECT_TRUE(std::filesystem::exists(folder / "codec/plots/mel.svg"));

    CodeSoundOptions trip;
    trip.files = {folder / "sound/1.wav"};
    trip.out = folder / "trip";
    trip.codec.codec = (folder / "codec").string();
    EXPECT_EQ(round_trip_sound_files(trip, silent).sounds, 1);
}

TEST_F(TrainCodec, AResumedRunWritesTheSameWeights) {
    train_codec_on(options("whole", 8), silent);
    train_codec_on(options("parts", 4), silent);
    TrainCodecOptions rest = options("parts", 8);
    rest.config.reset();  // the run knows its own
    rest.batch_size.reset();
    rest.resume = true;
    train_codec_on(rest, silent);
    EXPECT_EQ(read_bytes(folder / "whole/model.safetensors"),
              read_bytes(folder / "parts/model.safetensors"));
    const CsvTable history = read_csv(folder / "parts/history.csv");
    ASSERT_EQ(history.rows.size(), 2u);
    EXPECT_EQ(history.rows[1][0], "8");
}

TEST_F(TrainCodec, RefusesAFolderInUseAndNothingToResume) {
    write_text(folder / "used/letter.txt", "dear");
    EXPECT_THROW((void)train_codec_on(options("used", 4), silent), UsageError);
    TrainCodecOptions resume = options("nowhere", 4);
    resume.resume = true;
    EXPECT_THROW((void)train_codec_on(resume, silent), UsageError);
    TrainCodecOptions over = options("used", 2);
    over.overwrite = true;
    EXPECT_THROW((void)train_codec_on(over, silent), UsageError);
    EXPECT_EQ(read_text(folder / "used/letter.txt"), "dear");
}

TEST_F(TrainCodec, AFailingOverwriteLeavesTheOldCodecAsItWas) {
    train_codec_on(options("codec", 2), silent);
    const auto before = test::contents(folder / "codec");
    TrainCodecOptions over = options("codec", 2);
    over.overwrite = true;
    over.sound = folder / "missing";
    EXPECT_THROW((void)train_codec_on(over, silent), DataError);
    EXPECT_EQ(test::contents(folder / "codec"), before);
    over = options("codec", 4);
    over.overwrite = true;
    EXPECT_EQ(train_codec_on(over, silent).steps, 4);
    EXPECT_EQ(read_json(folder / "codec/manifest.json").at("steps"), 4);
    EXPECT_FALSE(std::filesystem::exists(folder / "codec.work"));
}

TEST_F(TrainCodec, RefusesAnUnknownKeyAndAFolderWithoutSound) {
    write_json(folder / "small.json", {{"training", {{"batchsize", 4}}}});
    EXPECT_THROW((void)train_codec_on(options("out", 4), silent), ConfigError);
    EXPECT_FALSE(std::filesystem::exists(folder / "out/config.json"));
    TrainCodecOptions none = options("out", 4);
    none.config.reset();
    none.sound = folder / "missing";
    EXPECT_THROW((void)train_codec_on(none, silent), DataError);
}

TEST(CodecDocumentation, ListsEveryKeyWithItsDefault) {
    const std::string text = read_text(Path(AFFETTO_SOURCE_DIR) / "docs/codec.md");
    for (const FieldDescription& f : describe_fields<CodecRunConfig>())
        EXPECT_THAT(text,
                    HasSubstr("| `" + f.path + "` | `" + f.default_value + "` | " + f.help + " |"));
}

}  // namespace
}  // namespace affetto
