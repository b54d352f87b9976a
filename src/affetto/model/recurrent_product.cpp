#include "affetto/model/recurrent_product.hpp"

namespace affetto {
namespace {

Precision precision_of(bool bfloat16) {
    return bfloat16 && bfloat16_kernels() != nullptr ? Precision::bfloat16 : Precision::float32;
}

}  // namespace

RecurrentProduct::RecurrentProduct(const at::Tensor& matrix, bool bfloat16)
    : weights_(matrix.size(0), matrix.size(1), matrix.data_ptr<float>(), matrix.stride(0),
               matrix.stride(1), paired(precision_of(bfloat16), matrix.size(0))),
      depth_(matrix.size(0)) {}

void RecurrentProduct::run(const float* rows, std::int64_t count, const float* bias,
                           const float* addend, float* out) const {
    const std::int64_t columns = weights_.columns();
    const Product product = weights_.with(rows, depth_);
    multiply_rows({&product, 1, bias, addend, columns}, count, columns, out, columns);
}

}  // namespace affetto
