#include "affetto/core/result_folder.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "affetto/core/apart.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/file_calls.hpp"
#include "affetto/core/folder_list.hpp"
#include "affetto/core/own_files.hpp"
#include "affetto/core/replace_folder.hpp"

namespace affetto {
namespace {

namespace fs = std::filesystem;
using detail::fail;
using detail::system_call;

bool contains(const Path& folder, const Path& inner) {
    const auto [end, ignored] =
        std::mismatch(folder.begin(), folder.end(), inner.begin(), inner.end());
    return end == folder.end();
}

void check_target(const Path& target, bool overwrite, Compare compare) {
    std::error_code error;
    if (!fs::exists(target, error)) return;
    if (!fs::is_directory(target, error))
        throw UsageError(display(target) + ": is a file, expected a folder; choose another --out");
    if (fs::is_empty(target, error) && !error) return;
    if (!overwrite)
        throw UsageError(display(target) +
                         ": exists and is not empty; choose another --out, or pass --overwrite");
    require_replaceable(target, compare);
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

}  // namespace

void require_replaceable(const Path& target, Compare compare) {
    std::error_code error;
    if (contains(target, fs::current_path(error)))
        throw UsageError(display(target) +
                         ": holds the folder you are in, and --overwrite would remove it; choose "
                         "another --out");
    const OwnFiles own = own_files(target, compare);
    if (own.foreign)
        throw UsageError(display(target) + ": " + foreign_text(own) +
                         "; --overwrite removes nothing else: move it elsewhere, or choose another "
                         "--out");
}

void check_output(const OutputFolder& output) {
    require_apart(output.target, output.inputs);
    check_target(resolved_output(output.target), output.overwrite, Compare::contents);
}

ResultFolder::ResultFolder(OutputFolder output)
    : target_(resolved_output(output.target)), overwrite_(output.overwrite) {
    check_output(output);
    detail::make_folders(detail::parent_of(target_));
    lock_.emplace(target_);
    clear_abandoned(target_);
    check_target(target_, overwrite_, Compare::names);  // what stepped aside may be back
    make_staging();
}

ResultFolder::ResultFolder(OutputFolder output, WriterLock lock)
    : target_(resolved_output(output.target)),
      overwrite_(output.overwrite),
      lock_(std::move(lock)) {
    clear_abandoned(target_);
    check_output(output);
    make_staging();
}

void ResultFolder::make_staging() {
    int made = -1;
    for (int attempt = 0; attempt < detail::kSiblingAttempts; ++attempt) {
        staging_ = detail::hidden_sibling(target_);
        made = system_call("mkdir", [&] { return ::mkdir(staging_.c_str(), 0777); });
        if (made == 0 || errno != EEXIST) break;
    }
    if (made != 0) fail("the folder cannot be written", target_);
    mark_ = mark_in_use(staging_);
}

ResultFolder::ResultFolder(Path target, bool overwrite)
    : ResultFolder(OutputFolder{std::move(target), overwrite, {}}) {}

ResultFolder::ResultFolder(OutputFolder output, Path kept, WriterLock lock)
    : target_(resolved_output(output.target)),
      staging_(resolved_output(std::move(kept))),
      overwrite_(output.overwrite),
      kept_(true),
      lock_(std::move(lock)) {
    clear_abandoned(target_);
    check_output(output);
    detail::make_folders(staging_);
}

ResultFolder::~ResultFolder() {
    std::error_code ignored;
    if (!committed_ && !kept_) fs::remove_all(staging_, ignored);
    if (mark_ >= 0) ::close(mark_);
}

void ResultFolder::commit() {
    if (committed_) throw std::logic_error("ResultFolder: commit() was called twice");
    write_folder_list(staging_);
    if (!flush_tree(staging_)) fail("cannot be flushed to disk", target_);
    try {
        check_target(target_, overwrite_, Compare::names);
    } catch (const UsageError& fault) {  // somebody put something there meanwhile
        const Path elsewhere = free_name_beside(target_);
        if (::rename(staging_.c_str(), elsewhere.c_str()) != 0)
            fail("cannot be written", elsewhere);
        committed_ = true;
        throw Error(std::string(fault.what()) + "; the result of this run is in " +
                    display(elsewhere));
    }
    replace_folder(staging_, target_);
    committed_ = true;
}

}  // namespace affetto
