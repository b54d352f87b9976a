#ifdef __AVX2__
#define AFFETTO_VECTOR_FLOATS 8
#define AFFETTO_TILE_ROWS 6
#include "affetto/tensor/row_kernels_body.hpp"

namespace affetto {
const RowKernels* row_kernels_avx2() { return &kKernels; }
}  // namespace affetto
#else
#include "affetto/tensor/row_kernels.hpp"

namespace affetto {
const RowKernels* row_kernels_avx2() { return nullptr; }
}  // namespace affetto
#endif
