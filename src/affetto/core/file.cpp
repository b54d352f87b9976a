#include "affetto/core/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

std::function<bool(std::string_view)> g_fault;

/// True where a test wants this call to fail; errno is set as a full disk would.
bool fails(std::string_view call) {
    if (!g_fault || !g_fault(call)) return false;
    errno = ENOSPC;
    return true;
}

std::string reason() {
    const int code = errno;
    if (code == ENOSPC || code == EDQUOT)
        return "no space left on the device; free some and run again";
    if (code == EACCES || code == EPERM || code == EROFS)
        return std::string(std::strerror(code)) + "; choose a place that you may write to";
    return std::strerror(code);
}

[[noreturn]] void fail(const std::string& what, const Path& path) {
    throw Error(display(path) + ": " + what + ": " + reason());
}

/// A file descriptor that closes itself.
class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int get() const { return fd_; }
    bool close() {
        const int fd = fd_;
        fd_ = -1;
        return !fails("close") && ::close(fd) == 0;
    }

private:
    int fd_;
};

/// The size of a file just opened for reading; throws where that failed or it is a folder.
std::uint64_t size_of_open(const Descriptor& fd, const Path& path) {
    if (fd.get() < 0)
        throw DataError(display(path) + ": cannot be opened: " + std::strerror(errno));
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0)
        throw DataError(display(path) + ": cannot be read: " + std::strerror(errno));
    if (S_ISDIR(status.st_mode)) throw DataError(display(path) + ": is a folder, expected a file");
    return status.st_size > 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

/// Bytes read into the beginning of `block`; 0 at the end of the file.
std::size_t read_some(const Descriptor& fd, const Path& path, std::span<std::byte> block) {
    for (;;) {
        const ssize_t count = ::read(fd.get(), block.data(), block.size());
        if (count >= 0) return static_cast<std::size_t>(count);
        if (errno != EINTR)
            throw DataError(display(path) + ": cannot be read: " + std::strerror(errno));
    }
}

bool write_all(int fd, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        if (fails("write")) return false;
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return true;
}

/// Makes a rename durable. File systems that cannot flush a folder are not an error.
bool flush_folder(const Path& folder) {
    if (fails("open folder")) return false;
    const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd.get() < 0) return errno == EACCES;
    if (fails("fsync folder")) return false;
    return ::fsync(fd.get()) == 0 || errno == EINVAL || errno == ENOTSUP;
}

Path parent_of(const Path& path) {
    const Path parent = path.parent_path();
    return parent.empty() ? Path(".") : parent;
}

void make_folders(const Path& folder) {
    std::error_code error;
    if (std::filesystem::is_directory(folder, error)) return;
    if (fails("mkdir")) fail("cannot make the folder", folder);
    std::filesystem::create_directories(folder, error);
    if (error) {
        errno = error.value();
        fail("cannot make the folder", folder);
    }
}

/// 0666 without the bits of the umask: mkstemp makes files that nobody else may read.
mode_t usual_mode() {
    // Once only: reading the mask means changing it for a moment, which threads must not do.
    static const mode_t mask = [] {
        const mode_t found = ::umask(0);
        ::umask(found);
        return found;
    }();
    return 0666 & ~mask;
}

bool is_empty_or_absent(const Path& path) {
    std::error_code error;
    if (!std::filesystem::exists(std::filesystem::symlink_status(path, error))) return true;
    return std::filesystem::is_directory(path, error) && std::filesystem::is_empty(path, error);
}

}  // namespace

void set_file_fault(std::function<bool(std::string_view)> fault) { g_fault = std::move(fault); }

std::string display(const Path& path) {
    const std::u8string text = path.u8string();
    return {text.begin(), text.end()};
}

Bytes read_bytes(const Path& path, std::uint64_t max_bytes) {
    const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    const std::uint64_t size = size_of_open(fd, path);
    Bytes bytes;
    if (size <= max_bytes) bytes.reserve(size);
    std::byte block[1 << 16];
    while (const std::size_t count = read_some(fd, path, block)) {
        if (bytes.size() + count > max_bytes)
            throw DataError(display(path) + ": larger than the limit of " +
                            std::to_string(max_bytes) + " bytes");
        bytes.insert(bytes.end(), block, block + count);
    }
    return bytes;
}

