#include "affetto/core/replace_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdio>
#include <vector>

#include "affetto/core/error.hpp"
#include "affetto/core/file_calls.hpp"
#include "affetto/core/folder_list.hpp"
#include "affetto/core/own_files.hpp"

namespace affetto {
namespace {

namespace fs = std::filesystem;
using detail::fail;
using detail::system_call;

int rename_folder(std::string_view name, const Path& from, const Path& to) {
    return system_call(name, [&] { return ::rename(from.c_str(), to.c_str()); });
}

/// 0 where the two have changed places at once.
int exchange_folders(const Path& a, const Path& b) {
    return system_call("exchange", [&] {
        return ::renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE);
    });
}

bool is_missing_or_empty(const Path& folder) {
    std::error_code error;
    return !fs::exists(folder, error) || (fs::is_empty(folder, error) && !error);
}

/// For file systems that cannot exchange: the old folder steps aside first. Returns where it is.
Path step_aside(const Path& made, const Path& target) {
    const Path aside = detail::hidden_sibling(target).string() + std::string(detail::kAside);
    if (rename_folder("rename aside", target, aside) != 0) fail("cannot be replaced", target);
    if (rename_folder("rename", made, target) != 0) {
        const int code = errno;
        const bool restored = ::rename(aside.c_str(), target.c_str()) == 0;
        errno = code;
        fail(restored ? "the finished folder cannot be put in place"
                      : "the finished folder cannot be put in place, and the old one is now " +
                            display(aside),
             target);
    }
    return aside;
}

/// One that no run holds; `folder` is a hidden sibling of `target`.
void clear_one(const Path& folder, const Path& target) {
    const bool aside = display(folder).ends_with(detail::kAside);
    std::error_code error;
    if (aside && !fs::exists(target, error)) {
        ::rename(folder.c_str(), target.c_str());
        return;
    }
    // A whole folder is an old one whose removal a kill cut short, or a result that missed its
    // place; without a list it is no more than a beginning.
    if (aside || fs::exists(folder / kFolderListFile, error)) {
        const OwnFiles own = own_files(folder);
        if (own.known && !own.foreign) remove_own_files(folder, own);
    } else {
        fs::remove_all(folder, error);
    }
}

}  // namespace

void replace_folder(const Path& made, const Path& target) {
    const Path parent = detail::parent_of(target);
    if (is_missing_or_empty(target)) {
        if (rename_folder("rename", made, target) != 0)
            fail("the finished folder cannot be put in place", target);
        if (!detail::flush_folder(parent))
            fail("is written, but cannot be flushed to disk", target);
        return;
    }
    const OwnFiles old = own_files(target);
    if (old.foreign) throw Error(display(target) + ": " + foreign_text(old));
    Path aside = made;
    // Under a name that has a meaning of its own nobody must find the old folder.
    if (!detail::is_sibling_of(made, target)) {
        aside = step_aside(made, target);
    } else if (exchange_folders(made, target) != 0) {
        if (errno != EINVAL && errno != ENOSYS && errno != ENOTSUP)
            fail("cannot be replaced", target);
        aside = step_aside(made, target);
    }
    const int code = detail::flush_folder(parent) ? 0 : errno;
    if (!remove_own_files(aside, old)) {
        const Path kept = free_name_beside(target);
        const bool moved = ::rename(aside.c_str(), kept.c_str()) == 0;
        throw Error(display(target) +
                    ": is written; what came into the old folder meanwhile is in " +
                    display(moved ? kept : aside));
    }
    errno = code;
    if (code != 0) fail("is written, but cannot be flushed to disk", target);
}

void clear_abandoned(const Path& target) {
    std::vector<Path> found;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(detail::parent_of(target), error))
        if (detail::is_sibling_of(entry.path(), target) &&
            fs::is_directory(entry.symlink_status(error)))
            found.push_back(entry.path());
    for (const Path& folder : found) {
        const int mark = mark_in_use(folder);
        if (mark < 0) continue;
        clear_one(folder, target);
        ::close(mark);
    }
}

int mark_in_use(const Path& folder) {
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0 && ::flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
    if (fd >= 0) ::close(fd);
    return -1;
}

Path free_name_beside(const Path& target) {
    for (int number = 2;; ++number) {
        Path name = target.string() + "-" + std::to_string(number);
        std::error_code error;
        if (!fs::exists(fs::symlink_status(name, error))) return name;
    }
}

}  // namespace affetto
