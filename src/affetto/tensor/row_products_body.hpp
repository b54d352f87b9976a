// Sums of products on vectors of AFFETTO_VECTOR_FLOATS, compiled once for each instruction set;
// AFFETTO_TILE_ROWS rows of accumulators fill its registers. With AFFETTO_PAIRS the factors are
// pairs of bfloat16 numbers. Everything here has internal linkage, and nothing from the standard
// library is used that could be shared with files built for another instruction set.

#ifdef AFFETTO_PAIRS
#include <immintrin.h>
#endif

#include <cstdint>

#include "affetto/tensor/row_kernels.hpp"

namespace affetto {
namespace {

constexpr std::int64_t kFloats = AFFETTO_VECTOR_FLOATS;
constexpr int kTileRows = AFFETTO_TILE_ROWS;
constexpr std::int64_t kTileVectors = 2;
constexpr int kPanel = kFloats * kTileVectors;

using Vec = float __attribute__((vector_size(kFloats * sizeof(float))));
using VecInt = std::int32_t __attribute__((vector_size(kFloats * sizeof(float))));

inline Vec load(const float* from) {
    Vec v;
    __builtin_memcpy(&v, from, sizeof v);
    return v;
}
inline void store(float* to, Vec v) { __builtin_memcpy(to, &v, sizeof v); }
inline Vec load_some(const float* from, std::int64_t count) {
    Vec v{};
    for (std::int64_t i = 0; i < count; ++i) v[i] = from[i];
    return v;
}
inline void store_some(float* to, Vec v, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) to[i] = v[i];
}
inline Vec all(float value) { return value - Vec{}; }
inline Vec choose(VecInt mask, Vec yes, Vec no) {
    return reinterpret_cast<Vec>((reinterpret_cast<VecInt>(yes) & mask) |
                                 (reinterpret_cast<VecInt>(no) & ~mask));
}

/// exp(x) as power + excess, for x <= 0: x = n ln 2 + r, power = 2^n, and excess = 2^n (e^r - 1) by
/// its series.
struct Exponential {
    Vec power, excess;
};

inline Exponential exponential(Vec x) {
    constexpr float kLowest = -87.0f;      // below, exp(x) vanishes beside 1
    constexpr float kRound = 12582912.0f;  // 1.5 * 2^23: adding it rounds to a whole number
    x = choose(x < kLowest, all(kLowest), x);
    const Vec rounded = x * 1.44269504f + kRound;
    const Vec n = rounded - kRound;
    Vec r = x - n * 0.693359375f;
    r = r + n * 2.12194440e-4f;
    Vec p = all(1.0f / 5040);
    p = p * r + 1.0f / 720;
    p = p * r + 1.0f / 120;
    p = p * r + 1.0f / 24;
    p = p * r + 1.0f / 6;
    p = p * r + 0.5f;
    p = p * r * r + r;
    // n sits in the low bits of `rounded`; moved into the exponent it is 2^n.
    const Vec power = reinterpret_cast<Vec>((reinterpret_cast<VecInt>(rounded) << 23) +
                                            reinterpret_cast<VecInt>(all(1.0f)));
    return {power, p * power};
}

/// exp(x) - 1 for x <= 0, to about an ulp of 1.
inline Vec exp_minus_one(Vec x) {
    const Exponential e = exponential(x);
    return e.excess + (e.power - 1.0f);
}

inline Vec elu(Vec x) {
    const VecInt positive = x > 0.0f;
    return choose(positive, x, exp_minus_one(choose(positive, Vec{}, x)));
}

/// sum + a * weights, for each lane.
#ifdef AFFETTO_PAIRS
inline Vec add_product(Vec sum, float a, Vec weights) {
    return reinterpret_cast<Vec>(_mm512_dpbf16_ps(reinterpret_cast<__m512>(sum),
                                                  reinterpret_cast<__m512bh>(_mm512_set1_ps(a)),
                                                  reinterpret_cast<__m512bh>(weights)));
}
#else
inline Vec add_product(Vec sum, float a, Vec weights) { return sum + a * weights; }
#endif

/// Rows x Vectors accumulators beside each other, from `column` on, of which `columns` are wanted.
/// Vectors may reach over several panels.
template <int Rows, int Vectors>
void multiply_tile(const ProductSum& sum, std::int64_t row, std::int64_t column,
                   std::int64_t columns, float* out, std::int64_t out_pitch) {
    constexpr std::int64_t kWidth = Vectors * kFloats;
    const bool whole = columns >= kWidth;
    const float* const addend =
        whole && sum.addend != nullptr ? sum.addend + row * sum.addend_pitch + column : nullptr;
    Vec acc[Rows][Vectors];
#pragma GCC unroll 32
    for (int i = 0; i < Rows; ++i)
#pragma GCC unroll 8
        for (int j = 0; j < Vectors; ++j) {
            acc[i][j] = sum.bias != nullptr ? load(sum.bias + column + j * kFloats) : Vec{};
            if (addend != nullptr) acc[i][j] += load(addend + i * sum.addend_pitch + j * kFloats);
        }
    for (int p = 0; p < sum.count; ++p) {
        const Product& product = sum.products[p];
        const std::int64_t pitch = product.pitch, depth = product.depth;
        const float* const a = product.rows + row * pitch;
        const float* const b = product.weights + column * depth;
        for (std::int64_t k = 0; k < depth; ++k) {
            Vec weights[Vectors];
#pragma GCC unroll 8
            for (int j = 0; j < Vectors; ++j)
                weights[j] =
                    load(b + (j / kTileVectors * depth + k) * kPanel + j % kTileVectors * kFloats);
#pragma GCC unroll 32
            for (int i = 0; i < Rows; ++i)
#pragma GCC unroll 8
                for (int j = 0; j < Vectors; ++j)
                    acc[i][j] = add_product(acc[i][j], a[i * pitch + k], weights[j]);
        }
    }
    float narrow[Rows * kWidth];
    float* const to = whole ? out + row * out_pitch + column : narrow;
    const std::int64_t to_pitch = whole ? out_pitch : kWidth;
#pragma GCC unroll 32
    for (int i = 0; i < Rows; ++i)
#pragma GCC unroll 8
        for (int j = 0; j < Vectors; ++j) store(to + i * to_pitch + j * kFloats, acc[i][j]);
    if (!whole && sum.addend != nullptr)
        for (int i = 0; i < Rows; ++i)
            for (std::int64_t c = 0; c < columns; ++c)
                narrow[i * kWidth + c] += sum.addend[(row + i) * sum.addend_pitch + column + c];
    if (sum.activation == Activation::elu)
        for (int i = 0; i < Rows; ++i)
            for (int j = 0; j < Vectors; ++j) {
                float* const at = to + i * to_pitch + j * kFloats;
                store(at, elu(load(at)));
            }
    if (!whole)
        for (int i = 0; i < Rows; ++i)
            for (std::int64_t c = 0; c < columns; ++c)
                out[(row + i) * out_pitch + column + c] = narrow[i * kWidth + c];
}

/// `rows` of them, at most Rows: what is left over at the end of a block.
template <int Rows, int Vectors>
void multiply_some(const ProductSum& sum, std::int64_t row, std::int64_t rows, std::int64_t column,
                   std::int64_t columns, float* out, std::int64_t out_pitch) {
    if constexpr (Rows > 0) {
        if (rows == Rows)
            multiply_tile<Rows, Vectors>(sum, row, column, columns, out, out_pitch);
        else
            multiply_some<Rows - 1, Vectors>(sum, row, rows, column, columns, out, out_pitch);
    }
}

template <int Vectors, int TileRows>
void multiply_panel(const ProductSum& sum, std::int64_t rows, std::int64_t column,
                    std::int64_t columns, float* out, std::int64_t out_pitch) {
    std::int64_t row = 0;
    for (; row + TileRows <= rows; row += TileRows)
        multiply_tile<TileRows, Vectors>(sum, row, column, columns, out, out_pitch);
    multiply_some<TileRows - 1, Vectors>(sum, row, rows - row, column, columns, out, out_pitch);
}

void multiply(const ProductSum& sum, std::int64_t rows, std::int64_t columns, float* out,
              std::int64_t out_pitch) {
    // A single row has too few sums for a pipelined adder: take several panels at once.
    constexpr std::int64_t kWide = 4 * kTileVectors;
    std::int64_t column = 0;
    if (rows == 1)
        for (; column + kWide * kFloats <= columns; column += kWide * kFloats)
            multiply_tile<1, kWide>(sum, 0, column, columns - column, out, out_pitch);
    for (; column < columns; column += kPanel)
        if (columns - column > kFloats)
            multiply_panel<kTileVectors, kTileRows>(sum, rows, column, columns - column, out,
                                                    out_pitch);
        else
            multiply_panel<1, kTileRows>(sum, rows, column, columns - column, out, out_pitch);
}

}  // namespace
}  // namespace affetto
