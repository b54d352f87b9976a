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

std::optional<Path> newest_checkpoint(const Path& folder, const Warn& to) {
    std::string faults;
    for (const auto& found : checkpoints_in(folder)) {
        try {
            (void)read_tensor_file(found.second);
        } catch (const Interrupted&) {
            throw;
        } catch (const Error& fault) {  // cut short, say; the one before it is whole
            faults += (faults.empty() ? "" : "; ") + std::string(fault.what());
            continue;
        }
        if (!faults.empty())
            warn(to, faults + "; going on from " + display(found.second) + " instead");
        return found.second;
    }
    if (!faults.empty())
        throw CheckpointError(faults +
                              "; no checkpoint is left to resume from: train anew with "
                              "--overwrite");
    return std::nullopt;
}

void keep_newest_checkpoints(const Path& folder, std::int64_t step) {
    constexpr int kKept = 2;
    int kept = 0;
    for (const auto& found : checkpoints_in(folder)) {
        if (found.first <= step && kept++ < kKept) continue;
        std::error_code ignored;
        std::filesystem::remove(found.second, ignored);
    }
}

}  // namespace affetto
