#include "affetto/model/batch_device.hpp"

#include <gtest/gtest.h>

namespace affetto {
namespace {

/// A device that has shapes but no values.
const at::Device kElsewhere = at::kMeta;

TEST(OnDevice, MovesEveryTensorThatThereIs) {
    Batch batch;
    batch.lengths = at::ones({2}, at::kLong);
    batch.mask = at::ones({3, 2});
    const Batch moved = on_device(batch, kElsewhere);
    EXPECT_EQ(moved.lengths.device(), kElsewhere);
    EXPECT_EQ(moved.mask.device(), kElsewhere);
    EXPECT_FALSE(moved.steps.defined());
    EXPECT_TRUE(on_device(batch, at::kCPU).mask.is_same(batch.mask));
}

}  // namespace
}  // namespace affetto
