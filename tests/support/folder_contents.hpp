#pragma once

#include <map>
#include <set>
#include <string>

#include "affetto/core/file.hpp"

namespace affetto::test {

/// Every file below a folder, by its path there, with its bytes.
std::map<std::string, Bytes> contents(const Path& root);

/// What lies in a folder beside its entry `in`: results and anything left behind.
std::set<std::string> beside_the_input(const Path& folder);

}  // namespace affetto::test
