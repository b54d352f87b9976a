#include "affetto/pipeline/train_config.hpp"

#include <gmock/gmock.h>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(TrainConfig, ADiscriminatorIsRefusedOnAGpuWithWhatToDo) {
    TrainingConfig config;
    const at::Device gpu(at::kCUDA, 1);
    EXPECT_NO_THROW(require_device(config, gpu));
    config.adversarial = true;
    EXPECT_NO_THROW(require_device(config, at::kCPU));
    EXPECT_THAT([&] { require_device(config, gpu); },
                ThrowsMessage<UsageError>(AllOf(HasSubstr("--adversarial"), HasSubstr("cuda:1"),
                                                HasSubstr("--device cpu"))));
}

TEST(TrainConfig, LossesAndDiscriminatorsFitTheFeatures) {
    TrainingConfig config;
    for (const auto representation :
         {Representation::notes, Representation::roll, Representation::mel})
        EXPECT_NO_THROW(require_losses(config, representation));
    config.reconstruction = "bce";
    EXPECT_NO_THROW(require_losses(config, Representation::roll));
    EXPECT_THAT([&] { require_losses(config, Representation::mel); },
                ThrowsMessage<UsageError>(HasSubstr("'mel' needs mse: ")));
    config.reconstruction = "auto";
    config.adversarial = true;
    EXPECT_NO_THROW(require_losses(config, Representation::mel));
    EXPECT_THROW(require_losses(config, Representation::notes), UsageError);
}

TEST(TrainConfig, ALimitInEpochsIsNotCutShortByTheDefaultSteps) {
    TrainOptions options;
    options.epochs = 7;
    const RunConfig config = resolve_config(options, {});
    EXPECT_EQ(config.training.max_epochs, 7);
    EXPECT_GT(config.training.max_steps, RunConfig{}.training.max_steps);
}

TEST(TrainConfig, ANewLimitOfAResumedRunTakesThePlaceOfTheOldOnes) {
    RunConfig begun;
    begun.training.max_minutes = 3;
    TrainOptions options;
    options.resume = true;
    EXPECT_EQ(resolve_config(options, begun).training.max_minutes, 3);
    options.steps = 50;
    const RunConfig config = resolve_config(options, begun);
    EXPECT_EQ(config.training.max_steps, 50);
    EXPECT_EQ(config.training.max_minutes, TrainingConfig{}.max_minutes);
}

}  // namespace
}  // namespace affetto
