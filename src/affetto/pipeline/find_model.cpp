#include "affetto/pipeline/find_model.hpp"

#include <algorithm>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

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

bool holds_model(const Path& folder) {
    std::error_code error;
    return std::filesystem::exists(folder / "model.safetensors", error);
}

}  // namespace

std::vector<std::string> shipped_models() {
    std::vector<std::string> names;
    for (const Path& root : model_roots()) {
        std::error_code error;
        for (const auto& entry : std::filesystem::directory_iterator(root, error))
            if (holds_model(entry.path())) names.push_back(display(entry.path().filename()));
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

Path find_model(const std::string& model) {
    const std::vector<std::string> names = shipped_models();
    // A folder that happens to have the name of a model that ships does not hide it.
    const bool ships = std::find(names.begin(), names.end(), model) != names.end();
    if (!model.empty() && std::filesystem::is_directory(model) && (holds_model(model) || !ships))
        return model;
    const std::string wanted = model.empty() && !names.empty() ? names.front() : model;
    for (const Path& root : model_roots())
        if (!wanted.empty() && wanted.find('/') == std::string::npos && holds_model(root / wanted))
            return root / wanted;
    if (model.empty())
        throw UsageError("--model: no model ships with this build; train one and name its folder");
    std::string known;
    for (const std::string& name : names) known += (known.empty() ? "" : ", ") + name;
    const auto nearest = nearest_name(model, names);
    throw UsageError("--model: '" + model + "' is neither a folder nor a model that ships (" +
                     (known.empty() ? "none" : known) + ")" +
                     (nearest ? "; did you mean '" + *nearest + "'?" : ""));
}

}  // namespace affetto
