#include "affetto/core/config.hpp"

#include <algorithm>

#include "affetto/core/text.hpp"

namespace affetto::config_detail {
namespace {

std::string excerpt(const Json& json) {
    constexpr std::size_t kLongest = 80;
    const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    return text.size() <= kLongest ? text : printable(text.substr(0, kLongest)) + "...";
}

}  // namespace

void wrong_type(const std::string& path, const std::string& expected, const Json& found) {
    throw ConfigError(path + ": expected " + expected + ", got " + excerpt(found));
}

void check_keys(const Json& json, const std::vector<std::string>& names, std::string_view path) {
    const std::string where = path.empty() ? "configuration" : std::string(path);
    if (!json.is_object()) throw ConfigError(where + ": expected an object, got " + excerpt(json));
    for (const auto& item : json.items()) {
        if (std::find(names.begin(), names.end(), item.key()) != names.end()) continue;
        const auto nearest = nearest_name(item.key(), names);
        throw ConfigError(where + ": unknown field '" + printable(item.key()) + "'" +
                          (nearest ? "; did you mean '" + *nearest + "'?" : ""));
    }
}

}  // namespace affetto::config_detail
