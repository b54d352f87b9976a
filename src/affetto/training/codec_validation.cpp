#include "affetto/training/codec_validation.hpp"

#include <algorithm>

#include "affetto/training/codec_losses.hpp"

namespace affetto {

CodecValidation validate_on(LearningCodec& codec, const SpectralLoss& spectral,
                            const at::Tensor& held_out) {
    const torch::NoGradGuard no_grad;
    constexpr std::int64_t kBatch = 8;
    const int codebooks = num_codebooks(codec.config);
    CodecValidation result;
    const std::int64_t count = held_out.size(0);
    for (std::int64_t i = 0; i < count; i += kBatch) {
        const at::Tensor real = held_out.narrow(0, i, std::min(kBatch, count - i));
        const at::Tensor made =
            codec.forward(real, codec.quantizer.begun() ? codebooks : 0, nullptr).sound;
        const auto share = static_cast<double>(real.size(0)) / static_cast<double>(count);
        result.mel += share * spectral(made, real).item<double>();
        result.si_sdr += share * si_sdr(made.flatten(1), real.flatten(1)).mean().item<double>();
    }
    for (int k = 0; k < codebooks; ++k) result.code_use += codec.quantizer.usage(k) / codebooks;
    return result;
}

}  // namespace affetto
