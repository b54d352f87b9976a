#include "affetto/core/output_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <stdexcept>

#include "affetto/core/file_calls.hpp"

namespace affetto {
namespace {

using detail::fail;
using detail::system_call;

constexpr const char* kNotWritten = "cannot be written";

void flush_parent(const Path& path) {
    if (!detail::flush_folder(detail::parent_of(path)))
        fail("is written, but cannot be flushed to disk", path);
}

}  // namespace

OutputFile::OutputFile(const Path& path) : path_(path) {
    detail::make_folders(detail::parent_of(path));
    for (int attempt = 0; attempt < detail::kSiblingAttempts; ++attempt) {
        temporary_ = detail::hidden_sibling(path);
        fd_ = system_call("open", [&] {
            return ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        });
        if (fd_ >= 0 || errno != EEXIST) break;
    }
    if (fd_ < 0) fail(kNotWritten, path);
}

OutputFile::~OutputFile() {
    if (fd_ >= 0) ::close(fd_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void OutputFile::write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t written =
            system_call("write", [&] { return ::write(fd_, bytes.data(), bytes.size()); });
        if (written < 0) fail(kNotWritten, path_);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        size_ += static_cast<std::uint64_t>(written);
    }
}

void OutputFile::overwrite(std::uint64_t offset, std::span<const std::byte> bytes) {
    if (offset > size_ || bytes.size() > size_ - offset)
        throw std::invalid_argument("OutputFile: nothing to write over past the end");
    while (!bytes.empty()) {
        const ssize_t written = system_call("write", [&] {
            return ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        });
        if (written < 0) fail(kNotWritten, path_);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        offset += static_cast<std::uint64_t>(written);
    }
}

void OutputFile::commit() {
    if (system_call("fsync", [&] { return ::fsync(fd_); }) != 0 || !detail::close_file(fd_) ||
        system_call("rename", [&] { return ::rename(temporary_.c_str(), path_.c_str()); }) != 0)
        fail(kNotWritten, path_);
    temporary_.clear();
    flush_parent(path_);
}

void put_in_place(const Path& from, const Path& to) {
    detail::Descriptor fd(
        system_call("open", [&] { return ::open(from.c_str(), O_WRONLY | O_CLOEXEC); }));
    if (fd.get() < 0 || system_call("fsync", [&] { return ::fsync(fd.get()); }) != 0 || !fd.close())
        fail(kNotWritten, from);
    if (system_call("rename", [&] { return ::rename(from.c_str(), to.c_str()); }) != 0)
        fail(kNotWritten, to);
    flush_parent(to);
}

}  // namespace affetto
