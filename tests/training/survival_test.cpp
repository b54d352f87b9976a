// What training does when the disk fills up, a signal asks for a checkpoint, or numbers go wrong.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <map>

#include "affetto/core/checkpoint_request.hpp"
#include "affetto/core/error.hpp"
#include "affetto/training/checkpoint_files.hpp"
#include "affetto/training/trainer.hpp"
#include "support/temporary_folder.hpp"
#include "training/tiny_notes.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;

/// Does something after certain steps.
struct AfterStep : TrainingObserver {
    using Acts = std::map<std::int64_t, std::function<void()>>;
    explicit AfterStep(Acts a) : acts(std::move(a)) {}
    Decision after_step(const StepReport& report) override {
        if (const auto found = acts.find(report.step); found != acts.end()) found->second();
        return Decision::go_on;
    }
    Acts acts;
};

void fill_disk() {
    set_file_fault([](std::string_view) { return true; });
}
void free_disk() { set_file_fault({}); }

class Survival : public testing::Test {
protected:
    void TearDown() override { free_disk(); }

    TrainingOutcome run(const Path& checkpoints, std::int64_t steps, bool resume = false,
                        TrainingObserver* observer = nullptr, bool stop_at_request = false) {
        at::Generator weights = make_generator(1);
        network_ = make_network(test::tiny_model(set_), weights);
        TrainingConfig config = config_;
        config.max_steps = steps;
        std::vector<TrainingObserver*> observers;
        if (observer != nullptr) observers.push_back(observer);
        Progress silent;
        return train_network(
            *network_, set_, config,
            {checkpoints, Precision::float32, resume, false, std::make_shared<Ranks>(),
             stop_at_request, [this](const std::string& what) { warnings_.push_back(what); }},
            observers, silent);
    }
    NamedTensors weights() const {
        NamedTensors copies;
        for (const auto& [name, tensor] : parameters_of(*network_))
            copies[name] = tensor.detach().clone();
        return copies;
    }
    static void expect_same(const NamedTensors& a, const NamedTensors& b) {
        for (const auto& [name, tensor] : a) EXPECT_TRUE(at::equal(tensor, b.at(name))) << name;
    }

    const LatentSet set_ = test::tiny_notes();
    TrainingConfig config_ = test::tiny_training(14);
    std::shared_ptr<Network> network_;
    test::TemporaryFolder folder_;
    std::vector<std::string> warnings_;
};

TEST_F(Survival, AResumedRunIsTheSameWithAccumulationACyclicalBetaAndARunningMean) {
    config_.accumulate = 2;
    config_.beta_schedule = "cyclical";
    config_.beta_warmup_steps = 4;
    config_.ema_decay = 0.9;
    run(folder_ / "straight", 14);
    const NamedTensors straight = weights();
    run(folder_ / "parts", 3);
    run(folder_ / "parts", 8, true);
    run(folder_ / "parts", 14, true);
    expect_same(straight, weights());
}

TEST_F(Survival, AFullDiskDuringACheckpointIsAWarningAndTheNextIntervalTriesAgain) {
    run(folder_ / "straight", 14);
    const NamedTensors straight = weights();
    AfterStep disk({{7, fill_disk}, {12, free_disk}});
    const TrainingOutcome outcome = run(folder_ / "full", 14, false, &disk);
    EXPECT_EQ(outcome.steps, 14);
    expect_same(straight, weights());
    ASSERT_EQ(warnings_.size(), 1u);  // step 10; steps 5 and 14 are saved
    EXPECT_THAT(warnings_[0], HasSubstr("step-10.safetensors"));
    EXPECT_THAT(warnings_[0], HasSubstr("no space left"));
    EXPECT_THAT(warnings_[0], HasSubstr("training goes on"));
    EXPECT_TRUE(std::filesystem::exists(checkpoint_path(folder_ / "full", 5)));
    EXPECT_EQ(outcome.checkpoint, checkpoint_path(folder_ / "full", 14));
}

TEST_F(Survival, ADiskThatStaysFullKeepsTheOldCheckpointAndTheOutcomeSaysSo) {
    AfterStep disk({{7, fill_disk}});
    const TrainingOutcome outcome = run(folder_ / "full", 14, false, &disk);
    free_disk();
    EXPECT_EQ(outcome.checkpoint, checkpoint_path(folder_ / "full", 5));
    EXPECT_EQ(newest_checkpoint(folder_ / "full"), checkpoint_path(folder_ / "full", 5));
    EXPECT_EQ(warnings_.size(), 2u);  // step 10 and the end
}

