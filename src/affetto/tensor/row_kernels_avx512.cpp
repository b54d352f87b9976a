#ifdef __AVX512F__
#define AFFETTO_VECTOR_FLOATS 16
#define AFFETTO_TILE_ROWS 14
#include "affetto/tensor/row_kernels_body.hpp"

namespace affetto {
const RowKernels* row_kernels_avx512() { return &kKernels; }
}  // namespace affetto
#else
#include "affetto/tensor/row_kernels.hpp"

namespace affetto {
const RowKernels* row_kernels_avx512() { return nullptr; }
}  // namespace affetto
#endif
