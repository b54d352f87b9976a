#pragma once

#include <memory>

#include "affetto/model/network.hpp"

namespace affetto {

/// Mean and standard deviation over the steps that a mask lets count: x [T, B, D], mask [T, B] ->
/// [B, 2 D].
at::Tensor mean_and_spread(const at::Tensor& x, const at::Tensor& mask);

/// Hears valence and arousal in what the decoder makes, pooled over time: a small network that is
/// trained along with the rest, so that what is made must carry the emotion that was asked for.
class EmotionHead : public torch::nn::Module {
public:
    /// Of a decoder with `values` D. `weight` is that of its squared error in the loss.
    EmotionHead(std::int64_t values, std::int64_t hidden, double weight, at::Generator& rng);

    /// x [T, B, D], mask [T, B] -> valence and arousal in (-1, 1), [B, 2].
    at::Tensor forward(const at::Tensor& x, const at::Tensor& mask) const;
    /// Adds weight times the mean squared error over the clips whose emotion is known (withheld in
    /// this step or not) and both axes. Without one nothing is added.
    void charge(VaeLoss& loss, const at::Tensor& x, const at::Tensor& mask,
                const Batch& batch) const;

private:
    double weight_;
    std::shared_ptr<Linear> hidden_, out_;
};

}  // namespace affetto
