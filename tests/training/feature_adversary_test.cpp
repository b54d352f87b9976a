#include "affetto/training/feature_adversary.hpp"

#include <gtest/gtest.h>

#include "affetto/core/error.hpp"
#include "affetto/model/model_folder.hpp"
#include "affetto/training/trainer.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

Ranks alone;

constexpr std::int64_t kSteps = 24, kClips = 4, kValues = 12;

at::Tensor noise(std::uint64_t seed, double std = 1) {
    at::Generator rng = make_generator(seed);
    return normal({kSteps, kClips, kValues}, std, rng);
}

/// Bands that rise and fall sharply.
at::Tensor sharp() {
    const at::Tensor t = at::arange(kSteps, at::kFloat).view({kSteps, 1, 1});
    const at::Tensor m = at::arange(kValues, at::kFloat).view({1, 1, kValues});
    return at::sin(2.5 * t + 2 * m).sign().expand({kSteps, kClips, kValues}) + noise(1, 0.1);
}

at::Tensor blurred() { return 0.1 * sharp() + noise(2, 0.1); }

Batch batch_of(const at::Tensor& frames) {
    Batch batch;
    batch.steps = frames;
    batch.mask = at::ones({kSteps, kClips});
    batch.emotion =
        at::tensor({0.6f, 0.6f, -0.6f, 0.6f, -0.6f, -0.6f, 0.6f, -0.6f}).view({kClips, 2});
    batch.known = at::ones({kClips, 1});
    return batch;
}

VaeLoss loss_with(const at::Tensor& made) {
    VaeLoss loss;
    loss.made = {made, at::Tensor(), made, at::ones({kClips, 1})};
    return loss;
}

TrainingConfig quick() {
    TrainingConfig c;
    c.adversarial = true;
    c.adversarial_start = 0;
    c.adversarial_channels = 8;
    c.adversarial_learning_rate = 5e-3;
    return c;
}

FeatureAdversary adversary_of(Representation r, const TrainingConfig& c,
                              std::int64_t values = kValues) {
    at::Generator rng = make_generator(5);
    return {r, values, c, rng};
}

TEST(FeatureDiscriminator, TellsRealFromMadeAfterAFewSteps) {
    for (const Representation r : {Representation::mel, Representation::encodec}) {
        FeatureAdversary adversary = adversary_of(r, quick());
        const Batch batch = batch_of(sharp());
        const VaeLoss loss = loss_with(blurred());
        const double first = adversary.learn(loss, batch, alone);
        double last = 0;
        for (int step = 0; step < 80; ++step) last = adversary.learn(loss, batch, alone);
        EXPECT_GT(first, 1.5) << name_of(r);
        EXPECT_LT(last, 0.5) << name_of(r);
    }
}

TEST(FeatureDiscriminator, LearnsWithAGradientPenaltyInPlaceOfTheSpectralNorm) {
    TrainingConfig config = quick();
    config.adversarial_spectral_norm = false;
    config.adversarial_r1 = 0.1;
    FeatureAdversary adversary = adversary_of(Representation::mel, config);
    double first = 0, last = 0;
    for (int step = 0; step < 80; ++step) {
        last = adversary.learn(loss_with(blurred()), batch_of(sharp()), alone);
        if (step == 0) first = last;
    }
    EXPECT_LT(last, 0.7 * first);
}

TEST(FeatureDiscriminator, HearsWhetherTheEmotionIsTheOneAskedFor) {
    // The same frames are real under their own emotion and made under the opposite one.
    at::Generator rng = make_generator(5);
    FeatureDiscriminator judge({1, kValues}, 8, true, rng);
    DiscriminatorWeights weights(judge.parameters());
    const Batch batch = batch_of(sharp());
    const at::Tensor frames =
        batch.steps * (1 + batch.emotion.select(1, 0)).view({1, kClips, 1});  // loud where happy
    const auto learn = [&](const at::Tensor& known) {
        judge.iterate();
        return weights.update(
            [&] {
                return discriminator_loss(judge(frames, batch.mask, batch.emotion, known),
                                          judge(frames, batch.mask, -batch.emotion, known));
            },
            1e-2, 1);
    };
    EXPECT_NEAR(learn(at::zeros({kClips, 1})), 2, 0.2);  // nothing to go by
    double last = 0;
    for (int step = 0; step < 150; ++step) last = learn(batch.known);
    EXPECT_LT(last, 1.2);
}

