#include "affetto/core/version.hpp"

namespace affetto {

std::string_view version() { return AFFETTO_VERSION; }

}  // namespace affetto
