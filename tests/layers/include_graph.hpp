#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "affetto/core/file.hpp"

namespace affetto::test {

/// One source or header below src/affetto and what its #include lines name.
struct SourceFile {
    std::string name;                   ///< "midi/score.hpp"
    std::string folder;                 ///< "midi"
    std::vector<std::string> ours;      ///< "core/time.hpp"
    std::vector<std::string> packages;  ///< "nlohmann/json.hpp", "sndfile.h", "vector"
};

using SourceFiles = std::map<std::string, SourceFile>;  // by name

/// The include lines of one file's text; those of ours are the ones that begin with "affetto/".
SourceFile read_includes(const std::string& name, const std::string& text);

/// Every .hpp and .cpp below `root` (src/affetto).
SourceFiles read_sources(const Path& root);

/// `name` and every file of ours that it includes, directly or not.
std::set<std::string> closure_of(const SourceFiles& files, const std::string& name);

}  // namespace affetto::test
