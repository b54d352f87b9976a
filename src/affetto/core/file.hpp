#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace affetto {

/// The one layer through which Affetto reads and writes files.
using Path = std::filesystem::path;
using Bytes = std::vector<std::byte>;

/// The path as UTF-8 for messages and for files of ours.
std::string display(const Path& path);

/// The whole file. Throws DataError (missing, a folder, a pipe, unreadable, larger than
/// `max_bytes`), naming the path.
Bytes read_bytes(const Path& path, std::uint64_t max_bytes = std::uint64_t{4} << 30);
/// The first `count` bytes, or the whole file where it is shorter. Throws as read_bytes does.
Bytes read_prefix(const Path& path, std::size_t count);
/// The whole file, block by block, for what need not be in memory at once. Throws as read_bytes
/// does.
void read_blocks(const Path& path, const std::function<void(std::span<const std::byte>)>& visit);
std::string read_text(const Path& path, std::uint64_t max_bytes = std::uint64_t{256} << 20);

/// Whole or not at all: a temporary name in the same folder, flush, rename, flush the folder. Makes
/// the parent folder. Throws Error naming the path and the system's reason; the temporary file is
/// removed then.
void write_bytes(const Path& path, std::span<const std::byte> bytes);
void write_text(const Path& path, std::string_view text);
/// For many files that count only together, such as the pieces of one recording: written under
/// their own names, without waiting for the disk. flush_file_system() then makes all of them
/// durable at once; before that a crash may lose or cut any of them.
void write_unflushed(const Path& path, std::span<const std::byte> bytes);
/// Waits until what was written to the file system of `folder` is on the disk.
void flush_file_system(const Path& folder);
/// Adds lines to a log that may be read while it grows: in one write, so that a line appears whole
/// or, on a full disk, not at all.
void append_text(const Path& path, std::string_view text);

/// A result folder that appears whole or not at all: work in `path()` (a hidden sibling of
/// `target`), then commit(). Without commit() the destructor removes it. `overwrite` lets commit()
/// replace an existing folder: the old one is moved aside and removed only once the new one is in
/// place. An empty folder is always replaced.
class StagedFolder {
public:
    /// Throws UsageError where `target` is a file, exists, is not empty and may not be overwritten,
    /// or holds the current folder; Error where it cannot be made.
    StagedFolder(Path target, bool overwrite);
    /// Works in `kept` in place of a hidden sibling: a folder on the same file system, which is
    /// made where it is not there and stays where commit() is not reached, so that a later run can
    /// go on with it.
    StagedFolder(Path target, Path kept, bool overwrite);
    ~StagedFolder();
    StagedFolder(const StagedFolder&) = delete;
    StagedFolder& operator=(const StagedFolder&) = delete;

    /// Throws the same UsageError, making nothing: to refuse a folder before long work.
    static void check(const Path& target, bool overwrite);

    const Path& path() const { return staging_; }
    /// Throws Error where the folder cannot be put in place; the old one is still there then.
    void commit();

private:
    Path target_;
    Path staging_;
    bool overwrite_ = false;
    bool kept_ = false;
    bool committed_ = false;
};

/// While it lives no other process, nor another object, holds one on the same folder; the system
/// lets go of it when a process ends in whatever way. Waits for its turn. Where a file system has
/// no locks it does nothing.
class FolderLock {
public:
    /// Throws Error where the folder is not there.
    explicit FolderLock(const Path& folder);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

private:
    int fd_ = -1;
};

/// For tests: called before every system call by which this layer makes, fills, flushes or renames
/// something, with its name ("open", "write", "fsync", "rename", "mkdir", ...); returning true
/// makes that call fail with ENOSPC. An empty function switches it off.
void set_file_fault(std::function<bool(std::string_view call)> fault);

}  // namespace affetto
