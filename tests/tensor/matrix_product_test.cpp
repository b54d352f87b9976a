#include "affetto/tensor/matrix_product.hpp"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include "affetto/tensor/random_tensors.hpp"
#include "affetto/tensor/row_kernels.hpp"

namespace affetto {
namespace {

double distance(const at::Tensor& a, const at::Tensor& b) {
    return (a.to(at::kDouble) - b.to(at::kDouble)).abs().max().item<double>();
}

/// Depths on both sides of a pass, columns on both sides of a panel, single rows.
struct Shape {
    std::int64_t rows, depth, columns;
};
const Shape kShapes[] = {{1, 7, 3},      {1, 300, 300},  {64, 33, 32},
                         {129, 511, 65}, {300, 513, 96}, {97, 1'100, 130}};

at::Tensor times(const at::Tensor& a, const at::Tensor& b, const at::Tensor& bias,
                 Precision precision) {
    at::Tensor out = at::full({a.size(0), b.size(1)}, 1e9);
    multiply(row_span_of(a), matrix_span_of(b), bias.defined() ? bias.data_ptr<float>() : nullptr,
             precision, out.data_ptr<float>());
    return out;
}

TEST(MatrixProduct, IsThatOfTheFactorsWhateverTheStridesOfTheMatrix) {
    at::Generator rng = make_generator(1);
    for (const auto& [rows, depth, columns] : kShapes) {
        const at::Tensor a = normal({rows, depth}, 1, rng), bias = normal({columns}, 1, rng);
        const at::Tensor b = normal({depth, columns}, 1, rng);
        const at::Tensor turned = b.t().contiguous().t();
        const at::Tensor exact = at::mm(a.to(at::kDouble), b.to(at::kDouble));
        EXPECT_LT(distance(times(a, b, {}, Precision::float32), exact), 3e-4);
        EXPECT_LT(distance(times(a, turned, bias, Precision::float32), exact + bias), 3e-4);
    }
}

TEST(MatrixProduct, OfATransposedFactorIsTheSame) {
    at::Generator rng = make_generator(2);
    for (const auto& [rows, depth, columns] : kShapes) {
        const at::Tensor a = normal({depth, rows}, 1, rng), b = normal({depth, columns}, 1, rng);
        const at::Tensor exact = at::mm(a.to(at::kDouble).t(), b.to(at::kDouble));
        at::Tensor out = at::full({rows, columns}, 1e9);
        multiply_transposed(row_span_of(a), matrix_span_of(b), Precision::float32,
                            out.data_ptr<float>());
        EXPECT_LT(distance(out, exact), 3e-4);
    }
}

TEST(MatrixProduct, InBfloat16RoundsItsFactorsAndNothingElse) {
    if (bfloat16_kernels() == nullptr) GTEST_SKIP() << "this processor has no bfloat16";
    at::Generator rng = make_generator(3);
    const auto rounded = [](const at::Tensor& x) { return x.to(at::kBFloat16).to(at::kDouble); };
    for (const auto& [rows, depth, columns] : kShapes) {
        const at::Tensor a = normal({rows, depth}, 1, rng), b = normal({depth, columns}, 1, rng);
        const at::Tensor exact = at::mm(rounded(a), rounded(b));
        EXPECT_LT(distance(times(a, b, {}, Precision::bfloat16), exact), 3e-4);
        const at::Tensor turned = a.t().contiguous();
        at::Tensor out = at::full({rows, columns}, 1e9);
        multiply_transposed(row_span_of(turned), matrix_span_of(b), Precision::bfloat16,
                            out.data_ptr<float>());
        EXPECT_LT(distance(out, exact), 3e-4);
    }
}

TEST(MatrixProduct, OfOverlappingRowsInGroupsIsAConvolution) {
    at::Generator rng = make_generator(4);
    const std::int64_t batch = 3, steps = 40, channels = 5, kernel = 3, outputs = 7;
    const at::Tensor x = normal({batch, steps + kernel - 1, channels}, 1, rng);
    const at::Tensor weight = normal({kernel * channels, outputs}, 1, rng);
    const RowSpan windows{x.data_ptr<float>(), batch,       steps,
                          kernel * channels,   x.stride(0), channels};
    at::Tensor out = at::empty({batch, steps, outputs});
    multiply(windows, matrix_span_of(weight), nullptr, Precision::float32, out.data_ptr<float>());
    const at::Tensor filters = weight.view({kernel, channels, outputs}).permute({2, 1, 0});
    const at::Tensor expected = at::conv1d(x.transpose(1, 2), filters).transpose(1, 2);
    EXPECT_LT(distance(out, expected), 1e-4);
}

TEST(MatrixProduct, HasTheSameBitsOnAnyNumberOfThreads) {
    at::Generator rng = make_generator(5);
    const at::Tensor a = normal({500, 700}, 1, rng), b = normal({700, 130}, 1, rng);
    const int before = at::get_num_threads();
    at::set_num_threads(1);
    const at::Tensor alone = times(a, b, {}, Precision::float32);
    at::set_num_threads(3);
    const at::Tensor together = times(a, b, {}, Precision::float32);
    at::set_num_threads(before);
    EXPECT_TRUE(at::equal(alone, together));
}

}  // namespace
}  // namespace affetto
