#include "affetto/core/leftovers.hpp"

#include <string>
#include <vector>

#include "affetto/core/file_calls.hpp"

namespace affetto {

void remove_leftovers(const Path& folder) {
    std::vector<Path> found;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error))
        if (detail::is_hidden_sibling(entry.path()) && entry.is_regular_file(error))
            found.push_back(entry.path());
    for (const Path& path : found) std::filesystem::remove(path, error);
}

}  // namespace affetto
