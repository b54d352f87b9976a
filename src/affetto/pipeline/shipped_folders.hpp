#pragma once

#include <string>
#include <vector>

#include "affetto/core/file.hpp"

namespace affetto {

/// What a folder with config.json and model.safetensors holds, by the `what` of its config.json.
enum class WeightsFolder { none, model, codec };
/// `none` where one of the files is missing. A config.json without `what` is a codec's where it has
/// the fields of one, as Hugging Face's have; anything else is taken for a model, whose reader says
/// what is wrong with it.
WeightsFolder kind_of_folder(const Path& folder);

/// A folder that ships: below models/ of the source tree or the installation
/// (share/affetto/models).
struct ShippedFolder {
    std::string name;
    Path path;
};
/// Those of one kind, sorted by name, each name once.
std::vector<ShippedFolder> shipped_folders(WeightsFolder kind);

}  // namespace affetto
