#include "affetto/core/version.hpp"

#include <gtest/gtest.h>

#include "affetto/core/text.hpp"

TEST(Version, IsThreeNumbers) {
    const auto parts = affetto::split(affetto::version(), '.');
    ASSERT_EQ(parts.size(), 3u);
    for (const std::string_view part : parts) EXPECT_TRUE(affetto::parse_integer(part)) << part;
}
