#pragma once

#include "affetto/core/file.hpp"

namespace affetto::test {

/// A fresh folder (its name has a blank and a non-ASCII letter on purpose), removed at the end of
/// the test.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const Path& path() const { return path_; }
    Path operator/(const Path& relative) const { return path_ / relative; }

private:
    Path path_;
};

}  // namespace affetto::test
