#include "affetto/training/ema_quantizer.hpp"

#include <gtest/gtest.h>

namespace affetto {
namespace {

/// Rows around `centres` [N, D], the same number of each.
at::Tensor clustered(const at::Tensor& centres, std::int64_t each, double spread,
                     at::Generator& rng) {
    const at::Tensor rows = centres.repeat({each, 1});
    return rows + normal(rows.sizes(), spread, rng);
}

TEST(NearestCodes, AreThoseOfTheSmallestDistance) {
    at::Generator rng = make_generator(1);
    const at::Tensor rows = normal({50, 5}, 1, rng), vectors = normal({9, 5}, 1, rng);
    const at::Tensor expected = at::cdist(rows, vectors).argmin(1);
    EXPECT_TRUE(at::equal(nearest_codes(rows, vectors), expected));
}

TEST(EmaQuantizer, FindsClustersAndThenLeavesLittleOver) {
    at::Generator rng = make_generator(2);
    const at::Tensor centres = normal({8, 3}, 5, rng);
    // More codes than clusters: k-means may begin with two in one.
    EmaQuantizer quantizer(1, 32, 3, {});
    at::Tensor commitment;
    for (int step = 0; step < 200; ++step)
        commitment = quantizer.forward(clustered(centres, 8, 0.05, rng), 1, &rng).commitment;
    EXPECT_LT(commitment.item<double>(), 0.02);
    EXPECT_GT(quantizer.usage(0), 0.5);
}

TEST(EmaQuantizer, EachCodebookDescribesWhatIsLeftOver) {
    at::Generator rng = make_generator(3);
    EmaQuantizer quantizer(4, 16, 4, {});
    for (int step = 0; step < 100; ++step) quantizer.forward(normal({128, 4}, 1, rng), 4, &rng);
    const at::Tensor rows = normal({128, 4}, 1, rng);
    double before = rows.square().mean().item<double>();
    for (int codebooks = 1; codebooks <= 4; ++codebooks) {
        const at::Tensor left = rows - quantizer.forward(rows, codebooks, nullptr).quantized;
        const double error = left.square().mean().item<double>();
        EXPECT_LT(error, 0.8 * before) << codebooks;
        before = error;
    }
}

TEST(EmaQuantizer, BeginsAllCodebooksAtOnceEachWithWhatIsLeftOver) {
    at::Generator rng = make_generator(8);
    const at::Tensor rows = normal({512, 4}, 1, rng);
    EmaQuantizer quantizer(3, 16, 4, {});
    EXPECT_FALSE(quantizer.begun());
    quantizer.begin(rows, rng);
    EXPECT_TRUE(quantizer.begun());
    double before = rows.square().mean().item<double>();
    for (int codebooks = 1; codebooks <= 3; ++codebooks) {
        const at::Tensor left = rows - quantizer.forward(rows, codebooks, nullptr).quantized;
        const double error = left.square().mean().item<double>();
        EXPECT_LT(error, 0.7 * before) << codebooks;
        before = error;
    }
}

TEST(EmaQuantizer, GradientsPassAsIfNothingHadHappened) {
    at::Generator rng = make_generator(4);
    EmaQuantizer quantizer(2, 8, 3, {});
    const at::Tensor rows = normal({20, 3}, 1, rng).set_requires_grad(true);
    quantizer.forward(rows, 2, &rng).quantized.sum().backward();
    EXPECT_TRUE(at::allclose(rows.grad(), at::ones_like(rows)));
}

TEST(EmaQuantizer, ReplacesCodesThatNothingChooses) {
    at::Generator rng = make_generator(5);
    EmaQuantizer quantizer(1, 4, 2, {});
    quantizer.forward(normal({64, 2}, 0.1, rng), 1, &rng);  // all codes near 0
    for (int step = 0; step < 500; ++step)
        quantizer.forward(normal({64, 2}, 0.1, rng) + 100, 1, &rng);  // the music has moved
    EXPECT_GT(quantizer.vectors(0).min().item<double>(), 90);
}

TEST(EmaQuantizer, GoesOnFromItsStateAsIfNeverStopped) {
    at::Generator rng = make_generator(6);
    EmaQuantizer first(2, 8, 3, {}), second(2, 8, 3, {});
    for (int step = 0; step < 3; ++step) first.forward(normal({30, 3}, 1, rng), 2, &rng);
    TensorFile file;
    file.tensors = first.state();
    second.load(file);
    const at::Tensor rows = normal({30, 3}, 1, rng);
    at::Generator one = make_generator(7), other = make_generator(7);
    first.forward(rows, 2, &one);
    second.forward(rows, 2, &other);
    EXPECT_TRUE(at::equal(first.vectors(1), second.vectors(1)));
}

}  // namespace
}  // namespace affetto