TEST(FeatureDiscriminator, IsDeafToWhatLiesBehindTheEndOfAClip) {
    at::Generator rng = make_generator(5);
    const FeatureDiscriminator judge({2, kValues / 2}, 4, true, rng);
    Batch batch = batch_of(sharp());
    batch.mask.narrow(0, kSteps / 2, kSteps / 2).zero_();
    at::Tensor other = batch.steps.clone();
    other.narrow(0, kSteps / 2, kSteps / 2).fill_(7);
    const Judgements a = judge(batch.steps, batch.mask, batch.emotion, batch.known);
    const Judgements b = judge(other, batch.mask, batch.emotion, batch.known);
    EXPECT_TRUE(a[0].logits.equal(b[0].logits));
    EXPECT_EQ(adversarial_loss(a).item<double>(), adversarial_loss(b).item<double>());
}

TEST(FeatureDiscriminator, RefusesNotes) {
    try {
        adversary_of(Representation::notes, quick());
        FAIL() << "expected an error";
    } catch (const UsageError& fault) {
        EXPECT_NE(std::string(fault.what()).find("classes"), std::string::npos) << fault.what();
    }
}

TEST(FeatureAdversary, ItsGradientHasTheAskedForShareAtTheOutput) {
    const FeatureAdversary adversary = adversary_of(Representation::mel, quick());
    const Batch batch = batch_of(sharp());
    const at::Tensor made = blurred().set_requires_grad(true);
    VaeLoss loss = loss_with(made);
    loss.total = 30 * (made - batch.steps).square().mean();
    AdversarialReport report;
    const at::Tensor objective = adversary.against(loss, batch, report);
    const auto gradient = [&](const at::Tensor& of) {
        return torch::autograd::grad({of}, {made}, {}, true)[0];
    };
    const at::Tensor own = gradient(loss.total), theirs = gradient(objective) - own;
    EXPECT_NEAR(theirs.norm().item<double>(), 0.5 * own.norm().item<double>(),
                1e-3 * own.norm().item<double>());
    EXPECT_GT(report.feature_matching, 0);
}

TEST(FeatureAdversary, WithNeitherNormNorPenaltyIsRefused) {
    TrainingConfig config = quick();
    config.adversarial_spectral_norm = false;
    EXPECT_THROW(validate(config), ConfigError);
}

/// Noise as chroma or as a piano roll.
LatentSet tiny_set(Representation representation) {
    LatentSet set;
    set.representation = representation;
    set.window = 16;
    const bool roll = representation == Representation::roll;
    const std::int64_t values = roll ? 176 : 12;
    at::Generator rng = make_generator(3);
    for (int i = 0; i < 8; ++i) {
        LatentClip clip;
        clip.id = "clip" + std::to_string(i);
        clip.split = i < 6 ? "train" : "validation";
        clip.emotion = Emotion{0.6f, i % 2 == 0 ? 0.6f : -0.6f};
        clip.condition.length = 1;
        clip.features = roll ? bernoulli({20, values}, 0.1, rng) : normal({20, values}, 1, rng);
        if (roll) clip.features = clip.features.to(at::kByte);
        set.clips.push_back(clip);
    }
    set.frames.statistics.mean = at::zeros({values}, at::kDouble);
    set.frames.statistics.deviation = at::ones({values}, at::kDouble);
    return set;
}

std::shared_ptr<Network> tiny_network(const LatentSet& set) {
    ModelConfig c;
    c.encoder_dim = c.decoder_dim = c.conv_dim = c.attention_dim = c.head_dim = 8;
    c.attention_heads = 2;
    c.latent_dim = 3;
    c.emotion_dim = 4;
    c.mixture = 2;
    at::Generator rng = make_generator(1);
    settle_families(c, is_sound(set.representation));
    if (is_sound(set.representation)) return std::make_shared<FrameCvae>(c, 12, set.window, rng);
    return std::make_shared<Cvae>(c, set.representation, set.format, set.window, rng);
}

struct Watch : TrainingObserver {
    std::vector<StepReport> steps;
    std::vector<EpochReport> epochs;
    Decision after_step(const StepReport& r) override {
        steps.push_back(r);
        return Decision::go_on;
    }
    Decision after_epoch(const EpochReport& r, const Network&) override {
        epochs.push_back(r);
        return Decision::go_on;
    }
};

