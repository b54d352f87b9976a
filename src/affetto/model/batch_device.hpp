#pragma once

#include "affetto/model/batch.hpp"

namespace affetto {

/// The batch with every tensor on `device`; what lies there already is shared, not copied.
Batch on_device(const Batch& batch, at::Device device);

}  // namespace affetto
