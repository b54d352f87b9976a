#pragma once

#include <span>

#include "affetto/core/file.hpp"

namespace affetto {

/// Throws UsageError where `out` equals, holds or lies in one of `inputs`, files or folders,
/// whether or not it may be overwritten. Links and ".." are followed; inputs that are empty or not
/// there are passed over.
void require_apart(const Path& out, std::span<const Path> inputs);

/// An absolute path free of links, "." and a slash at the end, so that the folder has a name and a
/// parent on its own file system. Throws UsageError for an empty one.
Path resolved_output(Path out);

/// "out" and ".work" make "out.work", also where `out` ends with a slash: a folder in which a run
/// works until `out` appears.
Path beside_output(Path out, std::string_view ending);

}  // namespace affetto
