#include "support/test_data.hpp"

#include <cstdlib>

namespace affetto::test {

std::optional<Path> test_data(const Path& relative) {
    const char* set = std::getenv("AFFETTO_TEST_DATA");
    const Path root =
        set != nullptr ? Path(set) : Path(AFFETTO_SOURCE_DIR).parent_path() / "shared";
    const Path path = root / relative;
    if (!std::filesystem::exists(path)) return std::nullopt;
    return path;
}

Path source_folder(const Path& relative) { return Path(AFFETTO_SOURCE_DIR) / relative; }

}  // namespace affetto::test
