#include "affetto/training/feature_adversary.hpp"

#include <algorithm>

namespace affetto {
namespace {

constexpr const char* kSums = "discriminator.sums";

int channels_for(const FeatureLayout& layout, int wanted) {
    // Few where one set of weights goes over all bands or keys, many where each value has its own.
    constexpr int kOfNeighbours = 16, kOfPlanes = 96;
    if (wanted > 0) return wanted;
    return layout.width > 1 ? kOfNeighbours : kOfPlanes;
}

/// Largest factor on the discriminator's terms: it may have nothing to say.
constexpr double kLargestBalance = 1e4;

}  // namespace

FeatureAdversary::FeatureAdversary(Representation representation, std::int64_t values,
                                   const TrainingConfig& config, at::Generator& rng)
    : config_(config),
      discriminator_(layout_of(representation, values),
                     channels_for(layout_of(representation, values), config.adversarial_channels),
                     config.adversarial_spectral_norm, rng),
      weights_(discriminator_.parameters()) {}

at::Tensor FeatureAdversary::against(const VaeLoss& loss, const Batch& batch,
                                     AdversarialReport& report) const {
    const Made& made = loss.made;
    const auto judged = [&](const at::Tensor& frames) {
        return discriminator_(frames, batch.mask, batch.emotion, made.known);
    };
    Judgements of_real;
    {
        const torch::NoGradGuard no_grad;
        of_real = judged(batch.steps);
    }
    const Judgements of_made = judged(made.frames);
    at::Tensor adversarial = adversarial_loss(of_made);
    if (made.drawn.defined())
        adversarial = 0.5 * (adversarial + adversarial_loss(judged(made.drawn)));
    const at::Tensor matching = feature_matching_loss(of_real, of_made);
    const at::Tensor terms = adversarial + config_.adversarial_feature_matching * matching;

    const auto gradient_length = [&](const at::Tensor& of) {
        return torch::autograd::grad({of}, {made.output}, {}, /*retain_graph=*/true)[0]
            .norm()
            .item<double>();
    };
    const double balance = std::min(
        kLargestBalance, gradient_length(loss.total) / std::max(1e-12, gradient_length(terms)));
    report.adversarial = adversarial.item<double>();
    report.feature_matching = matching.item<double>();
    return loss.total + config_.adversarial_weight * balance * terms;
}

at::Tensor FeatureAdversary::gradient_penalty(const Judgements& judgements,
                                              const at::Tensor& frames) const {
    const Judgement& judgement = judgements.front();
    const at::Tensor logits = judgement.logits * judgement.mask;
    const at::Tensor slope = torch::autograd::grad({logits.sum()}, {frames}, {},
                                                   /*retain_graph=*/true, /*create_graph=*/true)[0];
    const at::Tensor places = judgement.mask.sum() * static_cast<double>(logits.size(3));
    return 0.5 * config_.adversarial_r1 * slope.square().sum() / places;
}

double FeatureAdversary::learn(const VaeLoss& loss, const Batch& batch, Ranks& ranks) {
    const at::Tensor made = loss.made.frames.detach();
    const at::Tensor drawn = loss.made.drawn.defined() ? loss.made.drawn.detach() : loss.made.drawn;
    const bool penalised = config_.adversarial_r1 > 0;
    const at::Tensor real =
        penalised ? batch.steps.detach().clone().set_requires_grad(true) : batch.steps;
    const auto judged = [&](const at::Tensor& frames) {
        return discriminator_(frames, batch.mask, batch.emotion, loss.made.known);
    };
    discriminator_.iterate();
    double hinge = 0;
    weights_.update(
        [&] {
            const Judgements of_real = judged(real);
            at::Tensor total = discriminator_loss(of_real, judged(made));
            if (drawn.defined()) total = 0.5 * (total + discriminator_loss(of_real, judged(drawn)));
            hinge = total.item<double>();
            return penalised ? total + gradient_penalty(of_real, real) : total;
        },
        config_.adversarial_learning_rate, config_.clip_norm, &ranks);
    return hinge;
}

void FeatureAdversary::count(const AdversarialReport& report) {
    sums_[0] += report.adversarial;
    sums_[1] += report.feature_matching;
    sums_[2] += 1;
    if (!report.discriminator) return;
    sums_[3] += *report.discriminator;
    sums_[4] += 1;
}

std::optional<AdversarialReport> FeatureAdversary::take_means() {
    if (sums_[2] == 0) return std::nullopt;
    AdversarialReport means{sums_[0] / sums_[2], sums_[1] / sums_[2], std::nullopt};
    if (sums_[4] > 0) means.discriminator = sums_[3] / sums_[4];
    sums_.fill(0);
    return means;
}

NamedTensors FeatureAdversary::state() const {
    NamedTensors tensors = weights_.state();
    tensors.merge(discriminator_.vectors());
    tensors[kSums] = at::tensor(std::vector<double>(sums_.begin(), sums_.end()), at::kDouble);
    return tensors;
}

void FeatureAdversary::load(const TensorFile& file) {
    if (file.tensors.count(kSums) == 0) return;  // a run that had no discriminator so far
    weights_.load(file);
    discriminator_.load_vectors(file);
    const at::Tensor sums =
        file.require(kSums, {static_cast<std::int64_t>(sums_.size())}, at::kDouble);
    std::copy_n(sums.data_ptr<double>(), sums_.size(), sums_.begin());
}

}  // namespace affetto