NamedTensors run(const LatentSet& set, const TrainingConfig& config, const Path& checkpoints,
                 bool resume, Watch& watch) {
    const auto network = tiny_network(set);
    Progress silent;
    train_network(*network, set, config, {checkpoints, Precision::float32, resume, false}, {&watch},
                  silent);
    NamedTensors copies;
    for (const auto& [name, tensor] : parameters_of(*network))
        copies[name] = tensor.detach().clone();
    return copies;
}

TrainingConfig few_steps(std::int64_t steps) {
    TrainingConfig c = quick();
    c.batch_size = 3;
    c.max_steps = steps;
    c.checkpoint_steps = 4;
    c.warmup_steps = 2;
    c.adversarial_start = 3;
    c.adversarial_every = 2;
    return c;
}

class AdversarialTraining : public testing::TestWithParam<Representation> {};

TEST_P(AdversarialTraining, AResumedRunEqualsOneThatNeverStopped) {
    const LatentSet set = tiny_set(GetParam());
    const test::TemporaryFolder a, b;
    Watch straight_watch, first_watch, resumed_watch;
    const NamedTensors straight = run(set, few_steps(13), a.path(), false, straight_watch);
    run(set, few_steps(7), b.path(), false, first_watch);
    const NamedTensors resumed = run(set, few_steps(13), b.path(), true, resumed_watch);
    for (const auto& [name, tensor] : straight)
        EXPECT_TRUE(at::equal(tensor, resumed.at(name))) << name;
    ASSERT_FALSE(resumed_watch.epochs.empty());
    EXPECT_EQ(*straight_watch.epochs.back().adversary->discriminator,
              *resumed_watch.epochs.back().adversary->discriminator);
}

TEST_P(AdversarialTraining, SpeaksAndLearnsWhenItsScheduleSays) {
    const test::TemporaryFolder folder;
    Watch watch;
    run(tiny_set(GetParam()), few_steps(6), folder.path(), false, watch);
    ASSERT_EQ(watch.steps.size(), 6u);
    for (std::size_t i = 0; i < 6; ++i) {
        EXPECT_EQ(watch.steps[i].adversary.has_value(), i >= 3) << i;
        if (watch.steps[i].adversary) {
            EXPECT_EQ(watch.steps[i].adversary->discriminator.has_value(), i % 2 == 0) << i;
        }
    }
    EXPECT_FALSE(watch.epochs.front().adversary.has_value());
    EXPECT_TRUE(watch.epochs.back().adversary.has_value());
}

TEST_P(AdversarialTraining, WithWeightZeroChangesNothing) {
    const LatentSet set = tiny_set(GetParam());
    TrainingConfig without = few_steps(6), zero = few_steps(6);
    without.adversarial = false;
    zero.adversarial_weight = 0;
    const test::TemporaryFolder a, b, c;
    Watch watch;
    const NamedTensors plain = run(set, without, a.path(), false, watch);
    const NamedTensors unheard = run(set, zero, b.path(), false, watch);
    const NamedTensors heard = run(set, few_steps(6), c.path(), false, watch);
    bool differs = false;
    for (const auto& [name, tensor] : plain) {
        EXPECT_TRUE(at::equal(tensor, unheard.at(name))) << name;
        differs = differs || !at::equal(tensor, heard.at(name));
    }
    EXPECT_TRUE(differs);
}

TEST_P(AdversarialTraining, LeavesTheDefaultGeneratorAlone) {
    at::Generator standard = at::detail::getDefaultCPUGenerator();
    const at::Tensor before = generator_state(standard);
    const test::TemporaryFolder folder;
    Watch watch;
    run(tiny_set(GetParam()), few_steps(5), folder.path(), false, watch);
    EXPECT_TRUE(at::equal(before, generator_state(standard)));
}

INSTANTIATE_TEST_SUITE_P(Representations, AdversarialTraining,
                         testing::Values(Representation::roll, Representation::chroma),
                         [](const auto& info) { return std::string(name_of(info.param)); });

TEST(SquaredError, CanTeachARoll) {
    const LatentSet set = tiny_set(Representation::roll);
    TrainingConfig config = few_steps(40);
    config.adversarial = false;
    config.reconstruction = "mse";
    config.learning_rate = 1e-2;
    const test::TemporaryFolder folder;
    Watch watch;
    run(set, config, folder.path(), false, watch);
    EXPECT_LT(watch.steps.back().reconstruction, watch.steps.front().reconstruction);
}

}  // namespace
}  // namespace affetto
