#pragma once

#include <vector>

#include "affetto/model/convolution.hpp"
#include "affetto/model/frame_coder.hpp"

namespace affetto {

/// Residual convolutions of `conv_dim` channels that halve the rate until one step is left of R
/// frames; the emotion stands beside every frame.
class ConvFrameEncoder : public FrameEncoder {
public:
    ConvFrameEncoder(const ModelConfig& config, std::int64_t values, at::Generator& rng);
    at::Tensor forward(const at::Tensor& frames, const at::Tensor& emotion,
                       const at::Tensor& lengths, const Forward& mode) const override;

private:
    std::shared_ptr<Convolution> frames_in_, to_posterior_;
    std::vector<std::shared_ptr<ResidualConvolution>> blocks_;
    std::vector<std::shared_ptr<HalfRate>> slower_;
};

/// The same the other way round.
class ConvFrameDecoder : public FrameDecoder {
public:
    ConvFrameDecoder(const ModelConfig& config, std::int64_t values, at::Generator& rng);
    at::Tensor forward(const at::Tensor& latents, const at::Tensor& emotion,
                       const at::Tensor& lengths, const Forward& mode) const override;

private:
    std::shared_ptr<Convolution> latents_in_, frames_out_;
    std::vector<std::shared_ptr<ResidualConvolution>> blocks_;
    std::vector<std::shared_ptr<DoubleRate>> faster_;
};

}  // namespace affetto
