#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace affetto {

/// A file inside a zip archive.
struct ZipEntry {
    std::string name;                  ///< UTF-8, '/' between folders
    std::span<const std::byte> bytes;  ///< lives as long as the archive's bytes
};

struct ZipLimits {
    std::uint64_t max_entries = 100'000;
};

/// Reads a zip archive as far as PyTorch writes one (PKWARE's APPNOTE 6.3.9, with the end records
/// of zip64): every entry is stored as it is. Refused are compression, encryption, several disks,
/// entries of 4 GB and more, comments, names that stand twice, that lead out of the archive or name
/// a folder, entries that overlap, local headers that contradict the directory, sizes and CRC-32
/// that do not match. Throws CheckpointError: `name` (a path or a word for it) and the fault.
std::vector<ZipEntry> parse_stored_zip(std::span<const std::byte> archive, std::string_view name,
                                       const ZipLimits& limits = {});

}  // namespace affetto
