#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "affetto/core/file.hpp"

namespace affetto {

/// A file open for reading at any place. Throws DataError naming the path: missing, a folder, a
/// pipe or a device, unreadable.
class InputFile {
public:
    explicit InputFile(const Path& path);
    ~InputFile();
    InputFile(InputFile&& other) noexcept;
    InputFile& operator=(InputFile&&) = delete;

    const Path& path() const { return path_; }
    /// In bytes, when it was opened.
    std::uint64_t size() const { return size_; }
    /// Reads into the beginning of `block` from `offset` on and says how many bytes; fewer than the
    /// block holds only at the end of the file.
    std::size_t read_at(std::uint64_t offset, std::span<std::byte> block) const;

private:
    Path path_;
    int fd_ = -1;
    std::uint64_t size_ = 0;
};

}  // namespace affetto
