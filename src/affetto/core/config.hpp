#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "affetto/core/json.hpp"

namespace affetto {

/// Configuration by plain structs: beside each struct stands one function
///     template <class Visitor> void visit_fields(MelConfig& c, Visitor&& v) { v.field("n_fft",
///     c.n_fft, "Samples per window"); }
/// Nested structs are fields too: v.field("model", c.model, "The CVAE"). The visitors below load,
/// save and document every struct that has one, so that no default or help text is written twice.
/// Field types: bool, whole numbers, float, double, std::string, std::vector of numbers or text,
/// structs with visit_fields, and std::optional of these (null in JSON means "not set"). `Config`
/// must be default constructible.

/// Every field as JSON.
template <class Config>
Json to_json(const Config& config);

/// Sets the fields present in `json`; absent ones keep their value. Throws ConfigError naming the
/// field's dotted path, the value found and the type expected; an unknown key is refused with the
/// nearest known one.
/// Call it as affetto::from_json: unqualified, newer versions of nlohmann-json look at theirs too.
template <class Config>
void from_json(Config& config, const Json& json, std::string_view path = "");

struct FieldDescription {
    std::string path;           ///< "features.mel.n_fft"
    std::string default_value;  ///< as JSON text
    std::string help;
};
template <class Config>
std::vector<FieldDescription> describe_fields();

}  // namespace affetto

#include "affetto/core/config_visitors.hpp"  // the templates' bodies
