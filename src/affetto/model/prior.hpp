#pragma once

#include <vector>

#include "affetto/core/emotion.hpp"
#include "affetto/core/random.hpp"
#include "affetto/features/note_tokens.hpp"
#include "affetto/model/vae.hpp"
#include "affetto/tensor/tensor_file.hpp"

namespace affetto {

/// The prior that generation samples from: the posteriors of training windows, kept with the
/// emotion, key, tempo, metre and instruments of their clips. Drawing from the posteriors near the
/// emotion asked for (an aggregate posterior, Tomczak and Welling 2018) gives better music than
/// N(0, I), and brings a tempo and instruments that fit.
struct Prior {
    Posterior posterior;                         // [N, Z] each
    std::vector<Emotion> emotions;               // N
    std::vector<PieceCondition> conditions;      // N
    std::vector<std::vector<bool>> instruments;  // N x parts
    std::vector<double> weights;                 // N; 1 shared by the windows of a clip

    std::size_t size() const { return emotions.size(); }
};

/// An index drawn with probability proportional to its weight times exp(-d^2 / (2 width^2)), d the
/// distance of its emotion to `e` on the plane.
std::size_t draw_near(const Prior& prior, Emotion e, double width, Random& rng);

/// As tensors "prior.*" beside a model's weights.
void add_to(NamedTensors& tensors, const Prior& prior);
/// Throws CheckpointError naming the tensor at fault.
Prior prior_from(const TensorFile& file, std::int64_t latent_dim, std::int64_t parts);

}  // namespace affetto
