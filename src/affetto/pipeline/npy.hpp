#pragma once

#include "affetto/core/file.hpp"
#include "affetto/tensor/torch.hpp"

namespace affetto {

/// NumPy's .npy format, version 1.0 (numpy.lib.format): magic, header, C-order little-endian
/// values. int16, uint8, float16, float32.
void write_npy(const Path& path, const at::Tensor& tensor);

}  // namespace affetto
