#include "affetto/codec/stored_zip.hpp"

#include <algorithm>
#include <set>

#include "affetto/codec/crc32.hpp"
#include "affetto/codec/little_endian.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr std::uint32_t kLocalHeader = 0x04034b50, kDirectoryEntry = 0x02014b50,
                        kDirectoryEnd = 0x06054b50, kWideEnd = 0x06064b50,
                        kWideLocator = 0x07064b50;
constexpr std::size_t kLocalHeaderSize = 30, kDirectoryEntrySize = 46, kDirectoryEndSize = 22,
                      kWideEndSize = 56, kWideLocatorSize = 20;
constexpr std::uint16_t kEncrypted = 1 << 0, kSizesFollow = 1 << 3, kUtf8 = 1 << 11;

/// A number of the end record, or "see the wide record".
template <class Number>
bool agrees(Number narrow, std::uint64_t wide) {
    return narrow == static_cast<Number>(-1) || narrow == wide;
}

struct Directory {
    std::uint64_t entries = 0;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
};

/// What the directory says of an entry.
struct Record {
    std::string name;
    std::uint16_t flags = 0;
    std::uint32_t crc = 0;
    std::uint32_t size = 0;
    std::uint32_t offset = 0;  ///< of the local header
};

class ZipReader {
public:
    ZipReader(std::span<const std::byte> archive, std::string_view name, const ZipLimits& limits)
        : archive_(archive), name_(name), limits_(limits) {}

    std::vector<ZipEntry> read() const {
        const Directory directory = read_end();
        std::vector<Record> records = read_directory(directory);
        std::sort(records.begin(), records.end(),
                  [](const Record& a, const Record& b) { return a.offset < b.offset; });
        std::vector<ZipEntry> entries;
        std::uint64_t free_from = 0;
        for (const Record& record : records) {
            if (record.offset < free_from)
                fail("entry '" + record.name + "' overlaps the one before it");
            entries.push_back({record.name, data_of(record, directory.offset)});
            free_from = static_cast<std::uint64_t>(entries.back().bytes.data() - archive_.data()) +
                        record.size;
        }
        return entries;
    }

private:
    [[noreturn]] void fail(const std::string& what) const {
        throw CheckpointError(std::string(name_) + ": not a valid zip archive: " + what);
    }

    template <class Number>
    Number number(std::uint64_t offset) const {
        return read_little_endian<Number>(archive_, offset);
    }

    std::string text(std::uint64_t offset, std::size_t size) const {
        return {reinterpret_cast<const char*>(archive_.data()) + offset, size};
    }

    Directory read_end() const {
        const std::uint64_t size = archive_.size();
        if (size < kDirectoryEndSize ||
            number<std::uint32_t>(size - kDirectoryEndSize) != kDirectoryEnd)
            fail("it does not end with a directory; is it cut short?");
        const std::uint64_t end = size - kDirectoryEndSize;
        if (number<std::uint16_t>(end + 4) != 0 || number<std::uint16_t>(end + 6) != 0)
            fail("it spans several disks");
        if (number<std::uint16_t>(end + 20) != 0) fail("it carries a comment");
        const auto entries_here = number<std::uint16_t>(end + 8);
        const auto entries = number<std::uint16_t>(end + 10);
        const auto bytes = number<std::uint32_t>(end + 12);
        const auto offset = number<std::uint32_t>(end + 16);
        Directory directory{entries, offset, bytes};
        std::uint64_t directory_end = end;
        if (end >= kWideLocatorSize + kWideEndSize &&
            number<std::uint32_t>(end - kWideLocatorSize) == kWideLocator) {
            const std::uint64_t locator = end - kWideLocatorSize, wide = locator - kWideEndSize;
            if (number<std::uint64_t>(locator + 8) != wide ||
                number<std::uint32_t>(wide) != kWideEnd ||
                number<std::uint64_t>(wide + 4) != kWideEndSize - 12)
                fail("its zip64 end record is not where it should be");
            directory = {number<std::uint64_t>(wide + 32), number<std::uint64_t>(wide + 48),
                         number<std::uint64_t>(wide + 40)};
            directory_end = wide;
        }
        if (!agrees(entries_here, directory.entries) || !agrees(entries, directory.entries) ||
            !agrees(bytes, directory.size) || !agrees(offset, directory.offset))
            fail("its two end records contradict each other");
        if (directory.offset > directory_end || directory.size != directory_end - directory.offset)
            fail("its directory is not where it should be");
        if (directory.entries > limits_.max_entries ||
            directory.entries > directory.size / kDirectoryEntrySize)
            fail("its directory claims " + std::to_string(directory.entries) + " entries in " +
                 std::to_string(directory.size) + " bytes");
        return directory;
    }

