#pragma once

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "affetto/core/error.hpp"

// The bodies of core/config.hpp. A field is a leaf (number, text, list) or a struct with
// visit_fields of its own.

namespace affetto {
namespace config_detail {

struct AnyVisitor {
    template <class T>
    void field(const char*, T&, const char*) {}
};

template <class T, class = void>
struct is_config : std::false_type {};
template <class T>
struct is_config<
    T, std::void_t<decltype(visit_fields(std::declval<T&>(), std::declval<AnyVisitor&>()))>>
    : std::true_type {};

template <class T>
Json value_as_json(const T& value) {
    if constexpr (is_config<T>::value)
        return to_json(value);
    else
        return value;
}
template <class T>
Json value_as_json(const std::optional<T>& value) {
    return value ? value_as_json(*value) : Json(nullptr);
}

struct Writer {
    Json& json;

    template <class T>
    void field(const char* name, T& value, const char*) {
        json[name] = value_as_json(value);
    }
};

struct NameCollector {
    std::vector<std::string>& names;

    template <class T>
    void field(const char* name, T&, const char*) {
        names.emplace_back(name);
    }
};

[[noreturn]] void wrong_type(const std::string& path, const std::string& expected,
                             const Json& found);

inline void read_leaf(bool& value, const Json& json, const std::string& path) {
    if (!json.is_boolean()) wrong_type(path, "true or false", json);
    value = json.get<bool>();
}
inline void read_leaf(std::string& value, const Json& json, const std::string& path) {
    if (!json.is_string()) wrong_type(path, "a text", json);
    value = json.get<std::string>();
}
template <class Float>
requires std::is_floating_point_v<Float>
void read_leaf(Float& value, const Json& json, const std::string& path) {
    const double number = json.is_number() ? json.get<double>() : 0;
    if (!json.is_number() || std::abs(number) > std::numeric_limits<Float>::max())
        wrong_type(path, "a number", json);
    value = static_cast<Float>(number);
}
template <class Integer>
requires std::is_integral_v<Integer>
void read_leaf(Integer& value, const Json& json, const std::string& path) {
    const bool fits =
        json.is_number_unsigned()
            ? std::in_range<Integer>(json.get<std::uint64_t>())
            : json.is_number_integer() && std::in_range<Integer>(json.get<std::int64_t>());
    if (!fits)
        wrong_type(path,
                   "a whole number from " + std::to_string(std::numeric_limits<Integer>::min()) +
                       " to " + std::to_string(std::numeric_limits<Integer>::max()),
                   json);
    value = json.get<Integer>();
}
template <class T>
void read_leaf(std::vector<T>& value, const Json& json, const std::string& path) {
    if (!json.is_array()) wrong_type(path, "a list", json);
    std::vector<T> items(json.size());
    for (std::size_t i = 0; i < items.size(); ++i)
        read_leaf(items[i], json[i], path + "[" + std::to_string(i) + "]");
    value = std::move(items);
}

/// A leaf, a struct, or, where the field is optional, null for "not set".
template <class T>
void read_value(T& value, const Json& json, const std::string& path) {
    if constexpr (is_config<T>::value)
        from_json(value, json, path);
    else
        read_leaf(value, json, path);
}
template <class T>
void read_value(std::optional<T>& value, const Json& json, const std::string& path) {
    if (json.is_null()) {
        value.reset();
        return;
    }
    T read = value.value_or(T{});
    read_value(read, json, path);
    value = std::move(read);
}

struct Reader {
    const Json& json;
    std::string path;

    template <class T>
    void field(const char* name, T& value, const char*) {
        const auto found = json.find(name);
        if (found == json.end()) return;
        read_value(value, *found, path.empty() ? name : path + "." + name);
    }
};

struct Describer {
    std::vector<FieldDescription>& fields;
    std::string path;

    template <class T>
    void field(const char* name, T& value, const char* help) {
        const std::string full = path.empty() ? name : path + "." + name;
        if constexpr (is_config<T>::value)
            visit_fields(value, Describer{fields, full});
        else
            fields.push_back({full, value_as_json(value).dump(), help});
    }
};

/// Throws ConfigError where `json` is no object or has a key that is not in `names`.
void check_keys(const Json& json, const std::vector<std::string>& names, std::string_view path);

}  // namespace config_detail

template <class Config>
Json to_json(const Config& config) {
    Config copy = config;
    Json json = Json::object();
    visit_fields(copy, config_detail::Writer{json});
    return json;
}

template <class Config>
void from_json(Config& config, const Json& json, std::string_view path) {
    std::vector<std::string> names;
    visit_fields(config, config_detail::NameCollector{names});
    config_detail::check_keys(json, names, path);
    visit_fields(config, config_detail::Reader{json, std::string(path)});
}

template <class Config>
std::vector<FieldDescription> describe_fields() {
    std::vector<FieldDescription> fields;
    Config defaults;
    visit_fields(defaults, config_detail::Describer{fields, ""});
    return fields;
}

}  // namespace affetto