Bytes read_prefix(const Path& path, std::size_t count) {
    const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    size_of_open(fd, path);
    Bytes bytes(count);
    std::size_t have = 0;
    while (have < count) {
        const std::size_t more = read_some(fd, path, std::span(bytes).subspan(have));
        if (more == 0) break;
        have += more;
    }
    bytes.resize(have);
    return bytes;
}

std::string read_text(const Path& path, std::uint64_t max_bytes) {
    const Bytes bytes = read_bytes(path, max_bytes);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void write_bytes(const Path& path, std::span<const std::byte> bytes) {
    make_folders(parent_of(path));
    std::string temporary =
        (parent_of(path) / ("." + path.filename().string() + ".affetto-XXXXXX")).string();
    if (fails("open")) fail("cannot be written", path);
    Descriptor fd(::mkostemp(temporary.data(), O_CLOEXEC));
    if (fd.get() < 0) fail("cannot be written", path);
    const bool written = ::fchmod(fd.get(), usual_mode()) == 0 && write_all(fd.get(), bytes) &&
                         !fails("fsync") && ::fsync(fd.get()) == 0 && fd.close() &&
                         !fails("rename") && ::rename(temporary.c_str(), path.c_str()) == 0;
    if (!written) {
        const int code = errno;
        ::unlink(temporary.c_str());
        errno = code;
        fail("cannot be written", path);
    }
    if (!flush_folder(parent_of(path))) fail("cannot be flushed to disk", path);
}

void write_text(const Path& path, std::string_view text) {
    write_bytes(path, std::as_bytes(std::span(text.data(), text.size())));
}

void append_text(const Path& path, std::string_view text) {
    if (fails("open")) fail("cannot be written", path);
    Descriptor fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
    if (fd.get() < 0) fail("cannot be written", path);
    if (!write_all(fd.get(), std::as_bytes(std::span(text.data(), text.size()))) || !fd.close())
        fail("cannot be written", path);
}

StagedFolder::StagedFolder(Path target, bool overwrite)
    : target_(std::move(target)), overwrite_(overwrite) {
    if (target_.filename().empty()) target_ = target_.parent_path();  // "out/" is "out"
    if (!overwrite_ && !is_empty_or_absent(target_))
        throw UsageError(display(target_) +
                         ": exists and is not empty; choose another --out, or pass --overwrite");
    make_folders(parent_of(target_));
    std::string name =
        (parent_of(target_) / ("." + target_.filename().string() + ".affetto-XXXXXX")).string();
    if (fails("mkdir") || ::mkdtemp(name.data()) == nullptr)
        fail("the folder cannot be written", target_);
    staging_ = name;
    ::chmod(name.c_str(), usual_mode() | 0111);
}

StagedFolder::~StagedFolder() {
    std::error_code ignored;
    if (!committed_) std::filesystem::remove_all(staging_, ignored);
}

void StagedFolder::commit() {
    // An old folder steps aside and goes only when the new one is in place.
    Path aside;
    std::error_code error;
    if (std::filesystem::exists(target_, error)) {
        aside = Path(staging_.string() + ".old");
        if (fails("rename aside") || ::rename(target_.c_str(), aside.c_str()) != 0)
            fail("cannot be replaced", target_);
    }
    if (fails("rename") || ::rename(staging_.c_str(), target_.c_str()) != 0) {
        const int code = errno;
        if (!aside.empty()) (void)::rename(aside.c_str(), target_.c_str());
        errno = code;
        fail("the finished folder cannot be put in place", target_);
    }
    committed_ = true;
    if (!aside.empty()) std::filesystem::remove_all(aside, error);
    if (!flush_folder(parent_of(target_))) fail("cannot be flushed to disk", target_);
}

}  // namespace affetto
