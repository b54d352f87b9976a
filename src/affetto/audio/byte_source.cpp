#include "affetto/audio/byte_source.hpp"

#include <algorithm>

namespace affetto {
namespace {

constexpr std::size_t kReadAhead = std::size_t{64} << 10;

/// What of `bytes`, which begin at `from`, lies at `offset`, into the beginning of `block`.
std::size_t copy_from(std::span<const std::byte> bytes, std::uint64_t from, std::uint64_t offset,
                      std::span<std::byte> block) {
    if (offset < from || offset - from >= bytes.size()) return 0;
    const auto rest = bytes.subspan(static_cast<std::size_t>(offset - from));
    const std::size_t count = std::min(rest.size(), block.size());
    std::copy_n(rest.begin(), count, block.begin());
    return count;
}

}  // namespace

std::size_t MemorySource::read_at(std::uint64_t offset, std::span<std::byte> block) {
    return copy_from(bytes_, 0, offset, block);
}

std::size_t FileSource::read_at(std::uint64_t offset, std::span<std::byte> block) {
    std::size_t have = copy_from(buffer_, buffer_offset_, offset, block);
    const std::size_t missing = block.size() - have;
    if (missing >= kReadAhead) return have + file_.read_at(offset + have, block.subspan(have));
    if (missing > 0) {
        buffer_.resize(kReadAhead);
        buffer_offset_ = offset + have;
        buffer_.resize(file_.read_at(buffer_offset_, buffer_));
        have += copy_from(buffer_, buffer_offset_, offset + have, block.subspan(have));
    }
    return have;
}

}  // namespace affetto
