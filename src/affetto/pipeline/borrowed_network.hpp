#pragma once

#include <memory>

#include "affetto/model/model_folder.hpp"

namespace affetto {

/// A network that is still in training, for observers that make music or pictures with it:
/// borrowed where it is on the CPU, on which they work, and then it must outlive the result; else a
/// copy.
std::shared_ptr<Network> borrowed_on_cpu(const Network& network,
                                         const ModelDescription& description);

}  // namespace affetto
