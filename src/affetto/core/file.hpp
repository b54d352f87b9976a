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

/// For tests: called before every system call by which this layer makes, fills, flushes or renames
/// something, with its name ("open", "write", "fsync", "rename", "mkdir", ...); returning true
/// makes that call fail with ENOSPC. An empty function switches it off.
void set_file_fault(std::function<bool(std::string_view call)> fault);

}  // namespace affetto
