#pragma once

#include "affetto/codec/codec_config.hpp"
#include "affetto/training/codec_training_config.hpp"
#include "affetto/training/discriminator_weights.hpp"
#include "affetto/training/stft_discriminator.hpp"

namespace affetto {

/// A discriminator that learns beside a codec, and what it tells the codec.
class CodecAdversary {
public:
    /// Throws ConfigError where a window of the discriminator is longer than the sounds it hears.
    CodecAdversary(const CodecConfig& codec, const CodecTrainingConfig& training,
                   at::Generator& rng);

    /// Whether the codec hears from it, and whether it learns, in the step after `step`.
    bool speaks(std::int64_t step) const { return step >= config_.discriminator_start; }
    bool learns(std::int64_t step) const {
        return speaks(step) && step % config_.discriminator_every == 0;
    }

    struct Terms {
        at::Tensor adversarial, feature_matching;
    };
    /// What `made` has to make smaller; sounds are [B, audio_channels, S].
    Terms against(const at::Tensor& made, const at::Tensor& real) const;

    /// One update; returns its loss before.
    double learn(const at::Tensor& made, const at::Tensor& real);

    /// For checkpoints, as of DiscriminatorWeights.
    NamedTensors state() const { return weights_.state(); }
    void load(const TensorFile& file) { weights_.load(file); }

private:
    CodecTrainingConfig config_;
    StftDiscriminator discriminator_;
    DiscriminatorWeights weights_;
};

}  // namespace affetto
