#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "affetto/core/file.hpp"

namespace affetto {

/// A file that is written piece by piece and appears whole or not at all: it grows under a hidden
/// name beside `path` until commit() puts it in place. Without commit() the destructor removes it.
/// Everything throws Error naming the path and the system's reason.
class OutputFile {
public:
    /// Makes the parent folder.
    explicit OutputFile(const Path& path);
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    const Path& path() const { return path_; }
    /// Adds to the end.
    void write(std::span<const std::byte> bytes);
    /// Writes over what is already there, for a header whose content is known last. Throws
    /// std::invalid_argument past the end.
    void overwrite(std::uint64_t offset, std::span<const std::byte> bytes);
    /// Flush, rename, flush the folder. Nothing can be written afterwards.
    void commit();

private:
    Path path_;
    Path temporary_;
    int fd_ = -1;
    std::uint64_t size_ = 0;
};

/// Makes what stands in `from` durable and renames it to `to`, in the same folder, in the place of
/// what stands there: for files that outlive a broken run under a name of their own.
void put_in_place(const Path& from, const Path& to);

}  // namespace affetto
