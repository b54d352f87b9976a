#include "affetto/core/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "affetto/core/error.hpp"
#include "affetto/core/file_calls.hpp"
#include "affetto/core/input_file.hpp"
#include "affetto/core/interrupt_watch.hpp"
#include "affetto/core/output_file.hpp"

namespace affetto {
namespace {

using detail::Descriptor;
using detail::fail;
using detail::system_call;

bool write_all(int fd, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t written =
            system_call("write", [&] { return ::write(fd, bytes.data(), bytes.size()); });
        if (written < 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return true;
}

/// The file as a vector or a text of bytes.
template <class Container>
Container read_whole(const Path& path, std::uint64_t max_bytes) {
    using Byte = typename Container::value_type;
    const auto too_large = [&] {
        return DataError(display(path) + ": larger than the limit of " + std::to_string(max_bytes) +
                         " bytes");
    };
    const InputFile file(path);
    if (file.size() > max_bytes) throw too_large();
    const InterruptWatch interrupt;
    Container bytes;
    bytes.reserve(file.size());
    std::byte block[1 << 16];
    while (const std::size_t count = file.read_at(bytes.size(), block)) {
        interrupt.check();
        if (bytes.size() + count > max_bytes) throw too_large();
        const auto* const begin = reinterpret_cast<const Byte*>(block);
        bytes.insert(bytes.end(), begin, begin + count);
    }
    return bytes;
}

}  // namespace

std::string display(const Path& path) {
    const std::u8string text = path.u8string();
    return {text.begin(), text.end()};
}

void read_blocks(const Path& path, const std::function<void(std::span<const std::byte>)>& visit) {
    const InputFile file(path);
    const InterruptWatch interrupt;
    Bytes block(1 << 16);
    std::uint64_t at = 0;
    while (const std::size_t count = file.read_at(at, block)) {
        interrupt.check();
        visit(std::span(block).first(count));
        at += count;
    }
}

Bytes read_bytes(const Path& path, std::uint64_t max_bytes) {
    return read_whole<Bytes>(path, max_bytes);
}

Bytes read_prefix(const Path& path, std::size_t count) {
    const InputFile file(path);
    Bytes bytes(count);
    bytes.resize(file.read_at(0, bytes));
    return bytes;
}

std::string read_text(const Path& path, std::uint64_t max_bytes) {
    return read_whole<std::string>(path, max_bytes);
}

void write_bytes(const Path& path, std::span<const std::byte> bytes) {
    OutputFile file(path);
    file.write(bytes);
    file.commit();
}

void write_text(const Path& path, std::string_view text) {
    write_bytes(path, std::as_bytes(std::span(text.data(), text.size())));
}

void write_unflushed(const Path& path, std::span<const std::byte> bytes) {
    detail::make_folders(detail::parent_of(path));
    Descriptor fd(system_call("open", [&] {
        return ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    }));
    if (fd.get() < 0) fail("cannot be written", path);
    if (write_all(fd.get(), bytes) && fd.close()) return;
    const int code = errno;
    ::unlink(path.c_str());
    errno = code;
    fail("cannot be written", path);
}

void flush_file_system(const Path& folder) {
    const Descriptor fd(system_call(
        "open folder", [&] { return ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
    if (fd.get() < 0 || system_call("syncfs", [&] { return ::syncfs(fd.get()); }) != 0)
        fail("is written, but cannot be flushed to disk", folder);
}

void append_text(const Path& path, std::string_view text) {
    Descriptor fd(system_call("open", [&] {
        return ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    }));
    struct stat before {};
    if (fd.get() < 0 || ::fstat(fd.get(), &before) != 0) fail("cannot be written", path);
    const ssize_t written =
        system_call("write", [&] { return ::write(fd.get(), text.data(), text.size()); });
    if (written >= 0 && static_cast<std::size_t>(written) < text.size()) {
        // A disk that fills up within the line: no half line stays. The next byte says why.
        const bool full = ::write(fd.get(), text.data() + written, 1) < 0;
        const int code = full ? errno : ENOSPC;
        static_cast<void>(!::ftruncate(fd.get(), before.st_size));
        errno = code;
        fail("cannot be written", path);
    }
    if (written < 0 || !fd.close()) fail("cannot be written", path);
}

}  // namespace affetto
