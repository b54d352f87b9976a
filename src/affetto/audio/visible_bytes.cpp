#include "affetto/audio/visible_bytes.hpp"

#include <algorithm>
#include <cstdio>

namespace affetto::detail {

std::int64_t VisibleBytes::seek(std::int64_t offset, int whence) noexcept {
    const std::int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? position() : size();
    std::int64_t target = 0;
    if (__builtin_add_overflow(base, offset, &target)) return -1;
    at_ = static_cast<std::uint64_t>(std::clamp<std::int64_t>(target, 0, size()));
    return position();
}

std::int64_t VisibleBytes::read(void* to, std::int64_t count) noexcept {
    if (count <= 0 || fault_) return 0;
    const auto wanted =
        static_cast<std::size_t>(std::min(static_cast<std::uint64_t>(count), size_ - at_));
    try {
        const std::size_t have =
            source_.read_at(begin_ + at_, {static_cast<std::byte*>(to), wanted});
        at_ += have;
        return static_cast<std::int64_t>(have);
    } catch (const std::exception& fault) {
        fault_ = fault.what();
        return 0;
    }
}

}  // namespace affetto::detail
