#include "skipped.hpp"

#include "affetto/core/foreign_text.hpp"

namespace affetto::cli {

namespace {

constexpr std::size_t kShown = 5, kLongestReason = 500;  // lines, characters

std::string lines_of(const std::vector<std::string>& lines) {
    std::string text;
    for (std::size_t i = 0; i < lines.size() && i < kShown; ++i) text += "  " + lines[i] + "\n";
    if (lines.size() > kShown)
        text += "  ... and " + std::to_string(lines.size() - kShown) +
                " more; manifest.json lists all\n";
    return text;
}

}  // namespace

Json skipped_json(const std::vector<SkippedFile>& skipped) {
    Json list = Json::array();
    for (const SkippedFile& s : skipped) list.push_back({{"path", s.path}, {"reason", s.reason}});
    return list;
}

std::string skipped_text(const std::vector<SkippedFile>& skipped) {
    std::vector<std::string> lines;
    for (const SkippedFile& s : skipped)
        lines.push_back("skipped " + shortened(s.path) + ": " +
                        shortened(s.reason, kLongestReason));
    return lines_of(lines);
}

Json warnings_json(const std::vector<FileWarnings>& warnings) {
    Json list = Json::array();
    for (const FileWarnings& file : warnings)
        list.push_back({{"path", file.path}, {"warnings", file.warnings}});
    return list;
}

std::string warnings_text(const std::vector<FileWarnings>& warnings) {
    std::vector<std::string> lines;
    for (const FileWarnings& file : warnings) {
        std::string line = "warning: " + shortened(file.path) + ":";
        for (std::size_t i = 0; i < file.warnings.size(); ++i)
            line += (i > 0 ? "; " : " ") + shortened(file.warnings[i], kLongestReason);
        lines.push_back(std::move(line));
    }
    return lines_of(lines);
}

}  // namespace affetto::cli
