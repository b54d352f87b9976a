#include "affetto/audio/sound_length.hpp"

#include <gtest/gtest.h>

#include "affetto/audio/sound_file.hpp"
#include "affetto/audio/sound_reader.hpp"
#include "sounds.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

TEST(SoundSeconds, ComeFromTheHeaderOrElseFromTheSound) {
    const test::TemporaryFolder folder;
    Bytes flac = encode_sound(test::sines(1.5), "flac");
    write_bytes(folder / "whole.flac", flac);
    EXPECT_DOUBLE_EQ(sound_seconds(folder / "whole.flac"), 1.5);

    // As written into a pipe: no number of samples in STREAMINFO (its low 36 bits before the MD5).
    flac[21] &= std::byte{0xF0};
    for (std::size_t i = 22; i < 26; ++i) flac[i] = std::byte{0};
    write_bytes(folder / "pipe.flac", flac);
    ASSERT_FALSE(SoundReader(folder / "pipe.flac").info().frames.has_value());
    EXPECT_DOUBLE_EQ(sound_seconds(folder / "pipe.flac"), 1.5);
}

}  // namespace
}  // namespace affetto
