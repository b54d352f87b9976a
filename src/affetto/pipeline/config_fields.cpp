#include "affetto/pipeline/config_fields.hpp"

#include <map>

namespace affetto {
namespace {

void collect(const Json& value, const std::string& name, std::vector<ConfigField>& fields) {
    if (value.is_object())
        for (const auto& [key, inner] : value.items())
            collect(inner, name.empty() ? key : name + "." + key, fields);
    else
        fields.push_back({name, value.is_string()
                                    ? value.get<std::string>()
                                    : value.dump(-1, ' ', false, Json::error_handler_t::replace)});
}

}  // namespace

std::vector<ConfigField> fields_of(const Json& config) {
    std::vector<ConfigField> fields;
    collect(config, "", fields);
    return fields;
}

std::vector<ChangedField> changed_fields(const Json& config, const Json& defaults) {
    std::map<std::string, std::string> known;
    for (const ConfigField& field : fields_of(defaults)) known[field.name] = field.value;
    std::vector<ChangedField> changed;
    for (const ConfigField& field : fields_of(config)) {
        const auto before = known.find(field.name);
        if (before == known.end())
            changed.push_back({field.name, field.value, ""});
        else if (before->second != field.value)
            changed.push_back({field.name, field.value, before->second});
    }
    return changed;
}

}  // namespace affetto
