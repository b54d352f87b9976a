#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <utility>

#include "affetto/core/error.hpp"
#include "affetto/core/file.hpp"
#include "affetto/core/file_calls.hpp"

namespace affetto {
namespace {

namespace fs = std::filesystem;
using detail::fail;
using detail::system_call;

/// Absolute and free of links, "." and a slash at the end, so that the folder has a name and a
/// parent on its own file system.
Path resolved(Path target) {
    if (target.empty()) throw UsageError("the output folder has no name; pass --out DIR");
    const Path absolute = fs::absolute(target);
    std::error_code error;
    target = fs::weakly_canonical(absolute, error);
    if (error) target = absolute.lexically_normal();
    return target.filename().empty() ? target.parent_path() : target;
}

bool contains(const Path& folder, const Path& inner) {
    const auto [end, ignored] =
        std::mismatch(folder.begin(), folder.end(), inner.begin(), inner.end());
    return end == folder.end();
}

/// Throws UsageError where results must not go to `target`.
void check_target(const Path& target, bool overwrite) {
    std::error_code error;
    if (!fs::exists(target, error)) return;
    if (!fs::is_directory(target, error))
        throw UsageError(display(target) + ": is a file, expected a folder; choose another --out");
    if (fs::is_empty(target, error) && !error) return;
    if (!overwrite)
        throw UsageError(display(target) +
                         ": exists and is not empty; choose another --out, or pass --overwrite");
    if (contains(target, fs::current_path(error)))
        throw UsageError(display(target) +
                         ": holds the folder you are in, and --overwrite would remove it; choose "
                         "another --out");
}

bool flush_tree(const Path& folder) {
    std::error_code error;
    fs::recursive_directory_iterator entry(folder, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error))
        if (fs::is_directory(entry->symlink_status()) && !detail::flush_folder(entry->path()))
            return false;
    if (error) errno = error.value();
    return !error && detail::flush_folder(folder);
}

int rename_folder(std::string_view name, const Path& from, const Path& to) {
    return system_call(name, [&] { return ::rename(from.c_str(), to.c_str()); });
}

}  // namespace

StagedFolder::StagedFolder(Path target, bool overwrite)
    : target_(resolved(std::move(target))), overwrite_(overwrite) {
    check_target(target_, overwrite_);
    detail::make_folders(detail::parent_of(target_));
    int made = -1;
    for (int attempt = 0; attempt < detail::kSiblingAttempts; ++attempt) {
        staging_ = detail::hidden_sibling(target_);
        made = system_call("mkdir", [&] { return ::mkdir(staging_.c_str(), 0777); });
        if (made == 0 || errno != EEXIST) break;
    }
    if (made != 0) fail("the folder cannot be written", target_);
}

StagedFolder::StagedFolder(Path target, Path kept, bool overwrite)
    : target_(resolved(std::move(target))),
      staging_(resolved(std::move(kept))),
      overwrite_(overwrite),
      kept_(true) {
    check_target(target_, overwrite_);
    detail::make_folders(detail::parent_of(target_));
    detail::make_folders(staging_);
}

void StagedFolder::check(const Path& target, bool overwrite) {
    check_target(resolved(target), overwrite);
}

StagedFolder::~StagedFolder() {
    std::error_code ignored;
    if (!committed_ && !kept_) fs::remove_all(staging_, ignored);
}

void StagedFolder::commit() {
    if (committed_) throw std::logic_error("StagedFolder: commit() was called twice");
    if (!flush_tree(staging_)) fail("cannot be flushed to disk", target_);

    // An empty folder is replaced by the rename itself. A full one steps aside, and goes only when
    // the new one is in place.
    std::error_code error;
    Path aside;
    if (overwrite_ && fs::exists(target_, error) && !fs::is_empty(target_, error)) {
        aside = Path(staging_.string() + ".old");
        if (rename_folder("rename aside", target_, aside) != 0) fail("cannot be replaced", target_);
    }
    if (rename_folder("rename", staging_, target_) != 0) {
        const int code = errno;
        const bool restored = aside.empty() || ::rename(aside.c_str(), target_.c_str()) == 0;
        errno = code;
        fail(restored ? "the finished folder cannot be put in place"
                      : "the finished folder cannot be put in place, and the old one is now " +
                            display(aside),
             target_);
    }
    committed_ = true;
    if (!aside.empty()) fs::remove_all(aside, error);
    if (!detail::flush_folder(detail::parent_of(target_)))
        fail("is written, but cannot be flushed to disk", target_);
}

}  // namespace affetto
