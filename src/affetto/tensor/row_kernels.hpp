#pragma once

#include <cstdint>

namespace affetto {

/// Inner loops for the CPU where libtorch's are slow: products of a few rows, recurrent cells, and
/// the codec's convolutions. Activations lie as rows, [time, channels], so that a convolution is a
/// matrix product whose left side needs no copy: the rows of a window follow each other in memory,
/// and the next window begins `stride` rows further on.

/// One product of a sum: [rows, depth] x [depth, columns].
struct Product {
    const float* rows = nullptr;     ///< row r begins at rows + r * pitch; rows may overlap
    std::int64_t pitch = 0;          ///< floats
    const float* weights = nullptr;  ///< packed (see RowKernels::panel)
    std::int64_t depth = 0;
    bool pairs = false;  ///< weights are packed for Bfloat16Kernels: only multiply_rows takes them
};

enum class Activation { none, elu };

/// What a sum of products begins with and what becomes of it.
struct ProductSum {
    const Product* products = nullptr;
    int count = 0;
    const float* bias = nullptr;    ///< of each column, packed to whole vectors; may be null
    const float* addend = nullptr;  ///< row r begins at addend + r * addend_pitch; may be null
    std::int64_t addend_pitch = 0;
    Activation activation = Activation::none;
};

/// The loops compiled for one instruction set. Each sums over `depth` in rising order whatever the
/// number of rows, so that sound cut into blocks gives the same bits as the whole.
struct RowKernels {
    /// Columns of a panel. Weights [depth, columns] are packed as panels one after another, each
    /// [depth, panel] with the columns that it lacks filled with zeros.
    int panel;
    int tile_rows;  ///< rows that fill the registers: blocks of a multiple of it are best

    /// out[r][c] = activation(bias[c] + addend[r][c] + sum of products), for `columns` columns.
    void (*multiply)(const ProductSum& sum, std::int64_t rows, std::int64_t columns, float* out,
                     std::int64_t out_pitch);
    /// out[r] = bias + rows[r] . weights for each row: a product with a single column.
    void (*dot)(const float* rows, std::int64_t pitch, const float* weights, std::int64_t depth,
                float bias, std::int64_t count, float* out, std::int64_t out_pitch);
    /// to[i] = elu(from[i]): x where x > 0, else exp(x) - 1.
    void (*elu)(const float* from, std::int64_t count, float* to);
    /// One step of an LSTM cell. `gates` holds the sums of i, f, g, o, each of `width`; `cell` is
    /// updated, `hidden` is written.
    void (*lstm_cell)(const float* gates, std::int64_t width, float* cell, float* hidden);
    /// One step of a GRU cell (model/gru.hpp) for one row. `x` and `h_gates` hold the parts r, u, n
    /// of the gates that come from the input and from the state, `h` is the state, each part
    /// `width` long; `next` is written, and r, u, n into `gates` unless it is null.
    void (*gru_cell)(const float* x, const float* h_gates, const float* h, std::int64_t width,
                     float* gates, float* next);
    /// Its gradients. `grad` comes in as that of the next state and goes out as the part of that of
    /// `h` which does not pass `h_gates`; `h_n` is the n part of `h_gates`. Written are the
    /// gradients of `x` and of `h_gates`.
    void (*gru_cell_backward)(float* grad, const float* gates, const float* h_n, const float* h,
                              std::int64_t width, float* grad_x, float* grad_h_gates);
    /// to[i] = x Phi(x), the Gaussian error linear unit (Hendrycks and Gimpel 2016); Phi to 2e-7.
    void (*gelu)(const float* from, std::int64_t count, float* to);
    /// to[i] = grad[i] times the derivative of gelu at x[i].
    void (*gelu_backward)(const float* grad, const float* x, std::int64_t count, float* to);
    /// to[i] = 0 with `probability`, else from[i] / (1 - probability). What becomes of number
    /// first + i is a function of `seed` alone, so that a backward pass finds it again.
    void (*drop)(const float* from, std::int64_t count, std::uint64_t seed, std::uint32_t first,
                 float probability, float* to);
    /// x[i] = exp(x[i]) over their sum; returns the logarithm of that sum.
    float (*softmax)(float* x, std::int64_t count);
    /// x[i] = exp(x[i] - shift).
    void (*exponentials)(float* x, std::int64_t count, float shift);
    /// to[i] = p[i] (grad[i] - mean): gradients before a softmax whose values are `p`.
    void (*softmax_backward)(const float* p, const float* grad, float mean, std::int64_t count,
                             float* to);
    /// Turns the pairs (from[i], from[half + i]) by the angle whose cosine and sine are given, and
    /// scales them.
    void (*rotate)(const float* from, const float* cosine, const float* sine, std::int64_t half,
                   float scale, float* to);
    /// For each row the first column with the largest value.
    void (*argmax)(const float* rows, std::int64_t count, std::int64_t columns, std::int64_t pitch,
                   std::int64_t* best);
    /// Sum and sum of squares of all values, in double.
    void (*moments)(const float* values, std::int64_t count, double* sum, double* squares);
    /// x[r][c] = activation(x[r][c] * scale[c] + shift[c] + addend[r][c]); `addend`, of the same
    /// shape, may be null.
    void (*scale_rows)(float* x, std::int64_t rows, std::int64_t columns, const float* scale,
                       const float* shift, const float* addend, Activation activation);
};

/// The best loops that this processor runs.
const RowKernels& row_kernels();

/// Products of bfloat16 numbers, summed in float32 two at a time. A slot, as wide as a float, holds
/// two that follow each other in depth, the first in its lower half; panels of slots are as wide
/// as those of row_kernels().
struct Bfloat16Kernels {
    /// RowKernels::multiply with slots in place of the floats of rows and weights: `pitch` and
    /// `depth` count slots.
    void (*multiply)(const ProductSum& sum, std::int64_t rows, std::int64_t columns, float* out,
                     std::int64_t out_pitch);
    /// Rounds `count` floats to the nearest, ties to even, into (count + 1) / 2 slots; a half that
    /// is left over becomes 0.
    void (*round)(const float* from, std::int64_t count, float* to);
    /// Rounds alike: slot i holds first[i] and second[i]. `count` is a multiple of a vector.
    void (*pair)(const float* first, const float* second, std::int64_t count, float* to);
};

/// Null where this processor or this build has none (AVX512_BF16).
const Bfloat16Kernels* bfloat16_kernels();

/// Each instruction set's, for the functions above and tests; null where the build has none.
const RowKernels* row_kernels_avx512();
const RowKernels* row_kernels_avx2();
const RowKernels* row_kernels_portable();
const Bfloat16Kernels* bfloat16_kernels_avx512();

}  // namespace affetto
