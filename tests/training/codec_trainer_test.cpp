#include "affetto/training/codec_trainer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <set>

#include "affetto/codec/codec.hpp"
#include "affetto/core/error.hpp"
#include "affetto/tensor/random_tensors.hpp"
#include "affetto/training/checkpoint_files.hpp"
#include "affetto/training/codec_losses.hpp"
#include "affetto/training/spectral_loss.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

constexpr int kRate = 8'000;

CodecConfig little_codec() {
    CodecConfig c;
    c.sampling_rate = kRate;
    c.num_filters = 4;
    c.hidden_size = 8;
    c.upsampling_ratios = {4, 4};
    c.num_lstm_layers = 1;
    c.codebook_size = 32;
    c.target_bandwidths = {2.5, 5, 10};  // 1, 2, 4 codebooks of 5 bits at 500 frames a second
    return c;
}

CodecTrainingConfig little_training(int steps) {
    CodecTrainingConfig c;
    c.batch_size = 4;
    c.window_seconds = 0.25;
    c.warmup_steps = 5;
    c.learning_rate = 3e-3;
    c.mel_windows = {256, 128};
    c.quantizer_start = 15;
    c.linear_start = false;
    c.max_steps = steps;
    c.checkpoint_steps = 10;
    return c;
}

/// Tones of random pitch and level.
at::Tensor tones(int count, Random& rng) {
    const at::Tensor t = at::arange(kRate / 4, at::kFloat) / kRate;
    std::vector<at::Tensor> windows;
    for (int i = 0; i < count; ++i) {
        const double hertz = 200 + 600 * rng.uniform(), level = 0.1 + 0.3 * rng.uniform();
        windows.push_back((level * at::sin(2 * std::numbers::pi * hertz * t)).unsqueeze(0));
    }
    return at::stack(windows);
}

struct Watch : CodecObserver {
    void after_step(const CodecStep& step) override { steps.push_back(step); }
    void after_validation(const CodecValidation& v) override { validations.push_back(v); }
    std::vector<CodecStep> steps;
    std::vector<CodecValidation> validations;
};

TrainedCodec train_little(const Path& folder, const CodecTrainingConfig& training, bool resume,
                          Watch& watch) {
    Random fixed(99);
    Progress silent;
    return train_codec(
        little_codec(), training, [](Random& rng) { return tones(4, rng); }, tones(6, fixed),
        {folder, resume}, watch, silent);
}

TrainedCodec train_little(const Path& folder, int steps, bool resume, Watch& watch) {
    return train_little(folder, little_training(steps), resume, watch);
}

CodecTrainingConfig with_discriminator(int steps) {
    CodecTrainingConfig c = little_training(steps);
    c.adversarial_weight = 0.1;
    c.discriminator_channels = 4;
    c.discriminator_windows = {256, 64};
    c.discriminator_start = 5;
    c.discriminator_every = 2;
    return c;
}

TEST(CodecTrainer, LearnsTonesAndItsWeightsAreACodec) {
    const test::TemporaryFolder folder;
    Watch watch;
    const TrainedCodec trained = train_little(folder / "c", 120, false, watch);
    EXPECT_EQ(trained.steps, 120);
    EXPECT_EQ(trained.stopped_by, "steps");
    ASSERT_EQ(watch.validations.size(), 12u);
    EXPECT_LT(watch.validations.back().mel, 0.7 * watch.validations.front().mel);
    EXPECT_GT(watch.validations.back().code_use, 0.3);

    // What inference computes from the weights that were kept is what validation measured.
    const Codec codec(little_codec(), trained.weights, "trained");
    Random fixed(99);
    const at::Tensor real = tones(6, fixed);
    const at::Tensor codes = codec.quantize(codec.encode(real), 4);
    const at::Tensor made = codec.decode(codec.dequantize(codes)).narrow(2, 0, real.size(2));
    EXPECT_NEAR(si_sdr(made.flatten(1), real.flatten(1)).mean().item<double>(),
                watch.validations.back().si_sdr, 0.05);
}

