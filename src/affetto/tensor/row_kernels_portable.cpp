#define AFFETTO_VECTOR_FLOATS 4
#define AFFETTO_TILE_ROWS 6
#include "affetto/tensor/row_kernels_body.hpp"

namespace affetto {
const RowKernels* row_kernels_portable() { return &kKernels; }
}  // namespace affetto
