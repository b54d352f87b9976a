#pragma once

#include <array>
#include <optional>

#include "affetto/model/network.hpp"
#include "affetto/training/config.hpp"
#include "affetto/training/discriminator_weights.hpp"
#include "affetto/training/feature_discriminator.hpp"

namespace affetto {

/// What passed between a network and its discriminator: in one step, or means over an epoch.
struct AdversarialReport {
    double adversarial = 0;       ///< hinge; 0 where everything made is taken for real
    double feature_matching = 0;  ///< relative difference of features
    std::optional<double>
        discriminator;  ///< its own hinge loss, where it learned; 2: it cannot tell
};

/// A discriminator that learns beside a network, and what it tells the network: the GAN hybrid
/// (Larsen et al. 2016, "Autoencoding beyond pixels using a learned similarity metric"). It judges
/// reconstructions, whose features are also matched, and, where the network has a prior of its own,
/// music of drawn latents: only that is what generation makes, and only there nothing but the
/// emotion tells the decoder what to make.
class FeatureAdversary {
public:
    /// `values` is D. Throws UsageError for features that are classes.
    FeatureAdversary(Representation representation, std::int64_t values,
                     const TrainingConfig& config, at::Generator& rng);

    /// Whether the network hears from it, and whether it learns, in the step after `step`.
    bool speaks(std::int64_t step) const { return step >= config_.adversarial_start; }
    bool learns(std::int64_t step) const {
        return speaks(step) && step % config_.adversarial_every == 0;
    }

    /// loss.total with the discriminator's terms, weighed so that at the decoder's output their
    /// gradient has adversarial_weight of the length of that of loss.total (Esser et al. 2021,
    /// "Taming Transformers for High-Resolution Image Synthesis", equation 7).
    at::Tensor against(const VaeLoss& loss, const Batch& batch, AdversarialReport& report) const;

    /// One update on what was made, without gradients of the network, together with the other
    /// ranks; returns the loss before.
    double learn(const VaeLoss& loss, const Batch& batch, Ranks& ranks);

    /// The means of what was counted since the last call; none where nothing was.
    void count(const AdversarialReport& report);
    std::optional<AdversarialReport> take_means();

    /// For checkpoints, as of DiscriminatorWeights, with the vectors and the sums of count().
    NamedTensors state() const;
    void load(const TensorFile& file);

private:
    at::Tensor gradient_penalty(const Judgements& judgements, const at::Tensor& frames) const;

    TrainingConfig config_;
    FeatureDiscriminator discriminator_;
    DiscriminatorWeights weights_;
    /// adversarial, feature matching, steps; discriminator, updates
    std::array<double, 5> sums_{};
};

}  // namespace affetto