TEST(CodecTrainer, LearnsTheWaveformItself) {
    const test::TemporaryFolder folder;
    CodecConfig codec = little_codec();
    codec.num_filters = 8;
    CodecTrainingConfig training = little_training(150);
    training.mel_weight = 0;
    training.quantizer_start = 150;
    training.checkpoint_steps = 150;
    Watch watch;
    Random fixed(99);
    Progress silent;
    const auto draw = [](Random& rng) { return tones(4, rng); };
    train_codec(codec, training, draw, tones(6, fixed), {folder / "c", false}, watch, silent);
    EXPECT_GT(watch.validations.back().si_sdr, 3);
}

TEST(CodecTrainer, StartsWithTheWaveformAndKeepsIt) {
    const test::TemporaryFolder folder;
    CodecTrainingConfig training = little_training(10);
    training.linear_start = true;
    training.learning_rate = CodecTrainingConfig{}.learning_rate;
    Watch watch;
    Random fixed(99);
    Progress silent;
    const auto draw = [](Random& rng) { return tones(4, rng); };
    train_codec(little_codec(), training, draw, tones(6, fixed), {folder / "c", false}, watch,
                silent);
    EXPECT_GT(watch.validations.back().si_sdr, 10);
}

TEST(CodecTrainer, UsesEveryBandwidth) {
    const test::TemporaryFolder folder;
    Watch watch;
    train_little(folder / "c", 40, false, watch);
    std::set<int> seen;
    for (const CodecStep& step : watch.steps) seen.insert(step.codebooks);
    EXPECT_EQ(seen, (std::set<int>{0, 1, 2, 4}));  // 0: before the quantizer begins
}

TEST(CodecTrainer, AResumedRunEndsWithTheSameBytes) {
    const test::TemporaryFolder folder;
    Watch watch;
    const TrainedCodec whole = train_little(folder / "whole", 30, false, watch);
    train_little(folder / "parts", 20, false, watch);
    const TrainedCodec resumed = train_little(folder / "parts", 30, true, watch);
    ASSERT_EQ(whole.weights.size(), resumed.weights.size());
    for (const auto& [name, weight] : whole.weights)
        EXPECT_EQ(weight.values, resumed.weights.at(name).values) << name;
}

TEST(CodecTrainer, ADiscriminatorTakesPartFromItsFirstStepOn) {
    const test::TemporaryFolder folder;
    Watch watch;
    train_little(folder / "c", with_discriminator(12), false, watch);
    for (const CodecStep& step : watch.steps) {
        const std::int64_t before = step.step - 1;
        EXPECT_EQ(step.adversarial > 0, before >= 5) << before;
        EXPECT_EQ(step.feature_matching > 0, before >= 5) << before;
        EXPECT_EQ(step.discriminator.has_value(), before >= 5 && before % 2 == 0) << before;
    }
}

TEST(CodecTrainer, AResumedRunWithADiscriminatorEndsWithTheSameBytes) {
    const test::TemporaryFolder folder;
    Watch watch;
    const TrainedCodec whole = train_little(folder / "whole", with_discriminator(20), false, watch);
    train_little(folder / "parts", with_discriminator(10), false, watch);
    const TrainedCodec resumed =
        train_little(folder / "parts", with_discriminator(20), true, watch);
    for (const auto& [name, weight] : whole.weights)
        EXPECT_EQ(weight.values, resumed.weights.at(name).values) << name;
    const TensorFile a = read_tensor_file(*newest_checkpoint(folder / "whole"));
    const TensorFile b = read_tensor_file(*newest_checkpoint(folder / "parts"));
    for (const auto& [name, tensor] : a.tensors) {
        if (name.rfind("discriminator.", 0) != 0) continue;
        EXPECT_TRUE(tensor.equal(b.tensors.at(name))) << name;
    }
}

TEST(CodecTrainer, ADiscriminatorMayJoinLater) {
    const test::TemporaryFolder folder;
    Watch watch;
    train_little(folder / "c", 10, false, watch);
    const TrainedCodec trained = train_little(folder / "c", with_discriminator(20), true, watch);
    EXPECT_EQ(trained.steps, 20);
    EXPECT_TRUE(watch.steps.back().adversarial > 0);
}

