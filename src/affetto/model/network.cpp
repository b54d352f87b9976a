#include "affetto/model/network.hpp"

namespace affetto {

std::int64_t Network::parameter_count() const {
    std::int64_t count = 0;
    for (const at::Tensor& p : parameters()) count += p.numel();
    return count;
}

}  // namespace affetto
