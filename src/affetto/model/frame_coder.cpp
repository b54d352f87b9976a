#include "affetto/model/frame_coder.hpp"

#include "affetto/model/conv_frames.hpp"
#include "affetto/model/patch_frames.hpp"

namespace affetto {

std::shared_ptr<FrameEncoder> make_frame_encoder(const ModelConfig& config, std::int64_t values,
                                                 at::Generator& rng) {
    if (config.encoder == "conv") return std::make_shared<ConvFrameEncoder>(config, values, rng);
    return std::make_shared<PatchEncoder>(config, values, rng);
}

std::shared_ptr<FrameDecoder> make_frame_decoder(const ModelConfig& config, std::int64_t values,
                                                 at::Generator& rng) {
    if (config.decoder == "conv") return std::make_shared<ConvFrameDecoder>(config, values, rng);
    return std::make_shared<PatchDecoder>(config, values, rng);
}

}  // namespace affetto
