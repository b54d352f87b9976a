#include <gmock/gmock.h>

#include <cmath>
#include <thread>

#include "affetto/core/error.hpp"
#include "affetto/distributed/rank_group.hpp"
#include "affetto/model/model_folder.hpp"
#include "affetto/training/rank_steps.hpp"
#include "affetto/training/trainer.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;

constexpr std::int64_t kValues = 3;

/// Sound of three values a frame, every clip another straight line.
LatentSet lines() {
    LatentSet set;
    set.representation = Representation::mel;
    set.window = 8;
    set.frames.statistics.frames = 1;
    set.frames.statistics.mean = at::zeros({kValues}, at::kDouble);
    set.frames.statistics.deviation = at::ones({kValues}, at::kDouble);
    for (int i = 0; i < 20; ++i) {
        LatentClip clip;
        clip.id = "clip" + std::to_string(i);
        clip.split = i < 17 ? "train" : "validation";
        clip.emotion = Emotion{0.1f * static_cast<float>(i % 7), 0.2f};
        clip.features =
            at::arange(12 * kValues, at::kFloat).view({12, kValues}).mul_(0.01 * (i + 1));
        set.clips.push_back(clip);
    }
    return set;
}

/// A network whose loss is a mean over clips and draws nothing: with it, N ranks and one rank
/// differ by rounding alone.
class LineNetwork : public Network {
public:
    LineNetwork() {
        at::Generator rng = make_generator(5);
        weight = register_parameter("weight", normal({kValues, kValues}, 0.5, rng));
        bias = register_parameter("bias", at::zeros({kValues}));
    }
    VaeLoss loss(const Batch& batch, const LossConfig&, const Forward&) const override {
        const at::Tensor guess = at::matmul(batch.steps, weight.t()) + bias;
        VaeLoss loss;
        loss.total = (guess - 1).square().mean();
        loss.reconstruction = loss.total.item<double>();
        return loss;
    }
    at::Tensor weight, bias;
};

/// As above, but a generator's draws are part of the loss.
class NoisyNetwork : public LineNetwork {
public:
    VaeLoss loss(const Batch& batch, const LossConfig& config, const Forward& mode) const override {
        VaeLoss loss = LineNetwork::loss(batch, config, mode);
        if (mode.training())
            loss.total =
                loss.total + 0.1 * (weight * normal({kValues, kValues}, 1, *mode.rng)).sum();
        return loss;
    }
};

TrainingConfig config(std::int64_t steps) {
    TrainingConfig c;
    c.batch_size = 4;
    c.max_steps = steps;
    c.checkpoint_steps = 6;
    c.warmup_steps = 3;
    return c;
}

struct Curve : TrainingObserver {
    std::vector<double> losses;
    Decision after_step(const StepReport& r) override {
        losses.push_back(r.total);
        return Decision::go_on;
    }
};

struct RunResult {
    std::vector<double> losses;       // of rank 0
    std::vector<at::Tensor> weights;  // of every rank at the end
    std::vector<std::string> faults;
    double best_validation = 0;
};

struct RunSettings {
    int ranks = 1;
    bool resume = false;
    TrainingConfig config;
    /// What one rank does otherwise.
    std::function<void(int rank, LatentSet&, TrainingConfig&, Network&)> spoil = {};
};

/// Trains on so many ranks, each a thread with its own network and latents.
template <class Net>
RunResult train_on(const RunSettings& settings, const Path& checkpoints) {
    const test::TemporaryFolder folder;
    RunResult result;
    result.weights.resize(static_cast<std::size_t>(settings.ranks));
    result.faults.resize(static_cast<std::size_t>(settings.ranks));
    std::vector<std::thread> threads;
    for (int r = 0; r < settings.ranks; ++r)
        threads.emplace_back([&, r] {
            try {
                Place place;
                place.rank = r;
                place.size = settings.ranks;
                place.file = folder / "meeting";
                const auto ranks = join_ranks(place, std::chrono::seconds(30));
                LatentSet set = lines();
                TrainingConfig c = settings.config;
                Net network;
                if (settings.spoil) settings.spoil(r, set, c, network);
                Curve curve;
                Progress silent;
                TrainerOptions options;
                options.checkpoints = checkpoints;
                options.resume = settings.resume;
                options.ranks = ranks;
                std::vector<TrainingObserver*> observers;
                if (ranks->first()) observers.push_back(&curve);
                const TrainingOutcome outcome =
                    train_network(network, set, c, options, observers, silent);
                ranks->leave();
                result.weights[static_cast<std::size_t>(r)] = network.weight.detach().clone();
                if (r == 0) {
                    result.losses = curve.losses;
                    result.best_validation = outcome.best_validation;
                }
            } catch (const std::exception& fault) {
                result.faults[static_cast<std::size_t>(r)] = fault.what();
            }
        });
    for (std::thread& thread : threads) thread.join();
    return result;
}

