#pragma once

namespace affetto {

/// How many threads OpenBLAS uses: built on pthreads it has a count of its own, and its idle
/// threads spin. Nothing with another BLAS.
void set_blas_threads(int threads);

/// Where the address space is limited (ulimit -v), starts the threads of libtorch and the buffers
/// of its BLAS now, having seen that there is room: later, without room, OpenMP would end the
/// process and OpenBLAS would wait for ever. Throws std::bad_alloc. Without a limit it does
/// nothing.
void reserve_threads(int threads);

}  // namespace affetto
