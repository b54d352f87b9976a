#include "affetto/tensor/aligned_floats.hpp"

#include <new>

namespace affetto {
namespace {

constexpr std::align_val_t kLine{64};

}  // namespace

float* AlignedFloats::allocate(std::int64_t count) {
    return static_cast<float*>(
        ::operator new(static_cast<std::size_t>(count) * sizeof(float), kLine));
}

void AlignedFloats::Free::operator()(float* floats) const { ::operator delete(floats, kLine); }

}  // namespace affetto
