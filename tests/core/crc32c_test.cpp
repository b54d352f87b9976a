#include "affetto/core/crc32c.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace affetto {
namespace {

std::uint32_t of(std::vector<int> values) {
    std::vector<std::byte> bytes;
    for (const int value : values) bytes.push_back(static_cast<std::byte>(value));
    return crc32c(bytes);
}

std::vector<int> counting(int first, int step) {
    std::vector<int> values;
    for (int i = 0; i < 32; ++i) values.push_back(first + step * i);
    return values;
}

// RFC 3720, appendix B.4.
TEST(Crc32c, GivesTheExamplesOfTheStandard) {
    EXPECT_EQ(of(std::vector<int>(32, 0)), 0x8a9136aaU);
    EXPECT_EQ(of(std::vector<int>(32, 0xff)), 0x62a8ab43U);
    EXPECT_EQ(of(counting(0, 1)), 0x46dd794eU);
    EXPECT_EQ(of(counting(31, -1)), 0x113fdb5cU);
    EXPECT_EQ(of({'1', '2', '3', '4', '5', '6', '7', '8', '9'}), 0xe3069283U);
    EXPECT_EQ(of({}), 0U);
}

}  // namespace
}  // namespace affetto
