#include "affetto/tensor/row_kernels.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "affetto/core/random.hpp"
#include "affetto/tensor/aligned_floats.hpp"

namespace affetto {
namespace {

using Floats = std::vector<float>;

Floats noise(std::size_t count, std::uint64_t seed) {
    Random rng(seed, 0);
    Floats values(count);
    for (float& value : values) value = static_cast<float>(4 * rng.uniform() - 2);
    return values;
}

/// The instruction sets that this build has and this processor runs: the best one and all below.
std::vector<const RowKernels*> kernels_at_hand() {
    std::vector<const RowKernels*> found;
    const std::vector<const RowKernels*> falling = {row_kernels_avx512(), row_kernels_avx2(),
                                                    row_kernels_portable()};
    bool runs = false;
    for (const RowKernels* kernels : falling) {
        runs = runs || kernels == &row_kernels();
        if (runs && kernels != nullptr) found.push_back(kernels);
    }
    return found;
}

double elu(double x) { return x > 0 ? x : std::expm1(x); }

TEST(RowKernels, MultiplyRowsThatOverlap) {
    constexpr std::int64_t kPitch = 6, kDepth = 15, kBeside = 3;
    for (const RowKernels* kernels : kernels_at_hand())
        for (const std::int64_t columns : {1, 3, 16, 17, 40, 300})
            for (std::int64_t rows = 1; rows < 34; ++rows) {
                const Floats x = noise(static_cast<std::size_t>(rows * kPitch + kDepth), 1);
                const Floats w = noise(static_cast<std::size_t>(columns * kDepth), 2);
                const Floats addend = noise(static_cast<std::size_t>(rows * columns), 3);
                const std::int64_t panels = (columns + kernels->panel - 1) / kernels->panel;
                Floats packed(static_cast<std::size_t>(panels * kernels->panel * kDepth));
                Floats bias(static_cast<std::size_t>(panels * kernels->panel), 0.25f);
                for (std::int64_t c = 0; c < columns; ++c)
                    for (std::int64_t k = 0; k < kDepth; ++k)
                        packed[static_cast<std::size_t>(
                            (c / kernels->panel * kDepth + k) * kernels->panel +
                            c % kernels->panel)] = w[static_cast<std::size_t>(c * kDepth + k)];
                // The same product twice, beside values that must stay as they are.
                const Product product{x.data(), kPitch, packed.data(), kDepth};
                const std::vector<Product> products{product, product};
                const std::int64_t pitch = columns + kBeside;
                Floats out(static_cast<std::size_t>(rows * pitch), 77.0f);
                kernels->multiply(
                    {products.data(), 2, bias.data(), addend.data(), columns, Activation::elu},
                    rows, columns, out.data(), pitch);
                for (std::int64_t r = 0; r < rows; ++r)
                    for (std::int64_t c = 0; c < pitch; ++c) {
                        const float found = out[static_cast<std::size_t>(r * pitch + c)];
                        if (c >= columns) {
                            ASSERT_EQ(found, 77.0f);
                            continue;
                        }
                        double sum = 0.25 + addend[static_cast<std::size_t>(r * columns + c)];
                        for (std::int64_t k = 0; k < kDepth; ++k)
                            sum += 2.0 * x[static_cast<std::size_t>(r * kPitch + k)] *
                                   w[static_cast<std::size_t>(c * kDepth + k)];
                        ASSERT_NEAR(found, elu(sum), 1e-4)
                            << kernels->panel << ": " << r << ", " << c;
                    }
            }
}

TEST(RowKernels, ElementwiseFunctionsAreExactToAboutAnUlpOfOne) {
    for (const RowKernels* kernels : kernels_at_hand())
        for (float x = -95; x < 95; x += 0.037f) {
            float y = 0;
            kernels->elu(&x, 1, &y);
            EXPECT_NEAR(y, elu(x), 1e-7) << x;
            // Gates i, f, g, o: an input gate and an output gate at most open show the cell.
            const float gates[] = {100, x, 0, 100};
            float cell = 1, hidden = 0;
            kernels->lstm_cell(gates, 1, &cell, &hidden);
            EXPECT_NEAR(cell, 1 / (1 + std::exp(-static_cast<double>(x))), 2e-7) << x;
            EXPECT_NEAR(hidden, std::tanh(static_cast<double>(cell)), 2e-7) << x;
        }
}

TEST(RowKernels, ArgmaxTakesTheFirstOfEqualValues) {
    for (const RowKernels* kernels : kernels_at_hand())
        for (const std::size_t columns : {1u, 7u, 16u, 50u, 64u})
            for (std::size_t best = 0; best < columns; ++best) {
                Floats row(columns, -1.0f);
                for (std::size_t i = best; i < columns; i += 5) row[i] = 3.0f;
                std::int64_t found = -1;
                const auto count = static_cast<std::int64_t>(columns);
                kernels->argmax(row.data(), 1, count, count, &found);
                EXPECT_EQ(found, static_cast<std::int64_t>(best)) << columns;
            }
}

TEST(RowKernels, ArgmaxOfNothingButNanIsAColumn) {
    for (const RowKernels* kernels : kernels_at_hand()) {
        const Floats row(20, std::nanf(""));
        std::int64_t found = -1;
        kernels->argmax(row.data(), 1, 20, 20, &found);
        EXPECT_EQ(found, 0);
    }
}

TEST(RowKernels, MomentsAndScaling) {
    for (const RowKernels* kernels : kernels_at_hand()) {
        constexpr std::int64_t kRows = 211, kColumns = 19;
        Floats x = noise(kRows * kColumns, 4);
        const Floats before = x, scale = noise(kColumns, 5), shift = noise(kColumns, 6);
        double sum = 0, squares = 0, expected = 0, expected_squares = 0;
        for (const float v : x) {
            expected += v;
            expected_squares += static_cast<double>(v) * v;
        }
        kernels->moments(x.data(), kRows * kColumns, &sum, &squares);
        EXPECT_NEAR(sum, expected, 1e-3);
        EXPECT_NEAR(squares, expected_squares, 1e-2);
        kernels->scale_rows(x.data(), kRows, kColumns, scale.data(), shift.data(), before.data(),
                            Activation::elu);
        for (std::size_t i = 0; i < x.size(); ++i)
            EXPECT_NEAR(
                x[i], elu(before[i] * scale[i % kColumns] + shift[i % kColumns] + before[i]), 1e-5);
    }
}

TEST(RowKernels, AGruCellAndItsGradients) {
    for (const RowKernels* kernels : kernels_at_hand())
        for (const std::size_t width : {1u, 5u, 16u, 35u}) {
            const auto n = static_cast<std::int64_t>(width);
            const Floats x = noise(3 * width, 1), hg = noise(3 * width, 2), h = noise(width, 3);
            Floats gates(3 * width), next(width);
            kernels->gru_cell(x.data(), hg.data(), h.data(), n, gates.data(), next.data());
            const Floats given = noise(width, 4);
            Floats grad = given, grad_x(3 * width), grad_hg(3 * width);
            const float* const h_n = hg.data() + 2 * width;
            kernels->gru_cell_backward(grad.data(), gates.data(), h_n, h.data(), n, grad_x.data(),
                                       grad_hg.data());
            for (std::size_t i = 0; i < width; ++i) {
                const auto next_for = [&](double x_r, double x_u, double x_n, double of_h_n,
                                          double of_h) {
                    const auto sigmoid = [](double v) { return 1 / (1 + std::exp(-v)); };
                    const double r = sigmoid(x_r), u = sigmoid(x_u);
                    const double fresh = std::tanh(x_n + r * of_h_n);
                    return fresh + u * (of_h - fresh);
                };
                const double a = x[i] + hg[i], b = x[width + i] + hg[width + i];
                const double c = x[2 * width + i], d = h_n[i], e = h[i], step = 1e-4;
                EXPECT_NEAR(next[i], next_for(a, b, c, d, e), 1e-5);
                const auto slope = [&](double at_more, double at_less) {
                    return given[i] * (at_more - at_less) / (2 * step);
                };
                const double d_r =
                    slope(next_for(a + step, b, c, d, e), next_for(a - step, b, c, d, e));
                const double d_u =
                    slope(next_for(a, b + step, c, d, e), next_for(a, b - step, c, d, e));
                const double d_n =
                    slope(next_for(a, b, c + step, d, e), next_for(a, b, c - step, d, e));
                const double d_hn =
                    slope(next_for(a, b, c, d + step, e), next_for(a, b, c, d - step, e));
                const double d_h =
                    slope(next_for(a, b, c, d, e + step), next_for(a, b, c, d, e - step));
                EXPECT_NEAR(grad_x[i], d_r, 1e-4);
                EXPECT_NEAR(grad_hg[i], d_r, 1e-4);
                EXPECT_NEAR(grad_x[width + i], d_u, 1e-4);
                EXPECT_NEAR(grad_hg[width + i], d_u, 1e-4);
                EXPECT_NEAR(grad_x[2 * width + i], d_n, 1e-4);
                EXPECT_NEAR(grad_hg[2 * width + i], d_hn, 1e-4);
                EXPECT_NEAR(grad[i], d_h, 1e-4);
            }
        }
}

}  // namespace
}  // namespace affetto
