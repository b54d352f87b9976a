#include "affetto/training/codec_losses.hpp"

namespace affetto {

at::Tensor log_error(const at::Tensor& made, const at::Tensor& real) {
    constexpr double kSoft = 1e-6, kSmallest = 1e-3;
    const at::Tensor power = real.square().mean({1, 2}) + kSoft;
    return ((made - real).square().mean({1, 2}) / power + kSmallest).log10().mean();
}

at::Tensor si_sdr(const at::Tensor& made, const at::Tensor& real) {
    constexpr double kSmallest = 1e-8;
    const at::Tensor x = made - made.mean(1, true), y = real - real.mean(1, true);
    const at::Tensor scale = (x * y).sum(1, true) / y.square().sum(1, true).clamp_min(kSmallest);
    const at::Tensor target = scale * y;
    return 10 * ((target.square().sum(1) + kSmallest) / ((x - target).square().sum(1) + kSmallest))
                    .log10();
}

}  // namespace affetto