TEST(RankTraining, SeveralRanksTakeTheStepsOfOneWithTheSameBatch) {
    const test::TemporaryFolder folder;
    RunSettings settings;
    settings.config = config(14);
    const RunResult one = train_on<LineNetwork>(settings, folder / "1");
    ASSERT_EQ(one.losses.size(), 14u);
    for (const int n : {2, 4}) {
        settings.ranks = n;
        const RunResult several = train_on<LineNetwork>(settings, folder / std::to_string(n));
        EXPECT_THAT(several.faults, testing::Each(""));
        ASSERT_EQ(several.losses.size(), 14u);
        // Sums in another order: rounding, which the steps carry on.
        for (std::size_t i = 0; i < 14; ++i)
            EXPECT_NEAR(several.losses[i], one.losses[i], 1e-4 * one.losses[i]) << n << " " << i;
        EXPECT_NEAR(several.best_validation, one.best_validation, 1e-4 * one.best_validation);
        for (const at::Tensor& weights : several.weights)
            EXPECT_TRUE(at::equal(weights, several.weights[0])) << "ranks drifted apart";
    }
}

TEST(RankTraining, ResumesBitForBitAndWithAnotherNumberOfRanks) {
    const test::TemporaryFolder folder;
    RunSettings settings;
    settings.ranks = 2;
    settings.config = config(12);
    const RunResult straight = train_on<NoisyNetwork>(settings, folder / "straight");
    settings.config = config(6);
    for (const char* name : {"same", "fewer", "more"})
        EXPECT_THAT(train_on<NoisyNetwork>(settings, folder / name).faults, testing::Each(""));
    settings.config = config(12);
    settings.resume = true;
    const RunResult same = train_on<NoisyNetwork>(settings, folder / "same");
    EXPECT_TRUE(at::equal(same.weights[0], straight.weights[0]));
    settings.ranks = 1;
    const RunResult fewer = train_on<NoisyNetwork>(settings, folder / "fewer");
    settings.ranks = 4;
    const RunResult more = train_on<NoisyNetwork>(settings, folder / "more");
    for (const RunResult* other : {&fewer, &more}) {
        EXPECT_THAT(other->faults, testing::Each(""));
        ASSERT_EQ(other->losses.size(), 6u);
        // The same windows; other draws of noise, which enter with a tenth.
        for (std::size_t i = 0; i < 6; ++i)
            EXPECT_NEAR(other->losses[i], straight.losses[6 + i], 0.5) << i;
    }
}

TEST(RankTraining, ARankWithOtherLatentsWeightsOrOptionsIsNamed) {
    const test::TemporaryFolder folder;
    RunSettings settings;
    settings.ranks = 2;
    settings.config = config(3);
    const auto named = [&](const std::string& what) {
        for (const std::string& fault :
             train_on<LineNetwork>(settings, folder / "checkpoints").faults)
            EXPECT_THAT(fault, HasSubstr(what + " of rank 1 differs from that of rank 0"));
    };
    settings.spoil = [](int rank, LatentSet& set, TrainingConfig&, Network&) {
        if (rank == 1) set.clips[3].features[2][1] += 0.25;
    };
    named("the latents");
    settings.spoil = [](int rank, LatentSet&, TrainingConfig& c, Network&) {
        if (rank == 1) c.learning_rate *= 2;
    };
    named("the training configuration");
    settings.spoil = [](int rank, LatentSet&, TrainingConfig&, Network& network) {
        const torch::NoGradGuard no_grad;
        if (rank == 1) network.parameters().front().view({-1})[0] += 1;
    };
    named("the first weights");
}

TEST(RankTraining, ALossThatIsNoNumberOnOneRankEndsAllAtTheSameStep) {
    const test::TemporaryFolder folder;
    RunSettings settings;
    settings.ranks = 2;
    settings.config = config(5);
    settings.spoil = [](int, LatentSet& set, TrainingConfig&, Network&) {
        // One clip of the first batch; only one rank has it.
        set.clips[0].features.fill_(std::nanf(""));
    };
    const RunResult result = train_on<LineNetwork>(settings, folder / "checkpoints");
    EXPECT_THAT(result.faults[0], HasSubstr("the loss is no number at step"));
    EXPECT_EQ(result.faults[0], result.faults[1]);
}

TEST(RankTraining, ABatchThatCannotBeDealtEvenlyIsRefusedWithTheNearestThatCan) {
    const test::TemporaryFolder folder;
    RunSettings settings;
    settings.ranks = 3;
    settings.config = config(2);
    for (const std::string& fault : train_on<LineNetwork>(settings, folder / "x").faults)
        EXPECT_THAT(fault,
                    HasSubstr("--batch-size 4 cannot be dealt evenly to 3 ranks; take 3 or 6"));
}

TEST(NoiseOfARank, DependsOnStepAndRankAlone) {
    const TrainingConfig c = config(1);
    const auto draw = [&](std::int64_t step, int rank) {
        at::Generator rng = noise_of(c, step, rank);
        return normal({4}, 1, rng);
    };
    EXPECT_TRUE(at::equal(draw(3, 1), draw(3, 1)));
    EXPECT_FALSE(at::equal(draw(3, 1), draw(3, 0)));
    EXPECT_FALSE(at::equal(draw(3, 1), draw(4, 1)));
}

}  // namespace
}  // namespace affetto
