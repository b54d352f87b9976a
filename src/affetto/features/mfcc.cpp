#include "affetto/features/mfcc.hpp"

#include <cmath>
#include <numbers>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

void validate(const MfccConfig& c) {
    if (c.n_mfcc < 1 || c.n_mfcc > c.mel.bands.n_mels)
        throw ConfigError(
            "features.mfcc.n_mfcc: must lie in [1, n_mels = " + std::to_string(c.mel.bands.n_mels) +
            "], got " + std::to_string(c.n_mfcc));
}

}  // namespace

Mfcc::Mfcc(const MfccConfig& config) : config_((validate(config), config)), mel_(config.mel) {
    dct_ = dct_matrix(config.n_mfcc, config.mel.bands.n_mels).to(at::kFloat);
}

at::Tensor Mfcc::forward(const at::Tensor& samples) const {
    return from_log_mel(mel_.log_power(samples));
}

at::Tensor Mfcc::from_log_mel(const at::Tensor& log_mel) const {
    return at::matmul(log_mel, dct_.t());
}

at::Tensor Mfcc::to_log_mel(const at::Tensor& mfcc) const { return at::matmul(mfcc, dct_); }

at::Tensor dct_matrix(std::int64_t coefficients, std::int64_t values) {
    const auto n = static_cast<double>(values);
    const at::Tensor k = at::arange(coefficients, at::kDouble).unsqueeze(1);
    const at::Tensor i = at::arange(values, at::kDouble) * 2 + 1;
    at::Tensor matrix = at::cos(k * i * (std::numbers::pi / (2 * n))) * std::sqrt(2 / n);
    matrix[0].mul_(std::numbers::sqrt2 / 2);
    return matrix;
}

}  // namespace affetto
