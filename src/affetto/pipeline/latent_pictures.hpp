#pragma once

#include <string>
#include <vector>

#include "affetto/model/network.hpp"
#include "affetto/pipeline/statistics_sections.hpp"

namespace affetto {

/// The latent space of a network for the eye.
struct LatentPictures {
    std::string text;  ///< what is shown, and how many units are active
    std::vector<Figure> figures;
};

/// Of scores the KL of each dimension, of sound the spread of its posterior means, active ones in
/// colour; posterior means of held-out windows (dots) and training windows (rings) along two
/// principal components and by t-SNE, coloured by quadrant. Nothing for fewer than two windows.
/// Draws no random numbers.
LatentPictures latent_pictures(const Network& network, const LatentSet& set);

}  // namespace affetto
