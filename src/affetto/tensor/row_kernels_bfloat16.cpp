#ifdef __AVX512BF16__
#define AFFETTO_VECTOR_FLOATS 16
#define AFFETTO_TILE_ROWS 14
#define AFFETTO_PAIRS
#include "affetto/tensor/row_products_body.hpp"

namespace affetto {
namespace {

Vec rounded(Vec first, Vec second) {
    return reinterpret_cast<Vec>(
        _mm512_cvtne2ps_pbh(reinterpret_cast<__m512>(second), reinterpret_cast<__m512>(first)));
}

void round(const float* from, std::int64_t count, float* to) {
    std::int64_t i = 0;
    for (; i + 2 * kFloats <= count; i += 2 * kFloats)
        store(to + i / 2, rounded(load(from + i), load(from + i + kFloats)));
    const std::int64_t left = count - i;
    const Vec first = load_some(from + i, left < kFloats ? left : kFloats);
    const Vec second = left > kFloats ? load_some(from + i + kFloats, left - kFloats) : Vec{};
    store_some(to + i / 2, rounded(first, second), (left + 1) / 2);
}

void pair(const float* first, const float* second, std::int64_t count, float* to) {
    using Half = std::uint16_t __attribute__((vector_size(kFloats * sizeof(std::uint16_t))));
    using Whole = std::uint32_t __attribute__((vector_size(kFloats * sizeof(std::uint32_t))));
    const auto bits = [](const float* from) {
        const auto halves = _mm512_cvtneps_pbh(reinterpret_cast<__m512>(load(from)));
        return __builtin_convertvector(reinterpret_cast<Half>(halves), Whole);
    };
    for (std::int64_t i = 0; i < count; i += kFloats)
        store(to + i, reinterpret_cast<Vec>(bits(first + i) | bits(second + i) << 16));
}

constexpr Bfloat16Kernels kPairs = {multiply, round, pair};

}  // namespace

const Bfloat16Kernels* bfloat16_kernels_avx512() { return &kPairs; }
}  // namespace affetto
#else
#include "affetto/tensor/row_kernels.hpp"

namespace affetto {
const Bfloat16Kernels* bfloat16_kernels_avx512() { return nullptr; }
}  // namespace affetto
#endif
