// The loops of row_kernels.hpp, compiled once for each instruction set (row_products_body.hpp).

#include "affetto/tensor/row_products_body.hpp"

namespace affetto {
namespace {

inline Vec sigmoid(Vec x) {
    const VecInt positive = x > 0.0f;
    const Vec e = exp_minus_one(choose(positive, -x, x)) + 1.0f;
    const Vec small = e / (1.0f + e);
    return choose(positive, 1.0f - small, small);
}

inline Vec tanh(Vec x) {
    const VecInt positive = x > 0.0f;
    const Vec e = exp_minus_one(2.0f * choose(positive, -x, x));
    const Vec negative = e / (2.0f + e);
    return choose(positive, -negative, negative);
}

void dot(const float* rows, std::int64_t pitch, const float* weights, std::int64_t depth,
         float bias, std::int64_t count, float* out, std::int64_t out_pitch) {
    constexpr int kSums = 2;
    const std::int64_t whole = depth - depth % (kSums * kFloats);
    for (std::int64_t r = 0; r < count; ++r) {
        const float* const x = rows + r * pitch;
        Vec first{}, second{};
        for (std::int64_t k = 0; k < whole; k += kSums * kFloats) {
            first += load(x + k) * load(weights + k);
            second += load(x + k + kFloats) * load(weights + k + kFloats);
        }
        float lanes[kFloats], sum = bias;
        store(lanes, first + second);
        for (std::int64_t k = whole; k < depth; ++k) sum += x[k] * weights[k];
        for (int half = kFloats / 2; half > 0; half /= 2)
            for (int i = 0; i < half; ++i) lanes[i] += lanes[i + half];
        out[r * out_pitch] = sum + lanes[0];
    }
}

void elu_all(const float* from, std::int64_t count, float* to) {
    std::int64_t i = 0;
    for (; i + kFloats <= count; i += kFloats) store(to + i, elu(load(from + i)));
    store_some(to + i, elu(load_some(from + i, count - i)), count - i);
}

void lstm_cell(const float* gates, std::int64_t width, float* cell, float* hidden) {
    for (std::int64_t i = 0; i < width; i += kFloats) {
        const std::int64_t n = width - i < kFloats ? width - i : kFloats;
        const auto gate = [&](int g) {
            const float* const at = gates + g * width + i;
            return n == kFloats ? load(at) : load_some(at, n);
        };
        const Vec before = n == kFloats ? load(cell + i) : load_some(cell + i, n);
        const Vec now = sigmoid(gate(1)) * before + sigmoid(gate(0)) * tanh(gate(2));
        const Vec shown = sigmoid(gate(3)) * tanh(now);
        if (n == kFloats) {
            store(cell + i, now);
            store(hidden + i, shown);
        } else {
            store_some(cell + i, now, n);
            store_some(hidden + i, shown, n);
        }
    }
}

/// Calls `part(i, n)` for vectors of `width` values: n of them from i on.
template <class Part>
void over_vectors(std::int64_t width, const Part& part) {
    for (std::int64_t i = 0; i < width; i += kFloats)
        part(i, width - i < kFloats ? width - i : kFloats);
}
inline Vec load_up_to(const float* from, std::int64_t n) {
    return n == kFloats ? load(from) : load_some(from, n);
}
inline void store_up_to(float* to, Vec v, std::int64_t n) {
    if (n == kFloats)
        store(to, v);
    else
        store_some(to, v, n);
}

void gru_cell(const float* x, const float* h_gates, const float* h, std::int64_t width,
              float* gates, float* next) {
    over_vectors(width, [&](std::int64_t i, std::int64_t n) {
        const auto part = [&](const float* from, int g) {
            return load_up_to(from + g * width + i, n);
        };
        const Vec reset = sigmoid(part(x, 0) + part(h_gates, 0));
        const Vec update = sigmoid(part(x, 1) + part(h_gates, 1));
        const Vec fresh = tanh(part(x, 2) + reset * part(h_gates, 2));
        store_up_to(next + i, fresh + update * (part(h, 0) - fresh), n);
        if (gates == nullptr) return;
        store_up_to(gates + i, reset, n);
        store_up_to(gates + width + i, update, n);
        store_up_to(gates + 2 * width + i, fresh, n);
    });
}

void gru_cell_backward(float* grad, const float* gates, const float* h_n, const float* h,
                       std::int64_t width, float* grad_x, float* grad_h_gates) {
    over_vectors(width, [&](std::int64_t i, std::int64_t n) {
        const auto part = [&](const float* from, int g) {
            return load_up_to(from + g * width + i, n);
        };
        const Vec g = part(grad, 0), reset = part(gates, 0), update = part(gates, 1);
        const Vec fresh = part(gates, 2);
        const Vec d_fresh = g * (1.0f - update) * (1.0f - fresh * fresh);
        const Vec d_update = g * (part(h, 0) - fresh) * update * (1.0f - update);
        const Vec d_reset = d_fresh * part(h_n, 0) * reset * (1.0f - reset);
        store_up_to(grad_x + i, d_reset, n);
        store_up_to(grad_x + width + i, d_update, n);
        store_up_to(grad_x + 2 * width + i, d_fresh, n);
        store_up_to(grad_h_gates + i, d_reset, n);
        store_up_to(grad_h_gates + width + i, d_update, n);
        store_up_to(grad_h_gates + 2 * width + i, d_fresh * reset, n);
        store_up_to(grad + i, g * update, n);
    });
}

/// exp(x) for x <= 0.
inline Vec exp_of(Vec x) {
    const Exponential e = exponential(x);
    return e.power + e.excess;
}

/// Phi(x), the share of a standard normal below x, and exp(-x^2 / 2). The error function of its
/// tail: Abramowitz and Stegun 1964, 7.1.26.
struct NormalTail {
    Vec below, bell;
};

inline NormalTail normal_tail(Vec x) {
    const VecInt positive = x > 0.0f;
    const Vec size = choose(positive, x, -x) * 0.70710678f;
    const Vec t = 1.0f / (1.0f + 0.3275911f * size);
    const Vec bell = exp_of(-0.5f * x * x);
    const Vec series =
        t * (0.254829592f +
             t * (-0.284496736f + t * (1.421413741f + t * (-1.453152027f + t * 1.061405429f))));
    const Vec tail = 0.5f * series * bell;
    return {choose(positive, 1.0f - tail, tail), bell};
}

void gelu(const float* from, std::int64_t count, float* to) {
    over_vectors(count, [&](std::int64_t i, std::int64_t n) {
        const Vec x = load_up_to(from + i, n);
        store_up_to(to + i, x * normal_tail(x).below, n);
    });
}

void gelu_backward(const float* grad, const float* values, std::int64_t count, float* to) {
    constexpr float kPeak = 0.39894228f;  // of the standard normal density
    over_vectors(count, [&](std::int64_t i, std::int64_t n) {
        const Vec x = load_up_to(values + i, n);
        const NormalTail tail = normal_tail(x);
        store_up_to(to + i, load_up_to(grad + i, n) * (tail.below + x * (kPeak * tail.bell)), n);
    });
}

using VecBits = std::uint32_t __attribute__((vector_size(kFloats * sizeof(float))));

/// Mixes the bits of each lane (Wellons 2018, "lowbias32").
inline VecBits mixed(VecBits x) {
    x ^= x >> 16;
    x *= 0x7feb352dU;
    x ^= x >> 15;
    x *= 0x846ca68bU;
    return x ^ (x >> 16);
}

void drop(const float* from, std::int64_t count, std::uint64_t seed, std::uint32_t first,
          float probability, float* to) {
    const auto low = static_cast<std::uint32_t>(seed);
    const auto high = static_cast<std::uint32_t>(seed >> 32);
    // Of 2^31: comparisons of signed numbers are the ones that every instruction set has.
    const auto limit = static_cast<std::int32_t>(probability * 2147483648.0f);
    const float scale = 1.0f / (1.0f - probability);
    VecBits lane;
    for (int k = 0; k < kFloats; ++k) lane[k] = first + static_cast<std::uint32_t>(k);
    over_vectors(count, [&](std::int64_t i, std::int64_t n) {
        const VecBits place = lane + static_cast<std::uint32_t>(i);
        const VecBits drawn = mixed(mixed(place ^ low) + high) >> 1;
        const VecInt kept = reinterpret_cast<VecInt>(drawn) >= limit;
        store_up_to(to + i, choose(kept, load_up_to(from + i, n) * scale, Vec{}), n);
    });
}

inline float sum_of(Vec v) {
    float lanes[kFloats];
    store(lanes, v);
    for (int half = kFloats / 2; half > 0; half /= 2)
        for (int k = 0; k < half; ++k) lanes[k] += lanes[k + half];
    return lanes[0];
}

void exponentials(float* x, std::int64_t count, float shift) {
    over_vectors(count, [&](std::int64_t i, std::int64_t n) {
        store_up_to(x + i, exp_of(load_up_to(x + i, n) - shift), n);
    });
}

float softmax(float* x, std::int64_t count) {
    float highest = x[0];
    std::int64_t c = 0;
    if (count >= kFloats) {
        Vec most = load(x);
        for (c = kFloats; c + kFloats <= count; c += kFloats) {
            const Vec v = load(x + c);
            most = choose(v > most, v, most);
        }
        for (int k = 0; k < kFloats; ++k)
            if (most[k] > highest) highest = most[k];
    }
    for (; c < count; ++c)
        if (x[c] > highest) highest = x[c];
    exponentials(x, count, highest);
    Vec total{};
    over_vectors(count, [&](std::int64_t i, std::int64_t n) { total += load_up_to(x + i, n); });
    const float sum = sum_of(total);
    over_vectors(count, [&](std::int64_t i, std::int64_t n) {
        store_up_to(x + i, load_up_to(x + i, n) * (1.0f / sum), n);
    });
    return highest + __builtin_logf(sum);
}

void softmax_backward(const float* p, const float* grad, float mean, std::int64_t count,
                      float* to) {
    over_vectors(count, [&](std::int64_t i, std::int64_t n) {
        store_up_to(to + i, load_up_to(p + i, n) * (load_up_to(grad + i, n) - mean), n);
    });
}

void rotate(const float* from, const float* cosine, const float* sine, std::int64_t half,
            float scale, float* to) {
    over_vectors(half, [&](std::int64_t i, std::int64_t n) {
        const Vec a = load_up_to(from + i, n) * scale, b = load_up_to(from + half + i, n) * scale;
        const Vec c = load_up_to(cosine + i, n), s = load_up_to(sine + i, n);
        store_up_to(to + i, a * c - b * s, n);
        store_up_to(to + half + i, a * s + b * c, n);
    });
}

void argmax(const float* rows, std::int64_t count, std::int64_t columns, std::int64_t pitch,
            std::int64_t* best) {
    for (std::int64_t r = 0; r < count; ++r) {
        const float* const x = rows + r * pitch;
        float highest = x[0];
        std::int64_t where = 0, c = 0;
        if (columns >= kFloats) {
            Vec lane_highest = load(x);
            VecInt lane_where{}, index{};
            for (c = kFloats; c + kFloats <= columns; c += kFloats) {
                index += kFloats;
                const Vec v = load(x + c);
                const VecInt higher = v > lane_highest;
                lane_highest = choose(higher, v, lane_highest);
                lane_where = (index & higher) | (lane_where & ~higher);
            }
            for (int i = 0; i < kFloats; ++i) {
                const std::int64_t at = lane_where[i] + i;
                if (lane_highest[i] > highest || (lane_highest[i] == highest && at < where)) {
                    highest = lane_highest[i];
                    where = at;
                }
            }
        }
        for (; c < columns; ++c)
            if (x[c] > highest) {
                highest = x[c];
                where = c;
            }
        best[r] = where;
    }
}

void moments(const float* values, std::int64_t count, double* sum, double* squares) {
    constexpr std::int64_t kBlock = 64 * kFloats;  // summed in float, then in double
    double total = 0, total_squares = 0;
    for (std::int64_t begin = 0; begin < count; begin += kBlock) {
        const std::int64_t end = count - begin < kBlock ? count : begin + kBlock;
        Vec s{}, q{};
        std::int64_t i = begin;
        for (; i + kFloats <= end; i += kFloats) {
            const Vec v = load(values + i);
            s += v;
            q += v * v;
        }
        const Vec rest = load_some(values + i, end - i);
        s += rest;
        q += rest * rest;
        for (int k = 0; k < kFloats; ++k) {
            total += s[k];
            total_squares += q[k];
        }
    }
    *sum = total;
    *squares = total_squares;
}

void scale_rows(float* x, std::int64_t rows, std::int64_t columns, const float* scale,
                const float* shift, const float* addend, Activation activation) {
    for (std::int64_t r = 0; r < rows; ++r)
        for (std::int64_t c = 0; c < columns; c += kFloats) {
            const std::int64_t n = columns - c < kFloats ? columns - c : kFloats;
            float* const at = x + r * columns + c;
            const auto part = [&](const float* from) {
                return n == kFloats ? load(from) : load_some(from, n);
            };
            Vec v = part(at) * part(scale + c) + part(shift + c);
            if (addend != nullptr) v += part(addend + r * columns + c);
            if (activation == Activation::elu) v = elu(v);
            if (n == kFloats)
                store(at, v);
            else
                store_some(at, v, n);
        }
}

constexpr RowKernels kKernels = {
    kPanel,       kTileRows,         multiply, dot,           elu_all, lstm_cell,
    gru_cell,     gru_cell_backward, gelu,     gelu_backward, drop,    softmax,
    exponentials, softmax_backward,  rotate,   argmax,        moments, scale_rows};

}  // namespace
}  // namespace affetto
