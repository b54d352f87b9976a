#pragma once

#include "affetto/codec/codec_config.hpp"
#include "affetto/tensor/random_tensors.hpp"
#include "affetto/tensor/tensor_file.hpp"

namespace affetto {

/// What a codec's network begins to learn from, by the names of visit_parameters, without code
/// vectors. Convolutions keep the variance of what passes through them (LeCun et al. 1998,
/// "Efficient BackProp", section 4.6): uniform with variance 1 / inputs, where the inputs of a
/// transposed convolution are those that reach one output sample. A residual block begins near the
/// identity: its shortcut is the identity and its second convolution has 0.3 of that size. LSTMs
/// are uniform in +-1/sqrt(width). Norms 1, biases 0. Without all this sound fades from layer to
/// layer, and the waveform is not learned for thousands of steps. float32, requiring gradients.
NamedTensors first_codec_weights(const CodecConfig& config, at::Generator& rng);

}  // namespace affetto
