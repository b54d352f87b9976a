#include "affetto/core/input_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

/// "" for a file, else what it is instead.
const char* not_a_file(mode_t mode) {
    if (S_ISDIR(mode)) return "is a folder, expected a file";
    if (!S_ISREG(mode)) return "is a pipe or a device, expected a file";
    return "";
}

}  // namespace

InputFile::InputFile(const Path& path)
    // Without O_NONBLOCK a named pipe that nobody writes to would wait for ever.
    : path_(path), fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    if (fd_ < 0) throw DataError(display(path) + ": cannot be opened: " + std::strerror(errno));
    struct stat status {};
    std::string fault;
    if (::fstat(fd_, &status) != 0)
        fault = std::string("cannot be read: ") + std::strerror(errno);
    else
        fault = not_a_file(status.st_mode);
    if (!fault.empty()) {
        ::close(fd_);
        throw DataError(display(path) + ": " + fault);
    }
    size_ = static_cast<std::uint64_t>(status.st_size);
}

InputFile::~InputFile() {
    if (fd_ >= 0) ::close(fd_);
}

InputFile::InputFile(InputFile&& other) noexcept
    : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)), size_(other.size_) {}

std::size_t InputFile::read_at(std::uint64_t offset, std::span<std::byte> block) const {
    std::size_t have = 0;
    while (have < block.size()) {
        const ssize_t count = ::pread(fd_, block.data() + have, block.size() - have,
                                      static_cast<off_t>(offset + have));
        if (count == 0) break;
        if (count > 0)
            have += static_cast<std::size_t>(count);
        else if (errno != EINTR)
            throw DataError(display(path_) + ": cannot be read: " + std::strerror(errno));
    }
    return have;
}

}  // namespace affetto
