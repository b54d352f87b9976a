#include "skipped.hpp"

namespace affetto::cli {

Json skipped_json(const std::vector<SkippedFile>& skipped) {
    Json list = Json::array();
    for (const SkippedFile& s : skipped) list.push_back({{"path", s.path}, {"reason", s.reason}});
    return list;
}

std::string skipped_text(const std::vector<SkippedFile>& skipped) {
    constexpr std::size_t kShown = 5;
    std::string text;
    for (std::size_t i = 0; i < skipped.size() && i < kShown; ++i)
        text += "  skipped " + skipped[i].path + ": " + skipped[i].reason + "\n";
    if (skipped.size() > kShown)
        text += "  ... and " + std::to_string(skipped.size() - kShown) +
                " more; manifest.json lists all\n";
    return text;
}

}  // namespace affetto::cli
