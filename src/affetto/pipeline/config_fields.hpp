#pragma once

#include <string>
#include <vector>

#include "affetto/core/json.hpp"

namespace affetto {

/// A number, word or list of a configuration by its dotted name.
struct ConfigField {
    std::string name;   ///< "training.batch_size"
    std::string value;  ///< JSON text; of words without the quotes
};
/// Every field of nested objects, in their order.
std::vector<ConfigField> fields_of(const Json& config);

struct ChangedField {
    std::string name, value;
    std::string before;  ///< empty: the field was not there
};
/// The fields of `config` that are not as in `defaults`.
std::vector<ChangedField> changed_fields(const Json& config, const Json& defaults);

}  // namespace affetto
