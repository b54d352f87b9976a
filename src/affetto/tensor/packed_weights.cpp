#include "affetto/tensor/packed_weights.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace affetto {
namespace {

constexpr std::int64_t kBlockFloats = 64 << 10;  // of copied rows: they share the second level
                                                 // cache with the weights

std::int64_t panels_of(std::int64_t columns) {
    const std::int64_t panel = row_kernels().panel;
    return (columns + panel - 1) / panel;
}

constexpr std::int64_t kLine = 16;  // floats

/// To the nearest, ties to even; weights are finite.
std::uint32_t bfloat16_bits(float value) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
}

float slot_of(float first, float second) {
    const std::uint32_t bits = bfloat16_bits(first) | bfloat16_bits(second) << 16;
    float slot = 0;
    std::memcpy(&slot, &bits, sizeof slot);
    return slot;
}

/// A product of few panels costs less than copying its rows.
bool worth_copying(const ProductSum& sum, std::int64_t rows, std::int64_t columns) {
    constexpr std::int64_t kPanels = 4, kRows = 4;
    return sum.count == 1 && columns > kPanels * row_kernels().panel && rows > kRows;
}

void multiply_copied(ProductSum sum, std::int64_t rows, std::int64_t columns, float* out,
                     std::int64_t out_pitch) {
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

/// The rows of a product as slots, in `to`, which is moved behind them.
Product rounded(const Product& product, std::int64_t row, std::int64_t rows, bool dense,
                float*& to) {
    const Bfloat16Kernels& kernels = *bfloat16_kernels();
    const float* const from = product.rows + row * product.pitch;
    Product made{to, product.pitch / 2, product.weights, product.depth / 2};
    if (dense) {
        made.pitch = made.depth + kLine;
        for (std::int64_t i = 0; i < rows; ++i)
            kernels.round(from + i * product.pitch, product.depth, to + i * made.pitch);
        to += rows * made.pitch;
    } else {
        const std::int64_t span = (rows - 1) * product.pitch + product.depth;
        kernels.round(from, span, to);
        to += (span / 2 + kLine - 1) / kLine * kLine;
    }
    return made;
}

void multiply_rounded(ProductSum sum, std::int64_t rows, std::int64_t columns, float* out,
                      std::int64_t out_pitch) {
    static thread_local AlignedFloats slots;
    static thread_local std::vector<Product> products;
    const Product* const wide = sum.products;
    const bool dense = worth_copying(sum, rows, columns);
    std::int64_t each = 0;  // slots of a row, at most
    for (int i = 0; i < sum.count; ++i) each += std::max(wide[i].pitch, wide[i].depth) / 2 + kLine;
    const std::int64_t tile = row_kernels().tile_rows;
    const std::int64_t block =
        std::min(rows, tile * std::max<std::int64_t>(1, kBlockFloats / (tile * each)));
    slots.at_least(block * each);
    const float* const addend = sum.addend;
    for (std::int64_t row = 0; row < rows; row += block) {
        const std::int64_t n = std::min(block, rows - row);
        products.clear();
        float* to = slots.data();
        for (int i = 0; i < sum.count; ++i) products.push_back(rounded(wide[i], row, n, dense, to));
        sum.products = products.data();
        if (addend != nullptr) sum.addend = addend + row * sum.addend_pitch;
        bfloat16_kernels()->multiply(sum, n, columns, out + row * out_pitch, out_pitch);
    }
}

}  // namespace

template <class Value>
void PackedWeights::pack(const Value& value) {
    const std::int64_t panel = row_kernels().panel;
    const bool pairs = precision_ == Precision::bfloat16;
    const std::int64_t slots = pairs ? depth_ / 2 : depth_;
    values_ = AlignedFloats(panels_of(columns_) * panel * slots);
    float* to = values_.data();
    for (std::int64_t first = 0; first < columns_; first += panel)
        for (std::int64_t k = 0; k < slots; ++k, to += panel)
            for (std::int64_t i = 0; i < panel; ++i) {
                const std::int64_t column = first + i;
                if (column >= columns_)
                    to[i] = 0;
                else
                    to[i] = pairs ? slot_of(value(2 * k, column), value(2 * k + 1, column))
                                  : value(k, column);
            }
}

PackedWeights::PackedWeights(std::int64_t depth, std::int64_t columns,
                             const std::function<float(std::int64_t, std::int64_t)>& value,
                             Precision precision)
    : depth_(depth), columns_(columns), precision_(precision) {
    pack(value);
}

PackedWeights::PackedWeights(std::int64_t depth, std::int64_t columns, const float* first,
                             std::int64_t pitch_k, std::int64_t pitch_column, Precision precision)
    : depth_(depth), columns_(columns), precision_(precision) {
    pack([&](std::int64_t k, std::int64_t column) {
        return first[k * pitch_k + column * pitch_column];
    });
}

std::vector<float> packed_bias(std::vector<float> values) {
    const std::int64_t panels = panels_of(static_cast<std::int64_t>(values.size()));
    values.resize(static_cast<std::size_t>(panels * row_kernels().panel));
    return values;
}

void multiply_rows(const ProductSum& sum, std::int64_t rows, std::int64_t columns, float* out,
                   std::int64_t out_pitch) {
    if (sum.products[0].pairs)
        multiply_rounded(sum, rows, columns, out, out_pitch);
    else if (worth_copying(sum, rows, columns))
        multiply_copied(sum, rows, columns, out, out_pitch);
    else
        row_kernels().multiply(sum, rows, columns, out, out_pitch);
}

}  // namespace affetto
