#include "affetto/pipeline/find_model.hpp"

#include <algorithm>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/pipeline/shipped_folders.hpp"

namespace affetto {

std::vector<std::string> shipped_models() {
    std::vector<std::string> names;
    for (const ShippedFolder& folder : shipped_folders(WeightsFolder::model))
        names.push_back(folder.name);
    return names;
}

Path find_model(const std::string& model) {
    const std::vector<ShippedFolder> shipped = shipped_folders(WeightsFolder::model);
    const auto ships = std::find_if(shipped.begin(), shipped.end(),
                                    [&](const auto& folder) { return folder.name == model; });
    if (!model.empty() && std::filesystem::is_directory(model)) {
        const WeightsFolder kind = kind_of_folder(model);
        if (kind == WeightsFolder::codec)
            throw UsageError("--model: '" + model +
                             "' is a codec, not a model of music; it belongs to --codec");
        // A folder that happens to have the name of a model that ships does not hide it.
        if (kind == WeightsFolder::model || ships == shipped.end()) return model;
    }
    if (ships != shipped.end()) return ships->path;
    if (model.empty() && !shipped.empty()) return shipped.front().path;
    if (model.empty())
        throw UsageError("--model: no model ships with this build; train one and name its folder");
    const std::vector<std::string> names = shipped_models();
    std::string known;
    for (const std::string& name : names) known += (known.empty() ? "" : ", ") + name;
    const auto nearest = nearest_name(model, names);
    throw UsageError("--model: '" + model + "' is neither a folder nor a model that ships (" +
                     (known.empty() ? "none" : known) + ")" +
                     (nearest ? "; did you mean '" + *nearest + "'?" : ""));
}

}  // namespace affetto
