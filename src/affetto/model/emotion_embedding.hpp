#pragma once

#include <memory>

#include "affetto/model/layers.hpp"

namespace affetto {

/// known [B, 1] with each clip's emotion withheld with `probability` in training, which is what
/// makes guidance possible (Ho and Salimans 2022, section 3.2).
at::Tensor withhold(const at::Tensor& known, double probability, const Forward& mode);

/// (valence, arousal) as a vector that encoder and decoder share: a small network on the point, its
/// square and its product, so that each quadrant can have a direction of its own; a learned vector
/// where the emotion is unknown or withheld.
class EmotionEmbedding : public torch::nn::Module {
public:
    EmotionEmbedding(std::int64_t dim, at::Generator& rng);

    /// emotion [B, 2] (valence, arousal), known [B, 1] of 0 and 1 -> [B, dim]
    at::Tensor forward(const at::Tensor& emotion, const at::Tensor& known,
                       const Forward& mode) const;
    std::int64_t dim() const { return unknown_.size(0); }

private:
    std::shared_ptr<Linear> in_, out_;
    at::Tensor unknown_;  // [dim]
};

}  // namespace affetto
