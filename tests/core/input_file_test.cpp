#include "affetto/core/input_file.hpp"

#include <gmock/gmock.h>

#include <array>

#include "affetto/core/error.hpp"
#include "message_of.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using test::message_of;
using ::testing::HasSubstr;

std::string text_at(const InputFile& file, std::uint64_t offset, std::size_t count) {
    std::array<std::byte, 16> block;
    const std::size_t have = file.read_at(offset, std::span(block).first(count));
    return {reinterpret_cast<const char*>(block.data()), have};
}

TEST(InputFile, ReadsAtAnyPlaceAndLessAtTheEnd) {
    const test::TemporaryFolder folder;
    write_text(folder / "a", "hello world");
    InputFile file(folder / "a");
    EXPECT_EQ(file.size(), 11u);
    EXPECT_EQ(text_at(file, 6, 5), "world");
    EXPECT_EQ(text_at(file, 0, 5), "hello");
    EXPECT_EQ(text_at(file, 9, 5), "ld");
    EXPECT_EQ(text_at(file, 11, 5), "");
    EXPECT_EQ(text_at(file, 1'000, 5), "");
    const InputFile moved = std::move(file);
    EXPECT_EQ(text_at(moved, 6, 5), "world");
}

TEST(InputFile, RefusesWhatIsNoFile) {
    const test::TemporaryFolder folder;
    const auto reason = [](const Path& path) {
        return message_of<DataError>([&] { const InputFile file(path); });
    };
    EXPECT_THAT(reason(folder.path()), HasSubstr("is a folder"));
    EXPECT_THAT(reason(folder / "missing"), HasSubstr("missing: cannot be opened"));
}

}  // namespace
}  // namespace affetto