TEST(CodecTrainer, RefusesADiscriminatorThatHearsMoreThanAWindow) {
    const test::TemporaryFolder folder;
    Watch watch;
    CodecTrainingConfig training = with_discriminator(5);
    training.discriminator_windows = {4096};
    EXPECT_THROW(train_little(folder / "c", training, false, watch), ConfigError);
}

TEST(CodecTrainer, MakesACodecEvenWhereItStopsBeforeTheQuantizerBegins) {
    const test::TemporaryFolder folder;
    Watch watch;
    const TrainedCodec trained = train_little(folder / "c", 3, false, watch);
    Random fixed(99);
    const at::Tensor real = tones(6, fixed);
    const Codec codec(little_codec(), trained.weights, "trained");
    const at::Tensor latents = codec.encode(real);
    const at::Tensor left = codec.dequantize(codec.quantize(latents, 4)) - latents;
    EXPECT_LT(left.square().mean().item<double>(), 0.5 * latents.square().mean().item<double>());
}

TEST(CodecTrainer, LeavesTheDefaultGeneratorAlone) {
    const at::Tensor before = generator_state(at::detail::getDefaultCPUGenerator());
    const test::TemporaryFolder folder;
    Watch watch;
    train_little(folder / "c", 5, false, watch);
    EXPECT_TRUE(at::equal(before, generator_state(at::detail::getDefaultCPUGenerator())));
}

TEST(CodecTrainer, StopsWhereTheLossIsNoNumber) {
    const test::TemporaryFolder folder;
    Watch watch;
    Random fixed(1);
    Progress silent;
    EXPECT_THROW(train_codec(
                     little_codec(), little_training(5),
                     [](Random& rng) { return tones(4, rng) * std::nan(""); }, tones(2, fixed),
                     {folder / "c", false}, watch, silent),
                 Error);
}

TEST(SiSdr, IgnoresTheScaleAndMeasuresTheNoise) {
    at::Generator rng = make_generator(1);
    const at::Tensor real = normal({2, 50'000}, 1, rng);
    const at::Tensor noise = normal({2, 50'000}, 0.1, rng);
    EXPECT_NEAR(si_sdr(real + noise, real).mean().item<double>(), 20, 0.1);
    EXPECT_NEAR(si_sdr(3 * (real + noise), real).mean().item<double>(), 20, 0.1);
}

TEST(LogError, IsTheLogarithmOfTheErrorsShareWhateverTheLevel) {
    at::Generator rng = make_generator(3);
    const at::Tensor real = normal({3, 1, 8'000}, 0.2, rng);
    const double a_tenth = std::log10(0.01 + 0.001);
    EXPECT_NEAR(log_error(1.1 * real, real).item<double>(), a_tenth, 1e-3);
    EXPECT_NEAR(log_error(0.11 * real, 0.1 * real).item<double>(), a_tenth, 2e-3);
    EXPECT_NEAR(log_error(at::zeros_like(real), real).item<double>(), std::log10(1.001), 1e-3);
}

TEST(SpectralLoss, IsZeroForEqualSoundsAndTheLogarithmOfAGain) {
    at::Generator rng = make_generator(2);
    const at::Tensor sound = normal({2, 1, 8000}, 0.1, rng);
    const SpectralLoss loss(kRate, {512, 128});
    EXPECT_EQ(loss(sound, sound).item<double>(), 0);
    EXPECT_NEAR(loss(10 * sound, sound).item<double>(), 1, 1e-3);
}

TEST(CodecTrainingConfig, RefusesWhatIsOutOfRange) {
    CodecTrainingConfig config;
    config.mel_windows = {300};
    EXPECT_THROW(validate(config), ConfigError);
    config = {};
    config.window_seconds = 0;
    EXPECT_THROW(validate(config), ConfigError);
}

}  // namespace
}  // namespace affetto
