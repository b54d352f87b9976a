#include "affetto/training/checkpoint_files.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/tensor/tensor_file.hpp"

namespace affetto {
namespace {

/// (step, path) of every file named step-N.safetensors, newest first.
std::vector<std::pair<std::int64_t, Path>> checkpoints_in(const Path& folder) {
    std::vector<std::pair<std::int64_t, Path>> found;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        const std::string name = entry.path().filename().string();
        if (name.rfind("step-", 0) != 0 || entry.path().extension() != ".safetensors") continue;
        if (const auto step = parse_integer(name.substr(5, name.size() - 5 - 12)))
            found.emplace_back(*step, entry.path());
    }
    std::sort(found.rbegin(), found.rend());
    return found;
}

}  // namespace

Path checkpoint_path(const Path& folder, std::int64_t step) {
    return folder / ("step-" + std::to_string(step) + ".safetensors");
}

std::optional<Path> newest_checkpoint(const Path& folder) {
    for (const auto& [step, path] : checkpoints_in(folder)) {
        try {
            (void)read_tensor_file(path);
            return path;
        } catch (const Error&) {
            continue;  // cut short by a full disk, say; the one before it is whole
        }
    }
    return std::nullopt;
}

void keep_newest_checkpoints(const Path& folder) {
    const auto found = checkpoints_in(folder);
    for (std::size_t i = 2; i < found.size(); ++i) {
        std::error_code ignored;
        std::filesystem::remove(found[i].second, ignored);
    }
}

}  // namespace affetto
