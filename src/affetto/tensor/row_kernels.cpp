#include "affetto/tensor/row_kernels.hpp"

namespace affetto {
namespace {

const RowKernels* best_kernels() {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (row_kernels_avx512() != nullptr && __builtin_cpu_supports("avx512f") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq"))
        return row_kernels_avx512();
    if (row_kernels_avx2() != nullptr && __builtin_cpu_supports("avx2") &&
        __builtin_cpu_supports("fma"))
        return row_kernels_avx2();
#endif
    return row_kernels_portable();
}

const Bfloat16Kernels* best_pairs() {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (&row_kernels() == row_kernels_avx512() && __builtin_cpu_supports("avx512bf16"))
        return bfloat16_kernels_avx512();
#endif
    return nullptr;
}

}  // namespace

const RowKernels& row_kernels() {
    static const RowKernels* const best = best_kernels();
    return *best;
}

const Bfloat16Kernels* bfloat16_kernels() {
    static const Bfloat16Kernels* const best = best_pairs();
    return best;
}

}  // namespace affetto