TEST_F(Survival, ARequestForACheckpointIsMetAtOnceAndTrainingGoesOn) {
    run(folder_ / "straight", 8);
    const NamedTensors straight = weights();
    AfterStep asks({{7, request_checkpoint}});
    EXPECT_EQ(run(folder_ / "asked", 8, false, &asks).stopped_by, "steps");
    expect_same(straight, weights());
    EXPECT_TRUE(std::filesystem::exists(checkpoint_path(folder_ / "asked", 7)));
    ASSERT_EQ(warnings_.size(), 1u);
    EXPECT_THAT(warnings_[0], HasSubstr("SIGUSR1: a checkpoint is written at step 7"));
}

TEST_F(Survival, ARequestEndsTheRunWhereThatWasWanted) {
    AfterStep asks({{7, request_checkpoint}});
    const TrainingOutcome outcome = run(folder_ / "asked", 14, false, &asks, true);
    EXPECT_EQ(outcome.stopped_by, "SIGUSR1");
    EXPECT_EQ(outcome.steps, 7);
    EXPECT_EQ(outcome.checkpoint, checkpoint_path(folder_ / "asked", 7));
}

TEST_F(Survival, WeightsThatAreNoNumbersNeverReplaceACheckpoint) {
    AfterStep poisons({{10, [this] {
                            const torch::NoGradGuard no_grad;
                            network_->parameters().front().fill_(
                                std::numeric_limits<float>::quiet_NaN());
                        }}});
    try {
        run(folder_ / "run", 14, false, &poisons);
        FAIL() << "expected an error";
    } catch (const Error& fault) {
        EXPECT_THAT(fault.what(), HasSubstr("is no number at step 1"));
        EXPECT_THAT(fault.what(), HasSubstr("step-"));
    }
    const auto newest = newest_checkpoint(folder_ / "run");
    ASSERT_TRUE(newest);
    EXPECT_TRUE(at::isfinite(read_tensor_file(*newest).tensors.at("ema")).all().item<bool>());
}

/// A network of one weight for each of the emotion's two values: the loss is the mean square of
/// their product over the batch, without noise.
class Plain : public Network {
public:
    Plain() { weight_ = register_parameter("weight", at::tensor({0.5f, -0.3f})); }
    VaeLoss loss(const Batch& batch, const LossConfig&, const Forward&) const override {
        VaeLoss loss;
        loss.total = (batch.emotion * weight_ - 0.1).square().sum(1).mean();
        return loss;
    }

private:
    at::Tensor weight_;
};

TEST_F(Survival, TwoBatchesOfThreeMakeTheStepOfOneBatchOfSix) {
    const auto trained = [&](int batch_size, int accumulate, const char* name) {
        Plain network;
        TrainingConfig config = test::tiny_training(6);
        config.batch_size = batch_size;
        config.accumulate = accumulate;
        config.ema_decay = 0;
        Progress silent;
        struct Watch : TrainingObserver {
            std::vector<double> losses;
            std::int64_t epochs = 0;
            Decision after_step(const StepReport& r) override {
                losses.push_back(r.total);
                return Decision::go_on;
            }
            Decision after_epoch(const EpochReport& r, const Network&) override {
                epochs = r.epoch;
                return Decision::go_on;
            }
        } watch;
        train_network(network, set_, config, {folder_ / name}, {&watch}, silent);
        return watch;
    };
    const auto whole = trained(6, 1, "whole"), parts = trained(3, 2, "parts");
    ASSERT_EQ(whole.losses.size(), parts.losses.size());
    for (std::size_t i = 0; i < whole.losses.size(); ++i)
        EXPECT_NEAR(whole.losses[i], parts.losses[i], 1e-6);
    EXPECT_EQ(whole.epochs, parts.epochs);
}

TEST_F(Survival, ACollapsedPosteriorIsSaidOnce) {
    config_.beta = 500;
    config_.beta_schedule = "constant";
    config_.beta_warmup_steps = 5;
    config_.free_nats = 0;
    config_.learning_rate = 0.02;
    config_.ema_decay = 0;
    struct Watch : TrainingObserver {
        EpochReport last;
        Decision after_epoch(const EpochReport& r, const Network&) override {
            last = r;
            return Decision::go_on;
        }
    } watch;
    run(folder_ / "run", 80, false, &watch);
    EXPECT_TRUE(watch.last.collapsed);
    EXPECT_EQ(watch.last.use.kl_per_dimension().size(), 4u);
    ASSERT_EQ(warnings_.size(), 1u);
    EXPECT_THAT(warnings_[0], HasSubstr("the posterior has collapsed"));
}

}  // namespace
}  // namespace affetto
