#include "affetto/tensor/matrix_product.hpp"

#include <ATen/Parallel.h>

#include <algorithm>
#include <vector>

#include "affetto/tensor/packed_weights.hpp"
#include "affetto/tensor/row_kernels.hpp"
#include "affetto/tensor/threads.hpp"

namespace affetto {
namespace {

constexpr std::int64_t kSlots = 1 << 10;         // deep is one pass at most: a panel of it and a
                                                 // block of rows fit the second level cache
constexpr std::int64_t kBlockFloats = 64 << 10;  // of rows that are copied for a pass
constexpr std::int64_t kLine = 16;  // floats; keeps rows from sharing the same cache lines

const float* row_of(const RowSpan& a, std::int64_t row) {
    return a.first + row / a.rows * a.group_pitch + row % a.rows * a.pitch;
}

/// Where one pass reads its left factor: `rows` rows of `depth` from (row, k) on.
struct Part {
    std::int64_t row, rows, k, depth;
};

/// Room for what one thread copies.
struct Copies {
    AlignedFloats rows, pairs, lines;
};

std::int64_t slots_of(std::int64_t depth, bool pairs) { return pairs ? (depth + 1) / 2 : depth; }

/// The part as rows of slots, `pitch` apart.
void copy_rows(const RowSpan& a, const Part& part, bool pairs, float* to, std::int64_t pitch) {
    for (std::int64_t i = 0; i < part.rows; ++i) {
        const float* const from = row_of(a, part.row + i) + part.k;
        if (pairs)
            bfloat16_kernels()->round(from, part.depth, to + i * pitch);
        else
            std::copy_n(from, part.depth, to + i * pitch);
    }
}

/// Writes each slot s of `wide` columns of the rows row(0), row(1), .. to place(s), which has room
/// for whole lines, and tells done(s).
template <class Row, class At, class Done>
void over_slots(std::int64_t depth, std::int64_t wide, bool pairs, Copies& copies, const Row& row,
                const At& place, const Done& done) {
    const std::int64_t padded = (wide + kLine - 1) / kLine * kLine;
    float* const room = copies.pairs.at_least(2 * padded);
    for (std::int64_t s = 0; s < slots_of(depth, pairs); ++s) {
        if (!pairs) {
            std::copy_n(row(s), wide, place(s));
            done(s);
            continue;
        }
        // The end of a row may be the end of memory.
        const auto whole = [&](std::int64_t k, float* to) {
            if (k < depth && wide == padded) return row(k);
            if (k < depth) std::copy_n(row(k), wide, to);
            std::fill(to + (k < depth ? wide : 0), to + padded, 0.0F);
            return static_cast<const float*>(to);
        };
        bfloat16_kernels()->pair(whole(2 * s, room), whole(2 * s + 1, room + padded), padded,
                                 place(s));
        done(s);
    }
}

/// The same of the transposed matrix: its rows are columns of `a`. Several slots at a time, so that
/// whole lines are written.
void copy_columns(const RowSpan& a, const Part& part, bool pairs, Copies& copies, float* to,
                  std::int64_t pitch) {
    const std::int64_t wide = (part.rows + kLine - 1) / kLine * kLine;
    float* const lines = copies.lines.at_least(kLine * wide);
    const std::int64_t slots = slots_of(part.depth, pairs);
    over_slots(
        part.depth, part.rows, pairs, copies,
        [&](std::int64_t k) { return row_of(a, part.k + k) + part.row; },
        [&](std::int64_t s) { return lines + s % kLine * wide; },
        [&](std::int64_t s) {
            const std::int64_t line = s % kLine, n = line + 1;
            if (n < kLine && s + 1 < slots) return;
            for (std::int64_t i = 0; i < part.rows; ++i) {
                float* const at = to + i * pitch + s - line;
                if (n == kLine)
                    for (std::int64_t j = 0; j < kLine; ++j) at[j] = lines[j * wide + i];
                else
                    for (std::int64_t j = 0; j < n; ++j) at[j] = lines[j * wide + i];
            }
        });
}

bool in_pairs(Precision precision) {
    return precision == Precision::bfloat16 && bfloat16_kernels() != nullptr;
}

std::int64_t padded_columns(const MatrixSpan& b) {
    const std::int64_t panel = row_kernels().panel;
    return (b.columns + panel - 1) / panel * panel;
}

/// Rows k to k + depth of `b` in the panels of row_kernels(), as floats or as slots.
void pack(const MatrixSpan& b, std::int64_t k, std::int64_t depth, bool pairs, float* to) {
    const std::int64_t panel = row_kernels().panel, slots = slots_of(depth, pairs);
    const std::int64_t panels = padded_columns(b) / panel;
    over_threads(panels, 1, [&](std::int64_t begin, std::int64_t end) {
        static thread_local Copies copies;
        for (std::int64_t p = begin; p < end; ++p) {
            const std::int64_t column = p * panel, wide = std::min(panel, b.columns - column);
            float* const at = to + p * slots * panel;
            const float* const first = b.first + k * b.row_pitch + column * b.column_pitch;
            float* const line = copies.rows.at_least(2 * panel);
            int turn = 0;  // of the two rows of a pair
            const auto row = [&](std::int64_t r) {
                const float* const from = first + r * b.row_pitch;
                if (b.column_pitch == 1) return from;
                float* const gathered = line + (turn++ % 2) * panel;
                for (std::int64_t i = 0; i < wide; ++i) gathered[i] = from[i * b.column_pitch];
                return static_cast<const float*>(gathered);
            };
            over_slots(
                depth, wide, pairs, copies, row, [&](std::int64_t s) { return at + s * panel; },
                [&](std::int64_t s) {
                    std::fill(at + s * panel + wide, at + (s + 1) * panel, 0.0F);
                });
        }
    });
}

/// out [rows, N] = left [rows, depth] b [depth, N] + bias; `copy` brings parts of the left factor.
template <class Copy>
void multiply_parts(std::int64_t rows, std::int64_t depth, const MatrixSpan& b, const float* bias,
                    Precision precision, const Copy& copy, float* out) {
    if (rows == 0 || b.columns == 0) return;
    if (depth == 0) {  // nothing but the bias
        for (std::int64_t row = 0; row < rows; ++row)
            for (std::int64_t c = 0; c < b.columns; ++c)
                out[row * b.columns + c] = bias != nullptr ? bias[c] : 0;
        return;
    }
    const bool pairs = in_pairs(precision);
    const RowKernels& kernels = row_kernels();
    const auto run = pairs ? bfloat16_kernels()->multiply : kernels.multiply;
    const std::int64_t tile = kernels.tile_rows;
    const std::int64_t padded = padded_columns(b);
    std::vector<float> padded_bias(bias != nullptr ? static_cast<std::size_t>(padded) : 0);
    if (bias != nullptr) std::copy_n(bias, b.columns, padded_bias.data());
    const std::int64_t most_deep = pairs ? 2 * kSlots : kSlots;
    AlignedFloats packed(padded * std::min(slots_of(depth, pairs), kSlots));
    for (std::int64_t k = 0; k < depth; k += most_deep) {
        const std::int64_t deep = std::min(most_deep, depth - k), slots = slots_of(deep, pairs);
        pack(b, k, deep, pairs, packed.data());
        const std::int64_t pitch = slots + kLine;
        const std::int64_t most = std::max<std::int64_t>(1, kBlockFloats / (tile * pitch)) * tile;
        const std::int64_t share = (rows + at::get_num_threads() - 1) / at::get_num_threads();
        const std::int64_t block = std::min(most, (share + tile - 1) / tile * tile);
        const std::int64_t blocks = (rows + block - 1) / block;
        over_threads(blocks, 1, [&](std::int64_t begin, std::int64_t end) {
            static thread_local Copies copies;
            for (std::int64_t n = begin; n < end; ++n) {
                const Part part{n * block, std::min(block, rows - n * block), k, deep};
                float* const left = copies.rows.at_least(block * pitch);
                copy(part, pairs, copies, left, pitch);
                float* const at = out + part.row * b.columns;
                const Product product{left, pitch, packed.data(), slots};
                run({&product, 1, k == 0 && bias != nullptr ? padded_bias.data() : nullptr,
                     k == 0 ? nullptr : at, b.columns},
                    part.rows, b.columns, at, b.columns);
            }
        });
    }
}

}  // namespace

void multiply(const RowSpan& a, const MatrixSpan& b, const float* bias, Precision precision,
              float* out) {
    const auto copy = [&](const Part& part, bool pairs, Copies&, float* to, std::int64_t pitch) {
        copy_rows(a, part, pairs, to, pitch);
    };
    multiply_parts(a.count(), a.columns, b, bias, precision, copy, out);
}

void multiply_transposed(const RowSpan& a, const MatrixSpan& b, Precision precision, float* out) {
    const auto copy = [&](const Part& part, bool pairs, Copies& copies, float* to,
                          std::int64_t pitch) { copy_columns(a, part, pairs, copies, to, pitch); };
    multiply_parts(a.columns, a.count(), b, nullptr, precision, copy, out);
}

Factor::Factor(const MatrixSpan& matrix, Precision precision)
    : depth_(matrix.rows),
      pairs_(in_pairs(precision)),
      packed_(padded_columns(matrix) * slots_of(matrix.rows, pairs_)) {
    pack(matrix, 0, depth_, pairs_, packed_.data());
}

void Factor::multiply(const float* rows, std::int64_t pitch, std::int64_t count, std::int64_t depth,
                      std::int64_t columns, float* out, std::int64_t out_pitch, bool add) const {
    static thread_local AlignedFloats rounded;
    const std::int64_t slots = slots_of(depth, pairs_), panel = row_kernels().panel;
    if (pairs_) {
        float* const to = rounded.at_least(count * (slots + kLine));
        for (std::int64_t i = 0; i < count; ++i)
            bfloat16_kernels()->round(rows + i * pitch, depth, to + i * (slots + kLine));
        rows = to;
        pitch = slots + kLine;
    }
    const auto run = pairs_ ? bfloat16_kernels()->multiply : row_kernels().multiply;
    // Panel by panel, for each begins where the whole depth of the one before ends.
    for (std::int64_t first = 0; first < columns; first += panel) {
        const Product product{rows, pitch, packed_.data() + first * slots_of(depth_, pairs_),
                              slots};
        float* const at = out + first;
        run({&product, 1, nullptr, add ? at : nullptr, out_pitch}, count,
            std::min(panel, columns - first), at, out_pitch);
    }
}

RowSpan row_span_of(const at::Tensor& x) {
    const std::int64_t columns = x.size(-1);
    return {x.data_ptr<float>(),
            1,
            x.numel() / std::max<std::int64_t>(1, columns),
            columns,
            0,
            columns};
}

MatrixSpan matrix_span_of(const at::Tensor& matrix) {
    return {matrix.data_ptr<float>(), matrix.size(0), matrix.size(1), matrix.stride(0),
            matrix.stride(1)};
}

}  // namespace affetto
