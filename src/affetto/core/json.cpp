#include "affetto/core/json.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

std::string place_of(std::string_view text, std::size_t at) {
    at = std::min(at, text.size());
    const auto line =
        1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    const std::size_t start = at == 0 ? 0 : text.rfind('\n', at - 1);
    const std::size_t column =
        at - (start == std::string_view::npos ? 0 : (at == 0 ? 0 : start + 1)) + 1;
    return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

/// Nesting is checked on the text, before any parser recurses into it.
void check_depth(std::string_view text, const std::string& name, std::size_t max_depth) {
    std::size_t depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string) {
            if (c == '\\') ++i;
            if (c == '"') in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++depth > max_depth)
                throw DataError(name + ": " + place_of(text, i) + ": nested deeper than " +
                                std::to_string(max_depth) + " levels");
        } else if ((c == '}' || c == ']') && depth > 0) {
            --depth;
        }
    }
}

}  // namespace

Json parse_json(std::string_view text, std::string_view name, const JsonLimits& limits) {
    const std::string where(name);
    if (text.size() > limits.max_bytes)
        throw DataError(where + ": larger than " + std::to_string(limits.max_bytes) + " bytes");
    check_depth(text, where, limits.max_depth);
    std::vector<std::set<std::string>> open;  // keys of the objects around
    const auto watch = [&](int, Json::parse_event_t event, Json& parsed) {
        switch (event) {
            case Json::parse_event_t::object_start:
                open.emplace_back();
                break;
            case Json::parse_event_t::object_end:
                open.pop_back();
                break;
            case Json::parse_event_t::key:
                if (!open.back().insert(parsed.get<std::string>()).second)
                    throw DataError(where + ": the key '" + parsed.get<std::string>() +
                                    "' stands twice in one object");
                break;
            default:
                break;
        }
        return true;
    };
    try {
        return Json::parse(text.begin(), text.end(), watch);
    } catch (const Json::parse_error& fault) {
        const std::size_t at = fault.byte > 0 ? fault.byte - 1 : 0;
        throw DataError(where + ": " + place_of(text, at) + ": not valid JSON");
    } catch (const Json::exception& fault) {
        throw DataError(where + ": not valid JSON (" + fault.what() + ")");
    }
}

Json read_json(const Path& path, const JsonLimits& limits) {
    return parse_json(read_text(path, limits.max_bytes), display(path), limits);
}

void write_json(const Path& path, const Json& value) {
    // Names of foreign files need not be UTF-8; a report about them must still be written.
    write_text(path, value.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace affetto
