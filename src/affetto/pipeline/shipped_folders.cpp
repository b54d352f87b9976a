#include "affetto/pipeline/shipped_folders.hpp"

#include <algorithm>

#include "affetto/core/error.hpp"
#include "affetto/core/json.hpp"

namespace affetto {
namespace {

/// Where models may lie: relative to the program, then where it was built.
std::vector<Path> model_roots() {
    std::vector<Path> roots;
    std::error_code error;
    const Path program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (!error) {
        roots.push_back(program.parent_path().parent_path() / "share/affetto/models");
        roots.push_back(program.parent_path().parent_path().parent_path() / "share/affetto/models");
    }
    roots.emplace_back(AFFETTO_MODELS_FOLDER);
    return roots;
}

}  // namespace

WeightsFolder kind_of_folder(const Path& folder) {
    std::error_code error;
    for (const char* file : {"config.json", "model.safetensors"})
        if (!std::filesystem::exists(folder / file, error)) return WeightsFolder::none;
    try {
        const Json config = read_json(folder / "config.json");
        if (!config.is_object()) return WeightsFolder::model;
        const bool codec = config.contains("what") ? config["what"] == "affetto codec"
                                                   : config.contains("upsampling_ratios");
        return codec ? WeightsFolder::codec : WeightsFolder::model;
    } catch (const DataError&) {
        return WeightsFolder::model;
    }
}

std::vector<ShippedFolder> shipped_folders(WeightsFolder kind) {
    std::vector<ShippedFolder> found;
    for (const Path& root : model_roots()) {
        std::error_code error;
        for (const auto& entry : std::filesystem::directory_iterator(root, error)) {
            const std::string name = display(entry.path().filename());
            const bool known = std::any_of(found.begin(), found.end(),
                                           [&](const auto& f) { return f.name == name; });
            if (!known && kind_of_folder(entry.path()) == kind)
                found.push_back({name, entry.path()});
        }
    }
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    return found;
}

}  // namespace affetto
