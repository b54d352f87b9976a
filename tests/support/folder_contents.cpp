#include "support/folder_contents.hpp"

namespace affetto::test {

std::map<std::string, Bytes> contents(const Path& root) {
    std::map<std::string, Bytes> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root))
        if (entry.is_regular_file())
            files[display(entry.path().lexically_relative(root))] = read_bytes(entry.path());
    return files;
}

std::set<std::string> beside_the_input(const Path& folder) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().filename() != "in") names.insert(display(entry.path().filename()));
    return names;
}

}  // namespace affetto::test
