#include "affetto/audio/byte_source.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "affetto/core/random.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

TEST(ByteSource, AFileReadsAsItsBytesInMemoryDo) {
    Random random(1);
    Bytes bytes(300'000);
    for (std::byte& b : bytes) b = static_cast<std::byte>(random.integer(0, 255));
    const test::TemporaryFolder folder;
    write_bytes(folder / "a", bytes);
    FileSource file(folder / "a");
    MemorySource memory(bytes);
    EXPECT_EQ(file.size(), memory.size());
    for (int n = 0; n < 2'000; ++n) {
        // Also across the end, across blocks, and blocks larger than what is read ahead.
        const auto offset = static_cast<std::uint64_t>(random.integer(0, 310'000));
        const int most = n % 50 == 0 ? 200'000 : 3'000;
        Bytes a(static_cast<std::size_t>(random.integer(0, most))), b = a;
        const std::size_t have = file.read_at(offset, a);
        ASSERT_EQ(have, memory.read_at(offset, b));
        ASSERT_EQ(have, std::min<std::uint64_t>(
                            a.size(), 300'000 - std::min<std::uint64_t>(300'000, offset)));
        ASSERT_TRUE(
            std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(have), b.begin()));
    }
}

}  // namespace
}  // namespace affetto
