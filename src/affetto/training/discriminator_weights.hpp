#pragma once

#include <functional>

#include "affetto/distributed/ranks.hpp"
#include "affetto/tensor/tensor_file.hpp"
#include "affetto/training/adamw.hpp"

namespace affetto {

/// The weights of a discriminator and how they learn: with an AdamW of their own, beta 0.5 and 0.9
/// (Defossez et al. 2022, section 4.4). They ask for gradients only while they learn, so that the
/// step of what is judged pays for none.
class DiscriminatorWeights {
public:
    /// `weights` are leaves; they become views of one block.
    explicit DiscriminatorWeights(std::vector<at::Tensor> weights);

    /// One update down the gradient of `loss`, a scalar computed from the weights; returns its
    /// value before. Of several ranks each brings the loss of its share, and all go the mean way.
    double update(const std::function<at::Tensor()>& loss, double learning_rate, double clip_norm,
                  Ranks* ranks = nullptr);

    /// Everything that changes, by name, for checkpoints. load() leaves it as it is where the file
    /// is of a run that had no discriminator; throws CheckpointError where it does not fit.
    NamedTensors state() const;
    void load(const TensorFile& file);

private:
    std::vector<at::Tensor> weights_;
    FlatParameters parameters_;
    AdamW optimizer_;
    std::int64_t updates_ = 0;
};

}  // namespace affetto
