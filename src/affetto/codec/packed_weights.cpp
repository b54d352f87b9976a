#include "affetto/codec/packed_weights.hpp"

#include <algorithm>

namespace affetto {
namespace {

constexpr std::int64_t kBlockFloats = 64 << 10;  // of copied rows: they share the second level
                                                 // cache with the weights

std::int64_t panels_of(std::int64_t columns) {
    const std::int64_t panel = row_kernels().panel;
    return (columns + panel - 1) / panel;
}

/// A product of few panels costs less than copying its rows.
bool worth_copying(const ProductSum& sum, std::int64_t rows, std::int64_t columns) {
    constexpr std::int64_t kPanels = 4, kRows = 4;
    return sum.count == 1 && columns > kPanels * row_kernels().panel && rows > kRows;
}

void multiply_copied(ProductSum sum, std::int64_t rows, std::int64_t columns, float* out,
                     std::int64_t out_pitch) {
    constexpr std::int64_t kLine = 16;  // floats
    static thread_local AlignedFloats copies;
    const RowKernels& kernels = row_kernels();
    Product product = sum.products[0];
    const float* const from = product.rows;
    const std::int64_t from_pitch = product.pitch;
    const std::int64_t pitch = product.depth + kLine, tile = kernels.tile_rows;
    const std::int64_t block = tile * std::max<std::int64_t>(1, kBlockFloats / (tile * pitch));
    product.rows = copies.at_least(block * pitch);
    product.pitch = pitch;
    sum.products = &product;
    const float* const addend = sum.addend;
    for (std::int64_t row = 0; row < rows; row += block) {
        const std::int64_t n = std::min(block, rows - row);
        for (std::int64_t i = 0; i < n; ++i)
            std::copy_n(from + (row + i) * from_pitch, product.depth, copies.data() + i * pitch);
        if (addend != nullptr) sum.addend = addend + row * sum.addend_pitch;
        kernels.multiply(sum, n, columns, out + row * out_pitch, out_pitch);
    }
}

}  // namespace

PackedWeights::PackedWeights(std::int64_t depth, std::int64_t columns,
                             const std::function<float(std::int64_t, std::int64_t)>& value)
    : depth_(depth), columns_(columns), values_(panels_of(columns) * row_kernels().panel * depth) {
    const std::int64_t panel = row_kernels().panel;
    std::fill_n(values_.data(), values_.count(), 0.0f);
    for (std::int64_t column = 0; column < columns; ++column)
        for (std::int64_t k = 0; k < depth; ++k)
            values_.data()[(column / panel * depth + k) * panel + column % panel] =
                value(k, column);
}

std::vector<float> packed_bias(std::vector<float> values) {
    const std::int64_t panels = panels_of(static_cast<std::int64_t>(values.size()));
    values.resize(static_cast<std::size_t>(panels * row_kernels().panel));
    return values;
}

void multiply_rows(const ProductSum& sum, std::int64_t rows, std::int64_t columns, float* out,
                   std::int64_t out_pitch) {
    if (worth_copying(sum, rows, columns))
        multiply_copied(sum, rows, columns, out, out_pitch);
    else
        row_kernels().multiply(sum, rows, columns, out, out_pitch);
}

}  // namespace affetto
