#include "affetto/core/folder_list.hpp"

#include <algorithm>

#include "affetto/core/error.hpp"
#include "affetto/core/sha256.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr std::string_view kFirstLine =
    "# Affetto wrote these files. To check them: sha256sum -c SHA256SUMS\n";
constexpr std::string_view kMark = "# Affetto wrote these files.";
constexpr std::size_t kDigits = 64;

/// Every file below `folder`, by its path there, sorted.
std::vector<std::string> files_below(const Path& folder) {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (!std::filesystem::is_directory(entry.symlink_status()))
            files.push_back(entry.path().lexically_relative(folder).generic_string());
    std::sort(files.begin(), files.end());
    return files;
}

/// "digest  name" as sha256sum writes it: a name with a newline or a backslash is escaped, and the
/// line then begins with a backslash.
std::string line_of(const std::string& name, const std::string& digest) {
    std::string escaped;
    for (const char c : name) {
        if (c == '\\')
            escaped += "\\\\";
        else if (c == '\n')
            escaped += "\\n";
        else if (c == '\r')
            escaped += "\\r";
        else
            escaped += c;
    }
    return (escaped == name ? "" : "\\") + digest + "  " + escaped + "\n";
}

std::string unescaped(std::string_view text) {
    std::string name;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool pair = text[i] == '\\' && i + 1 < text.size();
        const char next = pair ? text[++i] : text[i];
        name += !pair ? next : next == 'n' ? '\n' : next == 'r' ? '\r' : next;
    }
    return name;
}

/// A path that stays in its folder.
bool is_inner_path(const std::string& name) {
    const Path path(name);
    if (name.empty() || path.is_absolute()) return false;
    return std::none_of(path.begin(), path.end(),
                        [](const Path& part) { return part == ".." || part == "."; });
}

}  // namespace

void write_folder_list(const Path& folder) {
    std::string text(kFirstLine);
    for (const std::string& name : files_below(folder))
        if (name != kFolderListFile) text += line_of(name, sha256_of_file(folder / name));
    write_text(folder / kFolderListFile, text);
}

std::optional<FolderList> read_folder_list(const Path& folder) {
    const Path file = folder / kFolderListFile;
    std::error_code error;
    if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(file, error)))
        return std::nullopt;
    const std::string text = read_text(file);
    if (text.rfind(kMark, 0) != 0) return std::nullopt;
    FolderList list;
    std::size_t number = 0;
    for (std::string_view line : split(text, '\n')) {
        ++number;
        if (line.empty() || line.front() == '#') continue;
        const bool is_escaped = line.front() == '\\';
        if (is_escaped) line.remove_prefix(1);
        const bool whole = line.size() > kDigits + 2 && line.substr(kDigits, 2) == "  ";
        std::string name;
        if (whole) name = line.substr(kDigits + 2);
        if (is_escaped) name = unescaped(name);
        if (!is_inner_path(name))
            throw DataError(display(file) + ": line " + std::to_string(number) +
                            ": expected a checksum and the path of a file in this folder");
        list[name] = line.substr(0, kDigits);
    }
    return list;
}

FolderChanges changes_since(const FolderList& list, const Path& folder) {
    FolderChanges changes;
    const std::vector<std::string> there = files_below(folder);
    for (const std::string& name : there)
        if (name != kFolderListFile && !list.contains(name)) changes.added.push_back(name);
    for (const auto& [name, digest] : list) {
        if (!std::binary_search(there.begin(), there.end(), name))
            changes.missing.push_back(name);
        else if (sha256_of_file(folder / name) != digest)
            changes.changed.push_back(name);
    }
    return changes;
}

}  // namespace affetto
