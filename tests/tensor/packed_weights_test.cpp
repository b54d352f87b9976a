#include "affetto/tensor/packed_weights.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "affetto/core/random.hpp"

namespace affetto {
namespace {

std::vector<float> noise(std::int64_t count, std::uint64_t seed) {
    Random rng(seed, 0);
    std::vector<float> values(static_cast<std::size_t>(count));
    for (float& value : values) value = static_cast<float>(2 * rng.uniform() - 1);
    return values;
}

/// The largest difference between rows times matrix plus addend by multiply_rows and by the rule.
double error_of(std::int64_t rows, std::int64_t depth, std::int64_t columns, bool transposed,
                Precision precision) {
    const std::vector<float> x = noise(rows * depth, 1), w = noise(depth * columns, 2);
    const std::vector<float> addend = noise(rows * columns, 3);
    const std::int64_t pitch_k = transposed ? 1 : columns, pitch_column = transposed ? depth : 1;
    const PackedWeights packed(depth, columns, w.data(), pitch_k, pitch_column, precision);
    std::vector<float> out = addend;
    const Product product = packed.with(x.data(), depth);
    // In place: the addend is what is there.
    multiply_rows({&product, 1, nullptr, out.data(), columns}, rows, columns, out.data(), columns);
    double worst = 0;
    for (std::int64_t r = 0; r < rows; ++r)
        for (std::int64_t c = 0; c < columns; ++c) {
            double sum = addend[static_cast<std::size_t>(r * columns + c)];
            for (std::int64_t k = 0; k < depth; ++k)
                sum += static_cast<double>(x[static_cast<std::size_t>(r * depth + k)]) *
                       w[static_cast<std::size_t>(k * pitch_k + c * pitch_column)];
            worst = std::max(worst,
                             std::abs(sum - static_cast<double>(
                                                out[static_cast<std::size_t>(r * columns + c)])));
        }
    return worst;
}

TEST(PackedWeights, MultiplyWhateverTheStridesOfTheMatrix) {
    for (const std::int64_t rows : {1, 3, 16, 33})
        for (const std::int64_t columns : {1, 30, 96, 130})
            for (const bool transposed : {false, true})
                EXPECT_LT(error_of(rows, 48, columns, transposed, Precision::float32), 1e-5);
}

TEST(PackedWeights, OfBfloat16AreAsNearAsItsEightBits) {
    if (bfloat16_kernels() == nullptr) GTEST_SKIP() << "this processor has no bfloat16";
    for (const bool transposed : {false, true})
        EXPECT_LT(error_of(16, 48, 130, transposed, Precision::bfloat16), 0.1);
}

}  // namespace
}  // namespace affetto
