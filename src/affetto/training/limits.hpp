#pragma once

#include <string>

namespace affetto {

/// Throws ConfigError naming the field "training.FIELD", its limits and the value found, where
/// `value` is no number in [low, high].
void require_range(const std::string& field, double value, double low, double high);

}  // namespace affetto
