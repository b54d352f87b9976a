#pragma once

#include "affetto/core/progress.hpp"
#include "affetto/model/model_folder.hpp"

namespace affetto {

/// Music with the statistics of EMOPIA, made up as benchmarks/peers/batches.py makes it: seven
/// notes a second, nearly half of them in chords, phrases that come back.

/// `count` training clips of `steps` notes each.
LatentSet synthetic_music(int count, int steps);

/// `count` training clips of `steps` mel frames each: noise.
LatentSet synthetic_frames(int count, int steps);

/// The default network with random weights, but for the gap head's bias: gaps are drawn as often as
/// in synthetic_music(), so that a piece has as many notes as a trained model's.
TrainedModel untrained_model(const LatentSet& music);

/// The default network of this set, with both sides of `family` ("auto": the default one), random.
TrainedModel random_network(const LatentSet& set, const std::string& family);

}  // namespace affetto
