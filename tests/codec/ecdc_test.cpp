#include "affetto/codec/ecdc.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <stdexcept>

#include "affetto/codec/codec_config.hpp"
#include "affetto/codec/ecdc_stream.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/output_file.hpp"
#include "affetto/core/random.hpp"
#include "core/message_of.hpp"
#include "support/temporary_folder.hpp"
#include "torch_files.hpp"

namespace affetto {
namespace {

using test::message_of;
using test::to_bytes;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr EcdcLayout kMono{};  // of the 24 kHz model
constexpr EcdcLayout kStereo{1'024, 320, true, 48'000, 47'520};

EcdcLayoutOf always(const EcdcLayout& layout) {
    return [layout](const EcdcHeader&) { return layout; };
}

std::string reason(const Bytes& file, const EcdcLayout& layout = kMono) {
    return message_of<DataError>([&] { (void)parse_ecdc(file, "a.ecdc", always(layout)); });
}

/// A file with this JSON text and nothing after it.
Bytes with_json(const std::string& json) {
    const auto size = static_cast<char>(json.size());
    return to_bytes("ECDC" + std::string(4, '\0') + size + json);
}

/// Drawn codes for a sound of so many samples.
EcdcSound drawn_sound(const EcdcLayout& layout, std::int64_t samples, int codebooks, Random& rng) {
    EcdcSound sound{{"drawn", samples, codebooks}, {}};
    for (std::int64_t i = 0; i < ecdc_segments(layout, samples); ++i) {
        const auto frames = ecdc_frames(layout, ecdc_segment_samples(layout, samples, i));
        CodeSegment segment;
        if (layout.normalize) segment.scale = static_cast<float>(rng.uniform());
        for (std::int64_t j = 0; j < frames * codebooks; ++j)
            segment.codes.push_back(rng.integer(0, layout.codebook_size - 1));
        sound.segments.push_back(segment);
    }
    return sound;
}

TEST(Ecdc, WritesTheBytesOfMetasPacker) {
    // Three codes of 10 bits, the lowest bit first: 1, 2, 1023.
    const Bytes file = serialize_ecdc({{"m", 320, 3}, {{1.0f, {1, 2, 1'023}}}}, kMono);
    const std::string json = R"({"m": "m", "al": 320, "nc": 3, "lm": false})";
    EXPECT_EQ(file, to_bytes("ECDC" + std::string(4, '\0') + static_cast<char>(json.size()) + json +
                             "\x01\x08\xf0\x3f"));
}

TEST(Ecdc, StoresTheScaleOfASegmentBigEndianBeforeItsCodes) {
    const EcdcLayout layout{256, 320, true, 0, 0};
    const Bytes file = serialize_ecdc({{"m", 1, 1}, {{0.5f, {7}}}}, layout);
    EXPECT_EQ(Bytes(file.end() - 5, file.end()), to_bytes(std::string("\x3f\0\0\0\x07", 5)));
    EXPECT_EQ(parse_ecdc(file, "a", always(layout)).segments[0].scale, 0.5f);
}

TEST(Ecdc, SegmentsAndFramesFollowFromTheNumberOfSamples) {
    EXPECT_EQ(ecdc_segments(kMono, 1), 1);
    EXPECT_EQ(ecdc_frames(kMono, 1), 1);
    EXPECT_EQ(ecdc_frames(kMono, 320), 1);
    EXPECT_EQ(ecdc_frames(kMono, 321), 2);
    EXPECT_EQ(ecdc_segments(kMono, 0), 0);
    EXPECT_EQ(ecdc_segments(kStereo, 47'520), 1);
    EXPECT_EQ(ecdc_segments(kStereo, 47'521), 2);
    EXPECT_EQ(ecdc_segment_samples(kStereo, 48'000, 0), 48'000);
    EXPECT_EQ(ecdc_segment_samples(kStereo, 48'000, 1), 480) << "short, and yet there";
}

TEST(Ecdc, TheLayoutFollowsFromTheConfiguration) {
    EXPECT_EQ(ecdc_layout(codec_preset("encodec_24khz")), kMono);
    EXPECT_EQ(ecdc_layout(codec_preset("encodec_48khz")), kStereo);
    EXPECT_EQ(ecdc_layout(codec_preset("encodec_32khz")), (EcdcLayout{2'048, 640, false, 0, 0}));
}

TEST(Ecdc, RoundTripsAnyCodesOfBothModels) {
    Random rng(20);
    for (const std::int64_t samples :
         {0, 1, 319, 320, 321, 12'345, 47'519, 47'520, 47'521, 48'000, 48'001, 95'040, 200'000}) {
        for (const int codebooks : {1, 2, 3, 8, 32}) {
            for (const int size : {2, 64, 1'000, 1'024, 65'536}) {
                for (EcdcLayout layout : {kMono, kStereo}) {
                    layout.codebook_size = size;
                    const EcdcSound sound = drawn_sound(layout, samples, codebooks, rng);
                    const Bytes file = serialize_ecdc(sound, layout);
                    const EcdcSound read = parse_ecdc(file, "a", always(layout));
                    EXPECT_EQ(read.header, sound.header);
                    ASSERT_EQ(read.segments, sound.segments)
                        << samples << " samples, " << codebooks << " codebooks of " << size;
                }
            }
        }
    }
}

TEST(Ecdc, StreamsInBlocksOfAnySizeAndWithAHeaderThatIsWrittenLast) {
    const test::TemporaryFolder folder;
    Random rng(21);
    const EcdcSound sound = drawn_sound(kStereo, 150'000, 4, rng);
    constexpr std::size_t kRoom = 100;
    {
        OutputFile file(folder / "ä b.ecdc");
        file.write(ecdc_header_bytes({"drawn", 0, 4}, kRoom));
        EcdcWriter writer(kStereo, 4, [&](std::span<const std::byte> b) { file.write(b); });
        for (const CodeSegment& segment : sound.segments) {
            writer.begin_segment(segment.scale);
            const std::size_t frames = segment.codes.size() / 4;
            for (std::size_t t = 0; t < frames; ++t) {
                const std::vector<std::int32_t> frame{segment.codes[t], segment.codes[frames + t],
                                                      segment.codes[2 * frames + t],
                                                      segment.codes[3 * frames + t]};
                writer.add_frames(frame);
            }
        }
        writer.finish(150'000);
        file.overwrite(0, ecdc_header_bytes(sound.header, kRoom));
        file.commit();
    }
    EcdcReader reader(InputFile(folder / "ä b.ecdc"), always(kStereo));
    EXPECT_EQ(reader.header(), sound.header);
    EXPECT_EQ(reader.segments(), 4);
    for (const CodeSegment& expected : sound.segments) {
        const auto segment = reader.next_segment();
        ASSERT_TRUE(segment);
        EXPECT_EQ(segment->scale, expected.scale);
        const auto frames = static_cast<std::size_t>(segment->frames);
        ASSERT_EQ(frames, expected.codes.size() / 4);
        std::size_t t = 0;
        std::vector<std::int32_t> codes(28);
        while (const auto count = static_cast<std::size_t>(reader.read_frames(codes)))
            for (std::size_t i = 0; i < count; ++i, ++t)
                for (std::size_t q = 0; q < 4; ++q)
                    ASSERT_EQ(codes[i * 4 + q], expected.codes[q * frames + t]);
        EXPECT_EQ(t, frames);
    }
    EXPECT_FALSE(reader.next_segment());
}

TEST(Ecdc, ASegmentThatIsNotWantedIsPassedOver) {
    Random rng(22);
    const EcdcSound sound = drawn_sound(kStereo, 100'000, 2, rng);
    const Bytes file = serialize_ecdc(sound, kStereo);
    EcdcReader reader(file, "a", always(kStereo));
    EXPECT_EQ(reader.next_segment()->index, 0);
    EXPECT_EQ(reader.next_segment()->scale, sound.segments[1].scale);
    EXPECT_EQ(reader.next_segment()->scale, sound.segments[2].scale);
    EXPECT_FALSE(reader.next_segment());
}

TEST(Ecdc, CodesAcrossManyBlocksOfAFileAreRead) {
    Random rng(23);
    const EcdcSound sound = drawn_sound(kMono, 6'400'000, 8, rng);  // 200 kB
    EXPECT_EQ(parse_ecdc(serialize_ecdc(sound, kMono), "a", always(kMono)).segments,
              sound.segments);
}

TEST(Ecdc, CutAnywhereOrLongerItIsRefused) {
    Random rng(24);
    const Bytes file = serialize_ecdc(drawn_sound(kStereo, 48'000, 2, rng), kStereo);
    for (std::size_t size = 0; size < file.size(); ++size) {
        const Bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_THAT(reason(cut, kStereo), StartsWith("a.ecdc: not a valid .ecdc file: ")) << size;
    }
    Bytes longer = file;
    longer.push_back(std::byte{0});
    EXPECT_EQ(reason(longer, kStereo),
              "a.ecdc: not a valid .ecdc file: its header claims 48000 samples in 2 codebooks of "
              "'drawn'; their codes need 388 bytes, 389 follow");
}

TEST(Ecdc, AHeaderThatClaimsTooMuchIsRefusedBeforeAnythingIsMade) {
    for (const char* claim : {"100000000", "9223372036854775807"})
        for (const EcdcLayout& layout : {kMono, kStereo})
            EXPECT_THAT(reason(with_json(std::string(R"({"m":"x","al":)") + claim +
                                         R"(,"nc":1024,"lm":false})"),
                               layout),
                        HasSubstr("their codes need more than the 0 bytes after it; is it cut"));
    EXPECT_THAT(reason(to_bytes(std::string("ECDC\0\xff\xff\xff\xff{}", 11))),
                HasSubstr("its header claims 4294967295 bytes, the limit is 65527"));
}

TEST(Ecdc, MalformedHeadersAreRefused) {
    EXPECT_THAT(reason({}), HasSubstr("does not begin with 'ECDC'"));
    EXPECT_THAT(reason(to_bytes("RIFF....WAVE")), HasSubstr("does not begin with 'ECDC'"));
    EXPECT_THAT(reason(to_bytes("ECDC")), HasSubstr("its header is cut short"));
    EXPECT_THAT(reason(to_bytes(std::string("ECDC\x01\0\0\0\x02{}", 11))),
                HasSubstr("it has version 1, only 0 is known"));
    const auto json = [](const std::string& text) { return reason(with_json(text)); };
    EXPECT_THAT(json("{"), HasSubstr("its header"));
    EXPECT_THAT(json("[]"), HasSubstr("its header is no JSON object"));
    EXPECT_THAT(json(R"({"al":0,"nc":1,"lm":false})"), HasSubstr("\"m\" is missing"));
    EXPECT_THAT(json(R"({"m":"x","nc":1,"lm":false})"), HasSubstr("\"al\" is missing"));
    EXPECT_THAT(json(R"({"m":"x","al":0,"lm":false})"), HasSubstr("\"nc\" is missing"));
    EXPECT_THAT(json(R"({"m":"x","al":0,"nc":1})"), HasSubstr("\"lm\" is missing"));
    for (const char* name : {"5", "\"\"", R"("a\nb")", "null"})
        EXPECT_THAT(json(std::string("{\"m\":") + name + R"(,"al":0,"nc":1,"lm":false})"),
                    HasSubstr("\"m\" in its header is no name of a model"));
    for (const char* count : {"-1", "1.5", "\"1\"", "true", "9223372036854775808", "1e400"})
        EXPECT_THAT(json(std::string(R"({"m":"x","al":)") + count + R"(,"nc":1,"lm":false})"),
                    HasSubstr("its header"));
    for (const char* count : {"0", "-1", "1025", "1.0"})
        EXPECT_THAT(json(std::string(R"({"m":"x","al":0,"nc":)") + count + R"(,"lm":false})"),
                    HasSubstr("\"nc\" in its header must be"));
    EXPECT_THAT(json(R"({"m":"x","al":0,"nc":1,"lm":0})"), HasSubstr("must be true or false"));
    EXPECT_THAT(json(R"({"m":"x","m":"y","al":0,"nc":1,"lm":false})"), HasSubstr("its header"));
    EXPECT_EQ(json(R"({"m":"x","al":0,"nc":1,"lm":false,"by":"another program"} )"), "");
}

TEST(Ecdc, OfTheLanguageModelIsRefusedWithTheRemedy) {
    EXPECT_EQ(reason(with_json(R"({"m":"encodec_24khz","al":24000,"nc":8,"lm":true})")),
              "a.ecdc: its codes are packed by Meta's language model (\"lm\" is true), which is "
              "not read; compress the sound again without --lm");
}

TEST(Ecdc, CodesAndScalesThatCannotBeAreRefused) {
    EcdcLayout layout{1'000, 320, true, 0, 0};
    Bytes file = serialize_ecdc({{"m", 320, 1}, {{1.0f, {999}}}}, layout);
    file[file.size() - 2] |= std::byte{0xff};
    EXPECT_THAT(reason(file, layout), HasSubstr("code 1023 is not in a codebook of 1000"));
    layout.codebook_size = 1'024;
    file.back() |= std::byte{0x80};
    EXPECT_THAT(reason(file, layout), HasSubstr("zeros must follow the codes of segment 0"));
    for (const char* scale : {"\xff\x80\0\0", "\x7f\xc0\0\0", "\xbf\x80\0\0"}) {
        const Bytes bits = to_bytes(std::string(scale, 4));
        std::copy(bits.begin(), bits.end(), file.end() - 6);
        EXPECT_THAT(reason(file, layout), HasSubstr("the scale of segment 0 is no number from 0"));
    }
}

TEST(Ecdc, TheModelThatIsNamedChoosesTheLayoutOrRefuses) {
    const Bytes file = serialize_ecdc({{"mine", 640, 1}, {{1.0f, {3, 4}}}}, kMono);
    std::string asked;
    (void)parse_ecdc(file, "a", [&](const EcdcHeader& header) {
        asked = header.model;
        return kMono;
    });
    EXPECT_EQ(asked, "mine");
    EXPECT_EQ(message_of<UsageError>([&] {
                  (void)parse_ecdc(file, "a", [](const EcdcHeader&) -> EcdcLayout {
                      throw UsageError("unknown model");
                  });
              }),
              "unknown model");
}

TEST(Ecdc, TheWriterRefusesWhatDoesNotFit) {
    const auto refused = [](const EcdcSound& sound, const EcdcLayout& layout = kMono) {
        return !message_of<std::invalid_argument>([&] {
                    (void)serialize_ecdc(sound, layout);
                }).empty();
    };
    EXPECT_TRUE(refused({{"m", 640, 1}, {{1, {3}}}})) << "too few frames";
    EXPECT_TRUE(refused({{"m", 320, 1}, {{1, {3}}, {1, {3}}}})) << "too many segments";
    EXPECT_TRUE(refused({{"m", 320, 2}, {{1, {3}}}})) << "half a frame";
    EXPECT_TRUE(refused({{"m", 320, 1}, {{1, {1'024}}}}));
    EXPECT_TRUE(refused({{"m", 320, 1}, {{1, {-1}}}}));
    EXPECT_TRUE(refused({{"m", 320, 0}, {}}));
    EXPECT_TRUE(refused({{"", 0, 1}, {}}));
    EXPECT_TRUE(refused({{"m", -1, 1}, {}}));
    EXPECT_TRUE(refused({{"m", 320, 1}, {{NAN, {3}}}}, kStereo));
    EXPECT_TRUE(refused({{"m", 0, 1}, {}}, {1'024, 0, false, 0, 0}));
    EXPECT_TRUE(refused({{"m", 0, 1}, {}}, {1, 320, false, 0, 0}));
    EXPECT_TRUE(refused({{"m", 0, 1}, {}}, {1'024, 320, false, 100, 101}));
    EXPECT_FALSE(refused({{"m", 0, 1}, {}}));
    EXPECT_THROW((void)ecdc_header_bytes({"m", 0, 1}, 10), std::invalid_argument);
}

TEST(Ecdc, NamesOutsideAsciiAreEscapedAndReadBack) {
    const EcdcSound sound{{"Größe \"1\"", 0, 1}, {}};
    const Bytes file = serialize_ecdc(sound, kMono);
    for (const std::byte byte : file) EXPECT_LT(std::to_integer<int>(byte), 128);
    EXPECT_EQ(parse_ecdc(file, "a", always(kMono)).header, sound.header);
}

}  // namespace
}  // namespace affetto
