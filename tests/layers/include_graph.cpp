#include "layers/include_graph.hpp"

#include "affetto/core/text.hpp"

namespace affetto::test {

SourceFile read_includes(const std::string& name, const std::string& text) {
    SourceFile file{name, name.substr(0, name.find('/')), {}, {}};
    const std::string_view ours = "affetto/";
    for (const std::string_view raw : split(text, '\n')) {
        std::string_view line = trim(raw);
        if (line.empty() || line.front() != '#') continue;
        line = trim(line.substr(1));
        if (line.substr(0, 7) != "include") continue;
        line = trim(line.substr(7));
        const std::size_t end = line.find_first_of("\">", 1);
        if (end == std::string_view::npos) continue;
        const std::string_view target = line.substr(1, end - 1);
        if (target.substr(0, ours.size()) == ours)
            file.ours.emplace_back(target.substr(ours.size()));
        else
            file.packages.emplace_back(target);
    }
    return file;
}

SourceFiles read_sources(const Path& root) {
    SourceFiles files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
        const Path& path = entry.path();
        if (path.extension() != ".hpp" && path.extension() != ".cpp") continue;
        const std::string name = path.lexically_relative(root).generic_string();
        files.emplace(name, read_includes(name, read_text(path)));
    }
    return files;
}

std::set<std::string> closure_of(const SourceFiles& files, const std::string& name) {
    std::set<std::string> seen;
    std::vector<std::string> open{name};
    while (!open.empty()) {
        const std::string next = open.back();
        open.pop_back();
        const auto file = files.find(next);
        if (file == files.end() || !seen.insert(next).second) continue;
        open.insert(open.end(), file->second.ours.begin(), file->second.ours.end());
    }
    return seen;
}

}  // namespace affetto::test
