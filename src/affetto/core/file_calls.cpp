#include "affetto/core/file_calls.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstring>

#include "affetto/core/error.hpp"
#include "affetto/core/random.hpp"

namespace affetto {
namespace {

std::function<bool(std::string_view)> g_fault;

constexpr std::string_view kSiblingMark = ".affetto-";
constexpr std::size_t kSiblingLetters = 6;
constexpr std::size_t kLongestName = 200;  // leaves room in the 255 bytes of a file's name
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789";

std::string reason() {
    const int code = errno;
    if (code == ENOSPC || code == EDQUOT) return "no space left: free some and run again";
    if (code == EFBIG)
        return "larger than a file may be here (ulimit -f): raise that limit and run again";
    if (code == EACCES || code == EPERM || code == EROFS)
        return std::string(std::strerror(code)) + "; choose a place that you may write to";
    return std::strerror(code);
}

}  // namespace

void set_file_fault(std::function<bool(std::string_view)> fault) { g_fault = std::move(fault); }

namespace detail {

bool fault_wanted(std::string_view name) { return g_fault && g_fault(name); }

void fail(const std::string& what, const Path& path) {
    throw Error(display(path) + ": " + what + ": " + reason());
}

bool close_file(int& fd) {
    return system_call("close", [&] {
               const int open = fd;
               fd = -1;
               // Linux has let the descriptor go even where a signal came between.
               return ::close(open) == 0 || errno == EINTR ? 0 : -1;
           }) == 0;
}

Path parent_of(const Path& path) {
    const Path parent = path.parent_path();
    return parent.empty() ? Path(".") : parent;
}

void make_folders(const Path& folder) {
    std::error_code error;
    if (std::filesystem::is_directory(folder, error)) return;
    const int made = system_call("mkdir", [&] {
        std::filesystem::create_directories(folder, error);
        errno = error.value();
        return error ? -1 : 0;
    });
    if (made != 0) fail("cannot make the folder", folder);
}

bool flush_folder(const Path& folder) {
    const int fd = system_call(
        "open folder", [&] { return ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
    if (fd < 0) return errno == EACCES;
    const int flushed = system_call("fsync folder", [&] { return ::fsync(fd); });
    const int code = errno;
    ::close(fd);
    errno = code;
    return flushed == 0 || code == EINVAL || code == ENOTSUP;
}

Path hidden_sibling(const Path& path) {
    // The name must differ from process to process and from call to call; no result depends on it.
    static std::atomic<std::uint64_t> calls{0};
    const auto now = std::chrono::system_clock::now().time_since_epoch().count();
    Random letters(static_cast<std::uint64_t>(now) ^ static_cast<std::uint64_t>(::getpid()) << 40,
                   ++calls);
    std::string name = "." + path.filename().string().substr(0, kLongestName);
    name += kSiblingMark;
    for (std::size_t i = 0; i < kSiblingLetters; ++i)
        name += kLetters[static_cast<std::size_t>(
            letters.integer(0, static_cast<int>(kLetters.size()) - 1))];
    return parent_of(path) / name;
}

bool is_hidden_sibling(const Path& path) {
    const std::string name = path.filename().string();
    const std::size_t tail = kSiblingMark.size() + kSiblingLetters;
    return name.size() > tail && name.front() == '.' &&
           name.compare(name.size() - tail, kSiblingMark.size(), kSiblingMark) == 0 &&
           name.find_first_not_of(kLetters, name.size() - kSiblingLetters) == std::string::npos;
}

Path final_name(const Path& name) {
    std::string text = name.filename().string();
    if (text.ends_with(kAside) && is_hidden_sibling(text.substr(0, text.size() - kAside.size())))
        text.resize(text.size() - kAside.size());
    if (!is_hidden_sibling(text)) return name;
    return text.substr(1, text.size() - 1 - kSiblingMark.size() - kSiblingLetters);
}

bool is_sibling_of(const Path& path, const Path& target) {
    const Path name = path.filename(), meant = final_name(name);
    return meant != name && meant.string() == target.filename().string().substr(0, kLongestName);
}

}  // namespace detail
}  // namespace affetto
