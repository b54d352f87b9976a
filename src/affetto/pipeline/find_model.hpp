#pragma once

#include <string>
#include <vector>

#include "affetto/core/file.hpp"

namespace affetto {

/// The names of the models that ship, best first: folders below models/ of the source tree or the
/// installation (share/affetto/models).
std::vector<std::string> shipped_models();

/// The folder of a model: `model` itself where it is a folder, else the shipped model of that name;
/// empty: the first that ships. Throws UsageError naming what ships, with the nearest name.
Path find_model(const std::string& model);

}  // namespace affetto
