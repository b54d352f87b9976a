#include "affetto/model/time_mask.hpp"

namespace affetto {

at::Tensor time_mask(const at::Tensor& x, const at::Tensor& lengths) {
    return (at::arange(x.size(0), lengths.options()).unsqueeze(1) < lengths.unsqueeze(0))
        .to(x.scalar_type());
}

at::Tensor mean_over_time(const at::Tensor& x, const at::Tensor& lengths) {
    const at::Tensor mask = time_mask(x, lengths);
    return (x * mask.unsqueeze(2)).sum(0) / lengths.unsqueeze(1).to(x.scalar_type());
}

at::Tensor reverse_in_time(const at::Tensor& x, const at::Tensor& lengths) {
    const at::Tensor t = at::arange(x.size(0), lengths.options()).unsqueeze(1);
    const at::Tensor mirrored = lengths.unsqueeze(0) - 1 - t;
    const at::Tensor index = at::where(mirrored >= 0, mirrored, t);
    return x.gather(0, index.unsqueeze(2).expand_as(x));
}

}  // namespace affetto
