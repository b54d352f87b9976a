#pragma once

#include <memory>
#include <span>

#include "affetto/core/name_weights.hpp"
#include "affetto/model/config.hpp"
#include "affetto/model/layers.hpp"

namespace affetto {

/// known [B, 1] with each clip's emotion withheld with `probability` in training, which is what
/// makes guidance possible (Ho and Salimans 2022, section 3.2).
at::Tensor withhold(const at::Tensor& known, double probability, const Forward& mode);

/// Columns of an emotion that is given with its names: valence, arousal, then a weight for each of
/// named_emotions().
std::int64_t emotion_columns();
/// Writes one such row; `out` has emotion_columns() places.
void write_emotion(Emotion point, const NameWeights& names, std::span<float> out);

/// An emotion as a vector that encoder and decoder share; a learned vector where it is unknown or
/// withheld. By ModelConfig::emotion it is
/// - "point": a small network on (valence, arousal), their sizes and their product, so that each
///   quadrant can have a direction of its own;
/// - "names": sum_i w_i e_i, with a learned vector e_i for each of ModelConfig::emotion_names and
///   weights w that sum to 1. The weight of a name that has no vector goes to those that do, as
///   weights_near() would give it;
/// - "both": the sum of the two;
/// - "none": zeros, whatever is asked.
class EmotionEmbedding : public torch::nn::Module {
public:
    EmotionEmbedding(const ModelConfig& config, at::Generator& rng);

    /// emotion [B, 2] (valence, arousal) or [B, emotion_columns()], known [B, 1] of 0 and 1 ->
    /// [B, dim]. Without the columns of the names these are weights_near() the point.
    at::Tensor forward(const at::Tensor& emotion, const at::Tensor& known,
                       const Forward& mode) const;
    std::int64_t dim() const { return dim_; }

private:
    at::Tensor weights(const at::Tensor& emotion) const;

    std::int64_t dim_;
    std::shared_ptr<Linear> in_, out_;    // "point", "both"
    at::Tensor names_;                    // [W, dim], of "names", "both"
    at::Tensor points_, weights_to_own_;  // [N, 2]; [N, W]: shares of each name in those with a
                                          // vector
    at::Tensor unknown_;                  // [dim], undefined for "none"
};

}  // namespace affetto
