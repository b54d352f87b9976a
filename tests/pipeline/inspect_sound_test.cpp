#include <gmock/gmock.h>

#include <chrono>

#include "affetto/pipeline/inspect.hpp"
#include "pipeline/sound_folder.hpp"
#include "support/test_data.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;

class InspectSound : public test::SoundFolderTest {};

TEST_F(InspectSound, SaysWhatASoundFileIs) {
    for (const char* format : {"wav", "flac", "ogg", "mp3"}) {
        const Path file = folder_ / "odd name";
        write_sound(file, test::sines(7, 44'100, 2), format);
        const Json found = inspect(file);
        EXPECT_EQ(found.at("kind"), "sound");
        EXPECT_EQ(found.at("format"), format);
        EXPECT_NEAR(found.at("seconds").get<double>(), 7, 0.1) << format;
        EXPECT_EQ(found.at("sample_rate"), 44'100);
        EXPECT_EQ(found.at("channels"), 2);
        EXPECT_NEAR(found.at("measured_seconds").get<double>(), 5, 1e-9);
        EXPECT_NEAR(found.at("peak").get<double>(), 0.5, 0.03) << format;
        // Sines of amplitude 0.5 and 0.25: a mean square of (0.125 + 0.03125) / 2.
        EXPECT_NEAR(found.at("level_db").get<double>(), -11.07, 0.1) << format;
        EXPECT_NEAR(found.at("loudness_lufs").get<double>(), -8.7, 0.7) << format;
    }
}

TEST_F(InspectSound, RefusesBrokenSoundByNameAndReason) {
    write_text(folder_ / "a.wav", std::string("RIFF\x10\0\0\0WAVEfmt ", 16));
    EXPECT_THAT([&] { inspect(folder_ / "a.wav"); }, ThrowsMessage<DataError>(HasSubstr("a.wav")));
}

TEST_F(InspectSound, KnowsAClipsFolderOfSound) {
    put_recordings(4);
    run(options());
    const Json found = inspect(options().out);
    EXPECT_EQ(found.at("kind"), "clips");
    EXPECT_EQ(found.at("music"), "sound");
    EXPECT_EQ(found.at("clips"), 8);
    EXPECT_EQ(found.at("sample_rate"), kRate);
    EXPECT_EQ(found.at("recordings"), 4);
    EXPECT_EQ(found.at("lengths").at(0).at("seconds"), 5.0);
}

TEST(InspectRealSound, AnswersSoon) {
    const auto folder = test::test_data("datasets/audio");
    if (!folder) GTEST_SKIP() << test::kNoTestData;
    for (const char* name : {"Q1_1.mp3", "test_48k.wav"}) {
        const auto begin = std::chrono::steady_clock::now();
        EXPECT_EQ(inspect(*folder / name).at("channels"), 2);
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
        EXPECT_LT(taken.count(), 1.0) << name;
    }
}

}  // namespace
}  // namespace affetto
