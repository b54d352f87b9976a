#include "affetto/features/mel_filterbank.hpp"

#include <cmath>
#include <span>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr double kHzPerMel = 200.0 / 3;  // below kLogFromHz
constexpr double kLogFromHz = 1000.0;
constexpr double kLogFromMel = kLogFromHz / kHzPerMel;
const double kLogStep = std::log(6.4) / 27;

[[noreturn]] void refuse(const char* field, const std::string& rule, const std::string& found) {
    throw ConfigError("features.mel.bands." + std::string(field) + ": must " + rule + ", got " +
                      found);
}

void validate(const MelBandsConfig& c, double max_hz, int sample_rate_hz) {
    if (sample_rate_hz < 1)
        throw ConfigError("features.mel.sample_rate_hz: must be at least 1, got " +
                          std::to_string(sample_rate_hz));
    if (c.n_mels < 1) refuse("n_mels", "be at least 1", std::to_string(c.n_mels));
    if (!(c.min_hz >= 0)) refuse("min_hz", "be at least 0", format_number(c.min_hz));
    if (!(max_hz > c.min_hz && max_hz <= sample_rate_hz / 2.0))
        refuse("max_hz",
               "lie above min_hz = " + format_number(c.min_hz) +
                   " and not above half the sample rate, " + format_number(sample_rate_hz / 2.0),
               format_number(max_hz));
    if (c.scale != "slaney" && c.scale != "htk")
        refuse("scale", "be slaney or htk", "'" + c.scale + "'");
    if (c.normalise != "area" && c.normalise != "none")
        refuse("normalise", "be area or none", "'" + c.normalise + "'");
}

}  // namespace

double hz_to_mel(double hz, const std::string& scale) {
    if (scale == "htk") return 2595 * std::log10(1 + hz / 700);
    return hz < kLogFromHz ? hz / kHzPerMel : kLogFromMel + std::log(hz / kLogFromHz) / kLogStep;
}

double mel_to_hz(double mel, const std::string& scale) {
    if (scale == "htk") return 700 * (std::pow(10, mel / 2595) - 1);
    return mel < kLogFromMel ? mel * kHzPerMel
                             : kLogFromHz * std::exp((mel - kLogFromMel) * kLogStep);
}

at::Tensor mel_filterbank(const MelBandsConfig& c, int sample_rate_hz, int n_fft) {
    const double max_hz = c.max_hz.value_or(sample_rate_hz / 2.0);
    validate(c, max_hz, sample_rate_hz);
    const double low = hz_to_mel(c.min_hz, c.scale), high = hz_to_mel(max_hz, c.scale);
    const auto edge = [&](int i) {
        return mel_to_hz(low + (high - low) * i / (c.n_mels + 1), c.scale);
    };
    at::Tensor bank = at::zeros({c.n_mels, n_fft / 2 + 1}, at::kDouble);
    auto weights = bank.accessor<double, 2>();
    for (int m = 0; m < c.n_mels; ++m) {
        const double left = edge(m), centre = edge(m + 1), right = edge(m + 2);
        const double height = c.normalise == "area" ? 2 / (right - left) : 1.0;
        bool empty = true;
        for (int k = 0; k <= n_fft / 2; ++k) {
            const double hz = static_cast<double>(k) * sample_rate_hz / n_fft;
            const double weight =
                std::min((hz - left) / (centre - left), (right - hz) / (right - centre));
            if (weight <= 0) continue;
            weights[m][k] = height * weight;
            empty = false;
        }
        if (empty)
            throw ConfigError("features.mel.bands.n_mels: band " + std::to_string(m) + " (" +
                              format_fixed(left, 1) + " to " + format_fixed(right, 1) +
                              " Hz) holds no bin of a transform with n_fft " +
                              std::to_string(n_fft) + " at " + std::to_string(sample_rate_hz) +
                              " Hz; use fewer than " + std::to_string(c.n_mels) +
                              " bands or a larger n_fft");
    }
    return bank;
}

BandedMatrix banded(const at::Tensor& matrix) {
    const at::Tensor m = matrix.to(at::kDouble).contiguous();
    return BandedMatrix(
        std::span<const double>(m.data_ptr<double>(), static_cast<std::size_t>(m.numel())),
        m.size(0), m.size(1));
}

}  // namespace affetto
