#pragma once

#include "affetto/codec/weight_tensors.hpp"

namespace affetto::test {

/// The weights of the full-size reference codec, which are not stored but follow from the formula
/// and the table in <folder>/weights_formula.json; under Meta's names, without the buffers.
WeightTensors formula_weights(const Path& folder);

}  // namespace affetto::test
