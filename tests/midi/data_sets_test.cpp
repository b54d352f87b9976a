#include <gtest/gtest.h>

#include "affetto/core/error.hpp"
#include "affetto/midi/midi_file.hpp"
#include "support/test_data.hpp"

namespace affetto {
namespace {

/// Every file reads strictly, has notes, and is the same music once written and read again.
void expect_all_read(const Path& folder, int expected_files) {
    int files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.path().extension() != ".mid") continue;
        ++files;
        try {
            const Score score = read_midi(entry.path()).score;
            EXPECT_GT(score.note_count(), 0u) << entry.path();
            EXPECT_TRUE(parse_midi(serialize_midi(score), "written").score == score)
                << entry.path();
        } catch (const Error& error) {
            ADD_FAILURE() << error.what();
        }
    }
    EXPECT_EQ(files, expected_files);
}

TEST(MidiReader, ReadsAllOfEmopia) {
    const auto folder = test::test_data("datasets/EMOPIA_1.0/midis");
    if (!folder) GTEST_SKIP() << test::kNoTestData;
    expect_all_read(*folder, 965);
}

TEST(MidiReader, ReadsTheSongsOfPop909) {
    const auto folder = test::test_data("datasets/POP909");
    if (!folder) GTEST_SKIP() << test::kNoTestData;
    expect_all_read(*folder, 909);
}

}  // namespace
}  // namespace affetto
