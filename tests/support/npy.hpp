#pragma once

#include <cstdint>
#include <vector>

#include "affetto/core/file.hpp"

namespace affetto::test {

/// Arrays of reference numbers, C order.
struct FloatArray {
    std::vector<std::int64_t> shape;
    std::vector<float> values;
};
struct IntegerArray {
    std::vector<std::int64_t> shape;
    std::vector<std::int64_t> values;
};

/// Reads NumPy's .npy format, version 1.0, as far as float32 in C order. Throws DataError for
/// anything else.
FloatArray read_npy(const Path& path);
/// The same for int64.
IntegerArray read_npy_integers(const Path& path);

}  // namespace affetto::test
