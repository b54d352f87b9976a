#pragma once

#include <memory>

#include "affetto/features/representation.hpp"
#include "affetto/tensor/tensor_file.hpp"
#include "affetto/training/judgement.hpp"
#include "affetto/training/spectral_norm.hpp"

namespace affetto {

/// How the D values of a frame lie before a discriminator: D = planes * width. Along the width,
/// neighbours are alike: mel bands, keys (two planes: sounding, onsets). Of other values (cepstra,
/// pitch classes, codec latents) each is a plane of its own.
struct FeatureLayout {
    std::int64_t planes = 1, width = 1;
};

/// Throws UsageError for values that are classes.
FeatureLayout layout_of(Representation representation, std::int64_t values);

/// Judges whether frames are real and whether they feel as they were asked to. Convolutions of 3
/// steps in time by 5 along the width (by 1 where the width is 1): one into `channels`, three more
/// dilated by 1, 2 and 4 in time, all with a stride of 2 along the width, and one of 3 x 3, each
/// with LeakyReLU 0.2; then at every place a logit
///   psi(h) + e^T V h,   e = known * (valence, arousal, their product, their absolute values)
/// (Miyato and Koyama 2018, "cGANs with Projection Discriminator").
class FeatureDiscriminator {
public:
    /// `rng` draws the first weights and the vectors of the spectral norm, if it is wanted.
    FeatureDiscriminator(const FeatureLayout& layout, int channels, bool spectral_norm,
                         at::Generator& rng);

    /// frames [T, B, D], mask [T, B] (frames where it is 0 count as zeros and are not judged),
    /// emotion [B, 2], known [B, 1].
    Judgements operator()(const at::Tensor& frames, const at::Tensor& mask,
                          const at::Tensor& emotion, const at::Tensor& known) const;

    /// One power iteration of every weight, where they are normalised.
    void iterate();

    /// All weights, in a fixed order.
    std::vector<at::Tensor> parameters() const;
    /// The vectors of the spectral norm by name, for checkpoints; load_vectors() throws
    /// CheckpointError where they do not fit.
    NamedTensors vectors() const;
    void load_vectors(const TensorFile& file);

private:
    struct Weight {
        at::Tensor value;
        std::shared_ptr<SpectralNorm> norm;  // or none
        at::Tensor operator()() const { return norm ? (*norm)(value) : value; }
    };
    struct Layer {
        Weight weight;    // [outputs, inputs, time, width]
        at::Tensor bias;  // [outputs]
        std::int64_t stride = 1, dilation = 1;
        at::Tensor operator()(const at::Tensor& x) const;
    };
    Weight make_weight(at::IntArrayRef shape, at::Generator& rng) const;
    /// All that may have a spectral norm, in a fixed order.
    std::vector<const Weight*> weights() const;

    FeatureLayout layout_;
    bool spectral_norm_;
    std::vector<Layer> layers_;
    Layer to_logit_;
    Weight emotion_;  // V, [channels, 5]
};

}  // namespace affetto
