#include "affetto/training/collapse_watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace affetto {
namespace {

using testing::HasSubstr;

/// 100 latents of ten dimensions; the means of the first `active` vary.
LatentUse use_with(int active, double kl_per_dimension) {
    at::Tensor means = at::zeros({100, 10});
    if (active > 0) means.narrow(1, 0, active).narrow(0, 0, 50).fill_(1);
    return latent_use(means, at::full({100, 10}, kl_per_dimension), 100);
}

TrainingConfig config() {
    TrainingConfig c;
    c.warmup_steps = 10;
    c.beta_warmup_steps = 50;
    return c;
}

TEST(LatentUse, CountsTheDimensionsWhoseMeansVaryWhateverTheirPlace) {
    EXPECT_EQ(use_with(3, 0.2).active_units(), 3);
    // A mean that is far from zero but the same for all music carries nothing.
    EXPECT_EQ(latent_use(at::full({100, 10}, 2.0), at::full({100, 10}, 2.0), 100).active_units(),
              0);
}

TEST(LatentUse, OfTwoBatchesIsThatOfBothTogether) {
    const at::Tensor means = at::arange(40, at::kFloat).view({10, 4}) / 40;
    const at::Tensor kl = means.square();
    const LatentUse whole = latent_use(means, kl, 10);
    LatentUse parts = latent_use(means.narrow(0, 0, 3), kl.narrow(0, 0, 3), 3);
    parts.add(latent_use(means.narrow(0, 3, 7), kl.narrow(0, 3, 7), 7));
    EXPECT_EQ(parts.active_units(), whole.active_units());
    for (std::size_t z = 0; z < 4; ++z)
        EXPECT_DOUBLE_EQ(parts.kl_per_dimension()[z], whole.kl_per_dimension()[z]);
}

TEST(Collapse, IsFewActiveUnitsWithLittleKl) {
    EXPECT_TRUE(posterior_collapsed(use_with(0, 0.01), config(), 100));
    EXPECT_TRUE(posterior_collapsed(use_with(1, 0.01), config(), 100));
    EXPECT_FALSE(posterior_collapsed(use_with(2, 0.01), config(), 100));
    EXPECT_FALSE(posterior_collapsed(use_with(1, 0.5), config(), 100));
}

TEST(Collapse, IsNotSpokenOfBeforeTheWarmUpEndsNorWithoutKlTerm) {
    EXPECT_FALSE(posterior_collapsed(use_with(0, 0.01), config(), 49));
    EXPECT_TRUE(posterior_collapsed(use_with(0, 0.01), config(), 50));
    TrainingConfig none = config();
    none.beta = 0;
    EXPECT_FALSE(posterior_collapsed(use_with(0, 0.01), none, 100));
    EXPECT_FALSE(posterior_collapsed({}, config(), 100));
}

TEST(Collapse, ComesWithWhatHelps) {
    const std::string advice = collapse_advice(use_with(1, 0.01), config(), 100);
    for (const char* part : {"step 100", "1 of 10", "KL 0.10 nats", "lower --beta (now 0.5)",
                             "--beta-schedule cyclical", "free_nats"})
        EXPECT_THAT(advice, HasSubstr(part));
}

}  // namespace
}  // namespace affetto
