#include "affetto/model/attend.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "affetto/tensor/aligned_floats.hpp"
#include "affetto/tensor/matrix_product.hpp"
#include "affetto/tensor/row_kernels.hpp"
#include "affetto/tensor/threads.hpp"

namespace affetto {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr float kHidden = -1e30F;  // a score that nothing is left of

/// Cosine and sine of every position's angles: position * 10000^(-2i/d).
struct Turns {
    at::Tensor cosine, sine, minus_sine;  // [T, d/2]
};

Turns turns(std::int64_t first, std::int64_t steps, std::int64_t half,
            const at::TensorOptions& options) {
    const at::Tensor position = at::arange(first, first + steps, options).unsqueeze(1);
    const at::Tensor frequency =
        at::exp(at::arange(half, options) * (-std::log(10'000.0) / static_cast<double>(half)));
    const at::Tensor angle = position * frequency;
    return {angle.cos(), angle.sin(), -angle.sin()};
}

/// Of the logarithm of a sum of exponentials: all was padding.
bool sees_nothing(float sum) { return sum < kHidden / 2; }

/// The sizes of one call and where its parts lie.
struct Attention {
    std::int64_t steps, batch, heads, dim;
    bool causal;
    const bool* padding;  // [B, T] or null
    Precision precision;
    const float *cosine, *sine, *minus_sine;  // [T, d/2]

    float scale() const { return 1.0F / std::sqrt(static_cast<float>(dim)); }
    /// Rows that are looked at together: whole tiles.
    std::int64_t block() const {
        const std::int64_t tile = row_kernels().tile_rows;
        return std::max<std::int64_t>(1, 64 / tile) * tile;
    }
    std::int64_t seen_from(std::int64_t step) const { return causal ? step + 1 : steps; }
    std::int64_t out_pitch() const { return batch * heads * dim; }        // of [T, B, heads, d]
    std::int64_t given_pitch() const { return batch * 3 * heads * dim; }  // of [T, B, 3, heads, d]
};

/// One clip's part of [T, B, 3, heads, d] (0: queries, 1: keys, 2: values) and of [T, B, heads, d].
std::int64_t in_given(const Attention& a, std::int64_t clip, int part) {
    return (clip * 3 + part) * a.heads * a.dim;
}
std::int64_t in_out(const Attention& a, std::int64_t clip) { return clip * a.heads * a.dim; }

/// Between what a clip has far apart, a step after the other, and [heads, T, d] without gaps: a
/// step of all heads at a time, for its neighbours lie on other pages. `turned` of queries and
/// keys, by the angles of the positions or (back) their opposites.
struct Turn {
    const Attention& a;
    float scale;
    bool back;

    void run(const float* from, std::int64_t from_step, std::int64_t from_head, float* to,
             std::int64_t to_step, std::int64_t to_head) const {
        const std::int64_t half = a.dim / 2;
        const float* const sines = back ? a.minus_sine : a.sine;
        for (std::int64_t t = 0; t < a.steps; ++t)
            for (std::int64_t h = 0; h < a.heads; ++h)
                row_kernels().rotate(from + t * from_step + h * from_head, a.cosine + t * half,
                                     sines + t * half, half, scale, to + t * to_step + h * to_head);
    }
};

void turn(const Attention& a, const float* given, float scale, float* to) {
    Turn{a, scale, false}.run(given, a.given_pitch(), a.dim, to, a.dim, a.steps * a.dim);
}
void turn_back(const Attention& a, const float* from, float scale, float* given) {
    Turn{a, scale, true}.run(from, a.dim, a.steps * a.dim, given, a.given_pitch(), a.dim);
}
/// The same without turning; `pitch` of the steps that lie far apart.
void gather(const Attention& a, const float* from, std::int64_t pitch, float* to) {
    for (std::int64_t t = 0; t < a.steps; ++t)
        for (std::int64_t h = 0; h < a.heads; ++h)
            std::copy_n(from + t * pitch + h * a.dim, a.dim, to + (h * a.steps + t) * a.dim);
}
void scatter(const Attention& a, const float* from, float* to, std::int64_t pitch) {
    for (std::int64_t t = 0; t < a.steps; ++t)
        for (std::int64_t h = 0; h < a.heads; ++h)
            std::copy_n(from + (h * a.steps + t) * a.dim, a.dim, to + t * pitch + h * a.dim);
}

MatrixSpan matrix(const float* first, std::int64_t rows, std::int64_t columns) {
    return {first, rows, columns, columns, 1};
}
MatrixSpan transposed(const float* first, std::int64_t rows, std::int64_t columns) {
    return {first, columns, rows, 1, columns};
}

/// Scores of `count` queries from `first` on, in rows `pitch` apart.
void score(const Attention& a, std::int64_t clip, const Factor& keys, const float* queries,
           std::int64_t first, std::int64_t count, float* scores, std::int64_t pitch) {
    const std::int64_t seen = a.seen_from(first + count - 1);
    keys.multiply(queries + first * a.dim, a.dim, count, a.dim, seen, scores, pitch, false);
    if (a.padding == nullptr) return;
    const bool* const padding = a.padding + clip * a.steps;
    for (std::int64_t t = 0; t < seen; ++t)
        if (padding[t])
            for (std::int64_t r = 0; r < count; ++r) scores[r * pitch + t] = kHidden;
}

/// Zeros where a query of a block sees less than its last one.
void hide_ahead(const Attention& a, std::int64_t first, std::int64_t count, float* rows,
                std::int64_t pitch) {
    const std::int64_t most = a.seen_from(first + count - 1);
    for (std::int64_t r = 0; r < count; ++r) {
        const std::int64_t seen = a.seen_from(first + r);
        std::fill(rows + r * pitch + seen, rows + r * pitch + most, 0.0F);
    }
}

void transpose(const float* from, std::int64_t pitch, std::int64_t rows, std::int64_t columns,
               float* to) {
    constexpr std::int64_t kTile = 16;
    for (std::int64_t c = 0; c < columns; c += kTile)
        for (std::int64_t r = 0; r < rows; ++r)
            for (std::int64_t k = c; k < std::min(c + kTile, columns); ++k)
                to[k * rows + r] = from[r * pitch + k];
}

float dot(const float* a, const float* b, std::int64_t count) {
    float sum = 0;
    for (std::int64_t i = 0; i < count; ++i) sum += a[i] * b[i];
    return sum;
}

/// What one thread computes in: [heads, T, d], but for scores.
struct Room {
    AlignedFloats queries, keys, values, out, grad;
    AlignedFloats to_queries, to_keys, to_values;
    AlignedFloats scores, pulls, turned;  // a block of queries, [block, T]
};

/// One clip: writes its part of `out` and the logarithms of the sums of exponentials [heads, T].
void look(const Attention& a, std::int64_t clip, const float* given, float* out, float* sums) {
    static thread_local Room room;
    const std::int64_t pitch = a.steps, block = a.block(), size = a.steps * a.dim;
    float* const s = room.scores.at_least(block * pitch);
    float* const q = room.queries.at_least(a.heads * size);
    float* const k = room.keys.at_least(a.heads * size);
    float* const v = room.values.at_least(a.heads * size);
    float* const made = room.out.at_least(a.heads * size);
    turn(a, given + in_given(a, clip, 0), a.scale(), q);
    turn(a, given + in_given(a, clip, 1), 1, k);
    gather(a, given + in_given(a, clip, 2), a.given_pitch(), v);
    for (std::int64_t h = 0; h < a.heads; ++h) {
        const Factor keys(transposed(k + h * size, a.steps, a.dim), a.precision);
        const Factor values(matrix(v + h * size, a.steps, a.dim), a.precision);
        for (std::int64_t first = 0; first < a.steps; first += block) {
            const std::int64_t n = std::min(block, a.steps - first);
            score(a, clip, keys, q + h * size, first, n, s, pitch);
            for (std::int64_t r = 0; r < n; ++r) {
                float& sum = sums[h * a.steps + first + r];
                sum = row_kernels().softmax(s + r * pitch, a.seen_from(first + r));
                if (sees_nothing(sum)) std::fill_n(s + r * pitch, a.seen_from(first + r), 0.0F);
            }
            hide_ahead(a, first, n, s, pitch);
            values.multiply(s, pitch, n, a.seen_from(first + n - 1), a.dim,
                            made + h * size + first * a.dim, a.dim, false);
        }
    }
    scatter(a, made, out + in_out(a, clip), a.out_pitch());
}

/// The gradients of one clip, from what look() gave; scores are computed anew.
void look_back(const Attention& a, std::int64_t clip, const float* given, const float* out,
               const float* sums, const float* grad, float* to) {
    static thread_local Room room;
    const std::int64_t pitch = a.steps, block = a.block(), size = a.steps * a.dim;
    float* const p = room.scores.at_least(block * pitch);
    float* const ds = room.pulls.at_least(block * pitch);
    float* const t = room.turned.at_least(block * pitch);
    const auto all_heads = [&](AlignedFloats& floats) { return floats.at_least(a.heads * size); };
    float *const q = all_heads(room.queries), *const k = all_heads(room.keys);
    float *const v = all_heads(room.values), *const o = all_heads(room.out);
    float *const g = all_heads(room.grad), *const to_q = all_heads(room.to_queries);
    float *const to_k = all_heads(room.to_keys), *const to_v = all_heads(room.to_values);
    turn(a, given + in_given(a, clip, 0), a.scale(), q);
    turn(a, given + in_given(a, clip, 1), 1, k);
    gather(a, given + in_given(a, clip, 2), a.given_pitch(), v);
    gather(a, out + in_out(a, clip), a.out_pitch(), o);
    gather(a, grad + in_out(a, clip), a.out_pitch(), g);
    std::fill_n(to_k, a.heads * size, 0.0F);
    std::fill_n(to_v, a.heads * size, 0.0F);
    for (std::int64_t h = 0; h < a.heads; ++h) {
        const std::int64_t mine = h * size;
        const Factor keys(transposed(k + mine, a.steps, a.dim), a.precision);
        const Factor values(transposed(v + mine, a.steps, a.dim), a.precision);
        const Factor back(matrix(k + mine, a.steps, a.dim), a.precision);
        for (std::int64_t first = 0; first < a.steps; first += block) {
            const std::int64_t n = std::min(block, a.steps - first), at = mine + first * a.dim;
            const std::int64_t seen = a.seen_from(first + n - 1);
            score(a, clip, keys, q + mine, first, n, p, pitch);
            values.multiply(g + at, a.dim, n, a.dim, seen, ds, pitch, false);
            for (std::int64_t r = 0; r < n; ++r) {
                const std::int64_t sees = a.seen_from(first + r);
                float *const pr = p + r * pitch, *const dr = ds + r * pitch;
                const float sum = sums[h * a.steps + first + r];
                row_kernels().exponentials(pr, sees, sum);
                if (sees_nothing(sum)) std::fill_n(pr, sees, 0.0F);
                const float mean = dot(g + at + r * a.dim, o + at + r * a.dim, a.dim);
                row_kernels().softmax_backward(pr, dr, mean, sees, dr);
            }
            hide_ahead(a, first, n, p, pitch);
            hide_ahead(a, first, n, ds, pitch);
            back.multiply(ds, pitch, n, seen, a.dim, to_q + at, a.dim, false);
            transpose(p, pitch, n, seen, t);
            Factor(matrix(g + at, n, a.dim), a.precision)
                .multiply(t, n, seen, n, a.dim, to_v + mine, a.dim, true);
            transpose(ds, pitch, n, seen, t);
            Factor(matrix(q + at, n, a.dim), a.precision)
                .multiply(t, n, seen, n, a.dim, to_k + mine, a.dim, true);
        }
    }
    turn_back(a, to_q, a.scale(), to + in_given(a, clip, 0));
    turn_back(a, to_k, 1, to + in_given(a, clip, 1));
    scatter(a, to_v, to + in_given(a, clip, 2), a.given_pitch());
}

template <class Work>
void over_clips(const Attention& a, const Work& work) {
    over_threads(a.batch, 1, [&](std::int64_t from, std::int64_t to) {
        for (std::int64_t clip = from; clip < to; ++clip) work(clip, clip * a.heads * a.steps);
    });
}

class AttendFunction : public torch::autograd::Function<AttendFunction> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& given,
                              const at::Tensor& padding, bool causal, bool bfloat16) {
        const at::Tensor qkv = given.contiguous(), hidden = padding.contiguous();
        const Turns turn = turns(0, qkv.size(0), qkv.size(4) / 2, qkv.options());
        const Attention a = attention(qkv, hidden, turn, causal, bfloat16);
        at::Tensor out = at::empty({a.steps, a.batch, a.heads * a.dim}, qkv.options());
        at::Tensor sums = at::empty({a.batch, a.heads, a.steps}, qkv.options());  // logarithms
        const float* const from = qkv.data_ptr<float>();
        auto *const to = out.data_ptr<float>(), *const kept = sums.data_ptr<float>();
        over_clips(
            a, [&](std::int64_t clip, std::int64_t rows) { look(a, clip, from, to, kept + rows); });
        context->save_for_backward(
            {qkv, hidden, turn.cosine, turn.sine, turn.minus_sine, out, sums});
        context->saved_data["causal"] = causal;
        context->saved_data["bfloat16"] = bfloat16;
        return out;
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        if (at::GradMode::is_enabled()) throw std::logic_error("attention is differentiated twice");
        const variable_list saved = context->get_saved_variables();
        const at::Tensor& qkv = saved[0];
        const Attention a = attention(qkv, saved[1], {saved[2], saved[3], saved[4]},
                                      context->saved_data["causal"].toBool(),
                                      context->saved_data["bfloat16"].toBool());
        const at::Tensor grad = grads[0].contiguous();
        at::Tensor to_qkv = at::empty_like(qkv);
        const float *const from = qkv.data_ptr<float>(), *const out = saved[5].data_ptr<float>();
        const float *const sums = saved[6].data_ptr<float>(), *const pull = grad.data_ptr<float>();
        auto* const to = to_qkv.data_ptr<float>();
        over_clips(a, [&](std::int64_t clip, std::int64_t rows) {
            look_back(a, clip, from, out, sums + rows, pull, to);
        });
        return {to_qkv, {}, {}, {}};
    }

private:
    static Attention attention(const at::Tensor& qkv, const at::Tensor& padding, const Turns& turn,
                               bool causal, bool bfloat16) {
        return {qkv.size(0),
                qkv.size(1),
                qkv.size(3),
                qkv.size(4),
                causal,
                padding.numel() > 0 ? padding.data_ptr<bool>() : nullptr,
                bfloat16 ? Precision::bfloat16 : Precision::float32,
                turn.cosine.data_ptr<float>(),
                turn.sine.data_ptr<float>(),
                turn.minus_sine.data_ptr<float>()};
    }
};

at::Tensor product(const at::Tensor& a, const at::Tensor& b, Precision precision) {
    if (precision == Precision::bfloat16)
        return at::matmul(a.to(at::kBFloat16), b.to(at::kBFloat16)).to(at::kFloat);
    return at::matmul(a, b);
}

/// The definition, with libtorch's operations.
at::Tensor attend_by_libtorch(const at::Tensor& given, bool causal, const at::Tensor& padding,
                              Precision precision) {
    const std::int64_t steps = given.size(0), batch = given.size(1);
    const at::Tensor qkv = given.permute({2, 1, 3, 0, 4});  // 3 x [B, heads, T, d]
    const at::Tensor queries = rotate(qkv[0], 0), keys = rotate(qkv[1], 0);
    const double scale = 1.0 / std::sqrt(static_cast<double>(queries.size(-1)));
    at::Tensor scores = product(queries * scale, keys.transpose(-1, -2), precision);
    const double closed = -std::numeric_limits<float>::infinity();
    if (causal)
        scores = scores.masked_fill(
            at::ones({steps, steps}, given.options().dtype(at::kBool)).triu(1), closed);
    if (padding.defined()) scores = scores.masked_fill(padding.view({batch, 1, 1, steps}), closed);
    return product(at::softmax(scores, -1), qkv[2], precision)
        .permute({2, 0, 1, 3})
        .reshape({steps, batch, -1});
}

}  // namespace

at::Tensor rotate(const at::Tensor& x, std::int64_t first) {
    const std::int64_t half = x.size(-1) / 2;
    const auto [cosine, sine, minus_sine] = turns(first, x.size(-2), half, x.options());
    const at::Tensor a = x.narrow(-1, 0, half), b = x.narrow(-1, half, half);
    return at::cat({a * cosine + b * minus_sine, a * sine + b * cosine}, -1);
}

at::Tensor attend(const at::Tensor& queries_keys_values, bool causal, const at::Tensor& padding,
                  Precision precision) {
    const at::IntArrayRef sizes = queries_keys_values.sizes();
    if (sizes.size() != 5 || sizes[2] != 3 || sizes[4] % 2 != 0 ||
        (padding.defined() && (padding.size(0) != sizes[1] || padding.size(1) != sizes[0])))
        throw std::invalid_argument(
            "attention: expected [T, B, 3, heads, d] with an even d, and padding [B, T]");
    if (!queries_keys_values.device().is_cpu())
        return attend_by_libtorch(queries_keys_values, causal, padding, precision);
    // libtorch 1.13 takes no undefined tensors in functions of one's own.
    const at::Tensor hidden = padding.defined()
                                  ? padding
                                  : at::empty({0}, queries_keys_values.options().dtype(at::kBool));
    return AttendFunction::apply(queries_keys_values, hidden, causal,
                                 precision == Precision::bfloat16);
}

}  // namespace affetto
