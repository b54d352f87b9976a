#pragma once

#include "affetto/codec/codec_config.hpp"
#include "affetto/tensor/tensor_file.hpp"
#include "affetto/training/adamw.hpp"
#include "affetto/training/codec_training_config.hpp"
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

    /// Everything that changes, by name, for checkpoints. load() leaves it as it is where the file
    /// is of a run that had no discriminator; throws CheckpointError.
    NamedTensors state() const;
    void load(const TensorFile& file);

private:
    CodecTrainingConfig config_;
    StftDiscriminator discriminator_;
    std::vector<at::Tensor> weights_;
    FlatParameters parameters_;
    AdamW optimizer_;
    std::int64_t updates_ = 0;
};

}  // namespace affetto
