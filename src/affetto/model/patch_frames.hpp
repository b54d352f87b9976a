#pragma once

#include "affetto/model/frame_coder.hpp"
#include "affetto/model/sequence.hpp"

namespace affetto {

/// Patches of R frames side by side, as vision transformers read pictures (Dosovitskiy et al.
/// 2021): a sequence encoder (lstm, gru or transformer) runs over patches and not over frames, so
/// that a clip has R times fewer steps, each one latent.
class PatchEncoder : public FrameEncoder {
public:
    PatchEncoder(const ModelConfig& config, std::int64_t values, at::Generator& rng);
    at::Tensor forward(const at::Tensor& frames, const at::Tensor& emotion,
                       const at::Tensor& lengths, const Forward& mode) const override;

private:
    std::int64_t patch_;
    std::shared_ptr<SequenceEncoder> network_;
    std::shared_ptr<Linear> to_posterior_;
};

/// The same the other way round: the network sees all latents, and each step's state, its latent
/// and emotion beside it, becomes R frames.
class PatchDecoder : public FrameDecoder {
public:
    PatchDecoder(const ModelConfig& config, std::int64_t values, at::Generator& rng);
    at::Tensor forward(const at::Tensor& latents, const at::Tensor& emotion,
                       const at::Tensor& lengths, const Forward& mode) const override;

private:
    std::int64_t patch_;
    double dropout_;
    std::shared_ptr<SequenceEncoder> network_;
    std::shared_ptr<Linear> hidden_, frames_out_;
};

}  // namespace affetto
