#include "affetto/core/writer_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <ctime>
#include <thread>
#include <utility>

#include "affetto/core/error.hpp"
#include "affetto/core/file_calls.hpp"
#include "affetto/core/progress.hpp"

namespace affetto {
namespace {

constexpr std::string_view kLockEnd = ".affetto-lock";
constexpr const char* kInnerLock = ".affetto-lock";

/// The folder's name as the lock's file has it: short enough for the 255 bytes of a name.
std::string short_name(const Path& folder) {
    constexpr std::size_t kLongest = 200;
    return folder.filename().string().substr(0, kLongest);
}

std::string host_name() {
    std::array<char, 256> host{};
    const bool known = ::gethostname(host.data(), host.size() - 1) == 0 && host.front() != '\0';
    return known ? host.data() : "unknown";
}

std::string holder_text() {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    std::array<char, 32> since{};
    std::strftime(since.data(), since.size(), "%Y-%m-%d %H:%M:%S UTC", &utc);
    return "process " + std::to_string(::getpid()) + " on host " + host_name() + " since " +
           since.data();
}

/// What the lock's file says of its holder, as far as it is plain text.
std::string holder_in(int fd) {
    std::array<char, 300> text{};
    const ssize_t size = ::pread(fd, text.data(), text.size(), 0);
    std::string holder;
    for (ssize_t i = 0; i < size && text[static_cast<std::size_t>(i)] != '\n'; ++i) {
        const char c = text[static_cast<std::size_t>(i)];
        holder += c >= ' ' && c <= '~' ? c : '?';
    }
    return holder.empty() ? "a process that does not say which" : holder;
}

void write_holder(int fd) {
    const std::string text = holder_text() + "\n";
    // A lock without a name on it is still a lock.
    if (::ftruncate(fd, 0) == 0) static_cast<void>(!::pwrite(fd, text.data(), text.size(), 0));
}

/// The lock's file, made where it is not there; -1 where there is no place for it. One that belongs
/// to somebody else may only be readable, which is enough to lock it.
int open_lock(const Path& file) {
    const int fd = detail::system_call(
        "open", [&] { return ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666); });
    if (fd >= 0 || errno != EACCES) return fd;
    return ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
}

bool no_place(int code) { return code == EACCES || code == EPERM || code == EROFS; }

/// Whether `file` still names what is open: its last holder may have removed it meanwhile.
bool is_open_file(const Path& file, int fd) {
    struct stat open {
    }, named{};
    return ::fstat(fd, &open) == 0 && ::stat(file.c_str(), &named) == 0 &&
           open.st_ino == named.st_ino && open.st_dev == named.st_dev;
}

}  // namespace

bool is_writer_lock(const Path& file) {
    const std::string name = file.filename().string();
    return name.size() >= kLockEnd.size() && name.front() == '.' &&
           name.compare(name.size() - kLockEnd.size(), kLockEnd.size(), kLockEnd) == 0;
}

WriterLock::WriterLock(const Path& folder, Busy busy) {
    const Path beside =
        detail::parent_of(folder) / ("." + short_name(folder) + std::string(kLockEnd));
    for (;;) {
        file_ = beside;
        int fd = open_lock(file_);
        if (fd < 0 && no_place(errno)) fd = open_lock(file_ = folder / kInnerLock);
        if (fd < 0 && (no_place(errno) || errno == ENOENT)) return;
        if (fd < 0) detail::fail("cannot be locked", folder);
        if (::flock(fd, LOCK_EX | LOCK_NB) == 0) {
            if (is_open_file(file_, fd)) {
                fd_ = fd;
                write_holder(fd_);
                return;
            }
        } else if (errno != EWOULDBLOCK && errno != EINTR) {  // a file system without locks
            ::close(fd);
            return;
        } else if (busy == Busy::refuse && errno == EWOULDBLOCK) {
            const std::string holder = holder_in(fd);
            ::close(fd);
            throw Error(display(folder) + ": another run of Affetto writes there (" + holder +
                        "); wait until it is done, or choose another --out");
        } else {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        ::close(fd);
        throw_if_interrupted();
    }
}

WriterLock::~WriterLock() {
    if (fd_ < 0) return;
    ::unlink(file_.c_str());  // while it is held: nobody else's can be meant
    ::close(fd_);
}

WriterLock::WriterLock(WriterLock&& other) noexcept
    : file_(std::move(other.file_)), fd_(std::exchange(other.fd_, -1)) {}

}  // namespace affetto
