#pragma once

#include <vector>

#include "affetto/model/network.hpp"
#include "affetto/model/vae.hpp"

namespace affetto {

// What an encoder believes about windows, without gradients.

/// N windows, one place in latent space each.
struct WindowPosteriors {
    at::Tensor mean;    // [N, Z]; of sound the mean over the window's latents
    at::Tensor kl;      // [N, Z], nats, to the standard normal; of sound, where the prior is
                        // learned, undefined
    at::Tensor spread;  // [Z]: variance of the posterior means, of sound over all latents
};

/// Of any network. Throws std::invalid_argument for fewer than two windows.
WindowPosteriors posteriors_of(const Network& network, const LatentSet& set,
                               const std::vector<Window>& windows);

/// The first windows of `count` clips spread over a split, or of all there are.
std::vector<Window> first_windows(const LatentSet& set, const std::string& split,
                                  std::size_t count);

}  // namespace affetto
