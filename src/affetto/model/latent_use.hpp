#pragma once

#include <cstdint>
#include <vector>

#include "affetto/tensor/torch.hpp"

namespace affetto {

/// A latent dimension is active where its posterior mean varies over the data by more than this in
/// variance (Burda, Grosse and Salakhutdinov 2016, section 5.2).
inline constexpr double kActiveVariance = 0.01;

/// How much each latent dimension carries, summed over batches: a posterior that has collapsed says
/// the same of all music. Detached from the graph.
struct LatentUse {
    at::Tensor kl;            // double [Z]: nats, sum over clips
    at::Tensor mean, square;  // double [Z]: of posterior means and their squares, sum over latents
    double clips = 0, latents = 0;

    void add(const LatentUse& other);

    /// Nats a clip; empty where nothing was added.
    std::vector<double> kl_per_dimension() const;
    /// How many dimensions are active.
    std::int64_t active_units() const;
};

/// The same of posterior means [N, Z] themselves.
std::int64_t active_units(const at::Tensor& means);

/// `means` and `kl` [N, Z]: the posterior means of N latents of `clips` clips, and the KL of each.
LatentUse latent_use(const at::Tensor& means, const at::Tensor& kl, std::int64_t clips);

}  // namespace affetto
