#include "affetto/training/limits.hpp"

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {

void require_range(const std::string& field, double value, double low, double high) {
    if (!(value >= low && value <= high))
        throw ConfigError("training." + field + ": must lie in [" + format_number(low) + ", " +
                          format_number(high) + "], got " + format_number(value));
}

}  // namespace affetto