    std::vector<Record> read_directory(const Directory& directory) const {
        std::vector<Record> records;
        std::set<std::string_view> names;
        std::uint64_t at = directory.offset;
        const std::uint64_t end = directory.offset + directory.size;
        records.reserve(directory.entries);
        for (std::uint64_t i = 0; i < directory.entries; ++i) {
            if (end - at < kDirectoryEntrySize || number<std::uint32_t>(at) != kDirectoryEntry)
                fail("its directory ends at entry " + std::to_string(i));
            const auto name_size = number<std::uint16_t>(at + 28);
            const std::uint64_t size = kDirectoryEntrySize + std::uint64_t{name_size} +
                                       number<std::uint16_t>(at + 30) +
                                       number<std::uint16_t>(at + 32);
            if (size > end - at) fail("its directory ends at entry " + std::to_string(i));
            records.push_back(read_record(at, name_size));
            if (!names.insert(records.back().name).second)
                fail("two entries are named '" + records.back().name + "'");
            at += size;
        }
        if (at != end) fail("its directory holds more than its entries");
        return records;
    }

    Record read_record(std::uint64_t at, std::size_t name_size) const {
        Record record;
        record.name = text(at + kDirectoryEntrySize, name_size);
        check_name(record.name);
        const std::string what = "entry '" + record.name + "' ";
        record.flags = number<std::uint16_t>(at + 8);
        if ((record.flags & kEncrypted) != 0) fail(what + "is encrypted");
        if ((record.flags & ~(kSizesFollow | kUtf8)) != 0)
            fail(what + "uses features that weights do not need");
        if (number<std::uint16_t>(at + 10) != 0)
            fail(what + "is compressed; the weights of PyTorch are stored as they are");
        record.crc = number<std::uint32_t>(at + 16);
        record.size = number<std::uint32_t>(at + 24);
        record.offset = number<std::uint32_t>(at + 42);
        if (record.size == 0xffffffff || record.offset == 0xffffffff)
            fail(what + "lies beyond 4 GB");
        if (number<std::uint32_t>(at + 20) != record.size) fail(what + "has two different sizes");
        if (number<std::uint16_t>(at + 34) != 0) fail("it spans several disks");
        return record;
    }

    /// Names only files below the archive's own root.
    void check_name(const std::string& name) const {
        const auto odd = [&](const char* why) {
            fail("entry '" + printable(name) + "' has a name that " + why);
        };
        if (name.empty()) odd("is empty");
        if (printable(name) != name) odd("is not plain text");
        if (name.find('\\') != std::string::npos || name.find(':') != std::string::npos)
            odd("holds a backslash or a colon");
        for (const std::string_view part : split(name, '/')) {
            if (part.empty()) odd("is absolute or names a folder");
            if (part == "." || part == "..") odd("leads out of the archive");
        }
    }

    std::span<const std::byte> data_of(const Record& record, std::uint64_t data_end) const {
        const std::string what = "entry '" + record.name + "' ";
        const std::uint64_t at = record.offset;
        if (at > data_end || data_end - at < kLocalHeaderSize ||
            number<std::uint32_t>(at) != kLocalHeader)
            fail(what + "is not where the directory says");
        const auto name_size = number<std::uint16_t>(at + 26);
        const std::uint64_t header =
            kLocalHeaderSize + std::uint64_t{name_size} + number<std::uint16_t>(at + 28);
        if (header > data_end - at || record.size > data_end - at - header)
            fail(what + "reaches into the directory");
        const bool follow = (record.flags & kSizesFollow) != 0;
        const auto same = [&](std::uint64_t offset, std::uint32_t expected) {
            const auto found = number<std::uint32_t>(offset);
            return found == expected || (follow && found == 0);
        };
        if (number<std::uint16_t>(at + 6) != record.flags || number<std::uint16_t>(at + 8) != 0 ||
            !same(at + 14, record.crc) || !same(at + 18, record.size) ||
            !same(at + 22, record.size) || text(at + kLocalHeaderSize, name_size) != record.name)
            fail(what + "has a header that contradicts the directory");
        const auto bytes = archive_.subspan(at + header, record.size);
        if (crc32(bytes) != record.crc)
            fail(what + "is damaged: its CRC-32 does not match; copy or download it again");
        return bytes;
    }

    std::span<const std::byte> archive_;
    std::string_view name_;
    const ZipLimits& limits_;
};

}  // namespace

std::vector<ZipEntry> parse_stored_zip(std::span<const std::byte> archive, std::string_view name,
                                       const ZipLimits& limits) {
    return ZipReader(archive, name, limits).read();
}

}  // namespace affetto
