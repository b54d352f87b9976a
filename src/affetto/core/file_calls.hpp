#pragma once

#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>

#include "affetto/core/file.hpp"

// Inside the file layer only: the one place through which it asks the system to change anything.

namespace affetto::detail {

/// True where a test wants the named call to fail (see set_file_fault).
bool fault_wanted(std::string_view name);

/// The result of `call()`, repeated while a signal interrupts it; -1 with errno set where it
/// failed.
template <class Call>
auto system_call(std::string_view name, Call&& call) -> decltype(call()) {
    for (;;) {
        if (fault_wanted(name)) {
            errno = ENOSPC;
            return -1;
        }
        const auto result = call();
        if (result >= 0 || errno != EINTR) return result;
    }
}

/// "path: what: the system's reason; what to do", from errno.
[[noreturn]] void fail(const std::string& what, const Path& path);

/// Closes `fd`, which becomes -1, and says whether everything written arrived, which some file
/// systems only know now.
bool close_file(int& fd);

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
    bool close() { return close_file(fd_); }

private:
    int fd_;
};

Path parent_of(const Path& path);
void make_folders(const Path& folder);
/// Makes renames inside `folder` durable; false with errno set where that failed. File systems that
/// cannot flush a folder are not an error.
bool flush_folder(const Path& folder);

/// A hidden name beside `path`, ".NAME.affetto-XXXXXX"; another one at every call.
Path hidden_sibling(const Path& path);
/// Whether a path has the form of such a name.
bool is_hidden_sibling(const Path& path);
constexpr int kSiblingAttempts = 100;
/// What a name of that form was to become, ".NAME.affetto-XXXXXX" and ".NAME.affetto-XXXXXX.old"
/// (an old folder that stepped aside); any other as it is.
Path final_name(const Path& name);
inline constexpr std::string_view kAside = ".old";
/// Whether `path` is such a name of `target`, in the same folder.
bool is_sibling_of(const Path& path, const Path& target);

}  // namespace affetto::detail
