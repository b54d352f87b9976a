#include "affetto/core/config.hpp"

#include <algorithm>

namespace affetto::config_detail {

void wrong_type(const std::string& path, const char* expected, const Json& found) {
    throw ConfigError(path + ": expected " + expected + ", got " + found.dump());
}

void check_keys(const Json& json, const std::vector<std::string>& names, std::string_view path) {
    const std::string where = path.empty() ? "configuration" : std::string(path);
    if (!json.is_object()) throw ConfigError(where + ": expected an object, got " + json.dump());
    for (const auto& item : json.items()) {
        if (std::find(names.begin(), names.end(), item.key()) != names.end()) continue;
        const auto nearest = nearest_name(item.key(), names);
        throw ConfigError(where + ": unknown field '" + item.key() + "'" +
                          (nearest ? "; did you mean '" + *nearest + "'?" : ""));
    }
}

}  // namespace affetto::config_detail
