#include "affetto/training/trainer.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <limits>

#include "affetto/core/error.hpp"
#include "affetto/model/model_folder.hpp"
#include "support/temporary_folder.hpp"
#include "training/tiny_notes.hpp"

namespace affetto {
namespace {

using test::tiny_model;
using test::tiny_notes;
using test::tiny_training;

NamedTensors run(const LatentSet& set, std::int64_t steps, const Path& checkpoints, bool resume) {
    at::Generator weights = make_generator(1);
    const auto network = make_network(tiny_model(set), weights);
    Progress silent;
    train_network(*network, set, tiny_training(steps),
                  {checkpoints, Precision::float32, resume, false}, {}, silent);
    NamedTensors copies;
    for (const auto& [name, tensor] : parameters_of(*network))
        copies[name] = tensor.detach().clone();
    return copies;
}

TEST(Training, AResumedRunEqualsOneThatNeverStopped) {
    const LatentSet set = tiny_notes();
    const test::TemporaryFolder a, b;
    const NamedTensors straight = run(set, 14, a.path(), false);
    run(set, 7, b.path(), false);
    const NamedTensors resumed = run(set, 14, b.path(), true);
    for (const auto& [name, tensor] : straight)
        EXPECT_TRUE(at::equal(tensor, resumed.at(name))) << name;
}

TEST(Training, LeavesTheDefaultGeneratorAlone) {
    at::Generator standard = at::detail::getDefaultCPUGenerator();
    const at::Tensor before = generator_state(standard);
    const test::TemporaryFolder folder;
    run(tiny_notes(), 4, folder.path(), false);
    EXPECT_TRUE(at::equal(before, generator_state(standard)));
}

TEST(Training, LearnsOneBatchByHeart) {
    const LatentSet set = tiny_notes();
    const test::TemporaryFolder folder;
    at::Generator weights = make_generator(1);
    const auto network = make_network(tiny_model(set), weights);
    struct Watch : TrainingObserver {
        double first = 0, last = 0;
        Decision after_step(const StepReport& r) override {
            if (first == 0) first = r.reconstruction;
            last = r.reconstruction;
            return Decision::go_on;
        }
    } watch;
    TrainingConfig config = tiny_training(150);
    config.learning_rate = 1e-2;
    config.patience_epochs = 0;
    Progress silent;
    train_network(*network, set, config, {folder.path(), Precision::float32, false, true}, {&watch},
                  silent);
    EXPECT_LT(watch.last, 0.6 * watch.first);
}

TEST(Training, ALimitInMinutesLeavesRoomForWhatComesBeforeAndAfter) {
    const LatentSet set = tiny_notes();
    const test::TemporaryFolder folder;
    at::Generator weights = make_generator(1);
    const auto network = make_network(tiny_model(set), weights);
    TrainingConfig config = tiny_training(1'000'000'000);
    config.max_minutes = 6.0 / 60;
    config.patience_epochs = 0;
    TrainerOptions options{folder.path()};
    options.begun = std::chrono::steady_clock::now() - std::chrono::seconds(3);
    options.seconds_after = [] { return 2.0; };
    Progress silent;
    const auto start = std::chrono::steady_clock::now();
    const TrainingOutcome outcome = train_network(*network, set, config, options, {}, silent);
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    EXPECT_EQ(outcome.stopped_by, "minutes");
    EXPECT_GE(outcome.steps, 1);
    EXPECT_GE(outcome.set_up_seconds, 3);
    EXPECT_LT(seconds, 1.9);  // and not six
}

TEST(Training, StopsAtALossThatIsNoNumberAndNamesTheStep) {
    LatentSet set = tiny_notes();
    const test::TemporaryFolder folder;
    at::Generator weights = make_generator(1);
    const auto network = make_network(tiny_model(set), weights);
    {
        torch::NoGradGuard no_grad;
        network->parameters().front().fill_(std::numeric_limits<float>::quiet_NaN());
    }
    Progress silent;
    try {
        train_network(*network, set, tiny_training(3),
                      {folder.path(), Precision::float32, false, false}, {}, silent);
        FAIL() << "expected an error";
    } catch (const Error& fault) {
        EXPECT_NE(std::string(fault.what()).find("step 1"), std::string::npos) << fault.what();
    }
}

}  // namespace
}  // namespace affetto
