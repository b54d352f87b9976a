#include <gtest/gtest.h>

#include "affetto/codec/ecdc.hpp"
#include "support/npy.hpp"
#include "support/test_data.hpp"

// Reference: Meta's EnCodec 0.1.2a3 on PyTorch 1.13.1. full24k: the full-size 24 kHz model, one
// second, 6 kbps (8 codebooks of 1024 entries, a frame every 320 samples), and the same codes as
// compress(..., use_lm=False) wrote them. small48k: segments of 48,000 samples every 47,520, a
// scale each, 8 codebooks of 64 entries.

namespace affetto {
namespace {

constexpr EcdcLayout kFull24k{1'024, 320, false, 0, 0};
constexpr EcdcLayout kSmall48k{64, 320, true, 48'000, 47'520};

std::vector<std::int32_t> narrow(const std::vector<std::int64_t>& values) {
    return {values.begin(), values.end()};
}

TEST(EcdcParity, TheReferencesFileHoldsTheReferencesCodes) {
    const auto folder = test::test_data("reference/encodec/full24k");
    if (!folder) GTEST_SKIP() << test::kNoTestData;
    const Bytes file = read_bytes(*folder / "bitstream_nq8.ecdc");
    const EcdcSound sound =
        parse_ecdc(file, "bitstream_nq8.ecdc", [](const EcdcHeader&) { return kFull24k; });
    EXPECT_EQ(sound.header, (EcdcHeader{"encodec_24khz", 24'000, 8}));
    const test::IntegerArray codes = test::read_npy_integers(*folder / "codes_nq8.npy");
    ASSERT_EQ(codes.shape, (std::vector<std::int64_t>{8, 1, 75}));
    ASSERT_EQ(sound.segments.size(), 1u);
    EXPECT_EQ(sound.segments[0].codes, narrow(codes.values));
}

TEST(EcdcParity, TheReferencesCodesBecomeTheReferencesBytes) {
    const auto folder = test::test_data("reference/encodec/full24k");
    if (!folder) GTEST_SKIP() << test::kNoTestData;
    const test::IntegerArray codes = test::read_npy_integers(*folder / "codes_nq8.npy");
    EXPECT_EQ(
        serialize_ecdc({{"encodec_24khz", 24'000, 8}, {{1.0f, narrow(codes.values)}}}, kFull24k),
        read_bytes(*folder / "bitstream_nq8.ecdc"));
}

TEST(EcdcParity, TheReferencesSegmentsAreOurs) {
    const auto folder = test::test_data("reference/encodec/small48k");
    if (!folder) GTEST_SKIP() << test::kNoTestData;
    for (const std::int64_t samples :
         {1, 100, 12'345, 47'520, 47'521, 48'000, 48'001, 72'001, 143'999}) {
        const Path clip = *folder / ("len" + std::to_string(samples));
        ASSERT_TRUE(std::filesystem::exists(clip)) << clip;
        EcdcSound sound{{"small48k", samples, 8}, {}};
        for (std::int64_t i = 0;; ++i) {
            const std::string segment = "seg" + std::to_string(i);
            if (!std::filesystem::exists(clip / (segment + "_scale.npy"))) break;
            sound.segments.push_back(
                {test::read_npy(clip / (segment + "_scale.npy")).values.at(0),
                 narrow(test::read_npy_integers(clip / (segment + "_codes_nq8.npy")).values)});
        }
        // Serializing checks the number of segments and of their frames.
        const Bytes file = serialize_ecdc(sound, kSmall48k);
        EXPECT_EQ(parse_ecdc(file, "a", [](const EcdcHeader&) { return kSmall48k; }).segments,
                  sound.segments);
    }
}

}  // namespace
}  // namespace affetto
