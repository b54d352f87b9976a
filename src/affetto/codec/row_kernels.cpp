#include "affetto/codec/row_kernels.hpp"

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

}  // namespace

const RowKernels& row_kernels() {
    static const RowKernels* const best = best_kernels();
    return *best;
}

}  // namespace affetto
