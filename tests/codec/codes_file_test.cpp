#include "affetto/codec/codes_file.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <cstring>
#include <stdexcept>

#include "affetto/core/error.hpp"
#include "affetto/core/safetensors.hpp"
#include "core/message_of.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using test::message_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

CodedSound small_sound(int codebook_size = 1'024) {
    CodedSound sound{"encodec_48khz", 48'000, 48'000, 2, codebook_size, {}};
    sound.segments.push_back({0.25f, {1, 2, 3, 101, 102, 103}});
    sound.segments.push_back({0.5f, {4, codebook_size - 1}});
    return sound;
}

std::map<std::string, std::string> metadata() {
    return {{"what", "affetto codes"},   {"format_version", "1"}, {"model", "m"},
            {"sample_rate_hz", "24000"}, {"samples", "640"},      {"codebook_size", "8"}};
}

/// The tensors of a file whose every part can be another.
struct Parts {
    std::vector<std::int16_t> codes{1, 2, 3, 4};
    std::vector<std::int64_t> shape{2, 2};
    std::vector<std::int64_t> segment_frames{2};
    std::vector<float> scales{1.0f};
    std::map<std::string, std::string> words = metadata();
};

std::string reason(const Parts& p) {
    const auto size = [](const auto& values) { return static_cast<std::int64_t>(values.size()); };
    const Bytes file = serialize_safetensors(
        {{"codes", Dtype::i16, p.shape, std::as_bytes(std::span(p.codes))},
         {"segment_frames",
          Dtype::i64,
          {size(p.segment_frames)},
          std::as_bytes(std::span(p.segment_frames))},
         {"scales", Dtype::f32, {size(p.scales)}, std::as_bytes(std::span(p.scales))}},
        p.words);
    return message_of<DataError>([&] { (void)parse_codes(file, "c.safetensors"); });
}

TEST(CodesFile, RoundTripsNarrowAndWideCodes) {
    const test::TemporaryFolder folder;
    for (const int codebook_size : {1'024, 32'768, 32'769, 65'536}) {
        const CodedSound sound = small_sound(codebook_size);
        write_codes(folder / "c.safetensors", sound);
        EXPECT_EQ(read_codes(folder / "c.safetensors"), sound) << codebook_size;
        const SafetensorsFile file = read_safetensors(folder / "c.safetensors");
        EXPECT_EQ(file.find("codes")->dtype, codebook_size > 32'768 ? Dtype::i32 : Dtype::i16);
    }
}

TEST(CodesFile, HoldsTheFramesOfAllSegmentsOneAfterAnother) {
    const test::TemporaryFolder folder;
    write_codes(folder / "c.safetensors", small_sound());
    const SafetensorsFile file = read_safetensors(folder / "c.safetensors");
    const TensorEntry* codes = file.find("codes");
    ASSERT_NE(codes, nullptr);
    EXPECT_THAT(codes->shape, ElementsAre(2, 4));
    std::vector<std::int16_t> values(8);
    std::memcpy(values.data(), codes->bytes.data(), codes->bytes.size());
    EXPECT_THAT(values, ElementsAre(1, 2, 3, 4, 101, 102, 103, 1'023));
    EXPECT_EQ(file.metadata.at("model"), "encodec_48khz");
    EXPECT_EQ(file.metadata.at("samples"), "48000");
}

TEST(CodesFile, OfAnEmptySoundIsAFileToo) {
    const test::TemporaryFolder folder;
    const CodedSound sound{"m", 24'000, 0, 8, 1'024, {}};
    write_codes(folder / "c.safetensors", sound);
    EXPECT_EQ(read_codes(folder / "c.safetensors"), sound);
}

TEST(CodesFile, WithTensorsThatDoNotFitTogetherIsRefused) {
    EXPECT_EQ(reason({}), "");
    Parts p;
    p.codes[1] = 8;
    EXPECT_EQ(reason(p),
              "c.safetensors: not a valid file of codes: code 8 is not in a codebook of 8");
    p.codes[1] = -1;
    EXPECT_THAT(reason(p), HasSubstr("code -1 is not in a codebook"));
    p = {};
    p.shape = {4};
    EXPECT_THAT(reason(p), HasSubstr("tensor 'codes' must have 2 dimensions"));
    p.shape = {0, 9};
    p.codes = {};
    EXPECT_THAT(reason(p), HasSubstr("tensor 'codes' has 0 codebooks"));
    for (const std::vector<std::int64_t>& frames :
         {std::vector<std::int64_t>{1}, {3}, {-1}, {0}, {1ll << 62}}) {
        p = {};
        p.segment_frames = frames;
        EXPECT_THAT(reason(p), HasSubstr("'segment_frames' does not add up"));
    }
    p = {};
    p.scales = {1.0f, 1.0f};
    EXPECT_THAT(reason(p), HasSubstr("it has not one scale for each segment"));
    p.scales = {NAN};
    EXPECT_THAT(reason(p), HasSubstr("scale 0 is no number from 0 on"));
}

TEST(CodesFile, WithOtherMetadataIsRefused) {
    for (const char* key :
         {"what", "format_version", "model", "sample_rate_hz", "samples", "codebook_size"}) {
        Parts p;
        p.words.erase(key);
        EXPECT_THAT(reason(p), HasSubstr(std::string("'") + key + "' is missing")) << key;
    }
    const auto with = [](const char* key, const char* value) {
        Parts p;
        p.words[key] = value;
        return reason(p);
    };
    EXPECT_THAT(with("what", "affetto latents"), HasSubstr("it is not a file of codes"));
    EXPECT_THAT(with("format_version", "2"), HasSubstr("it has format version 2, only 1 is known"));
    EXPECT_THAT(with("samples", "-1"), HasSubstr("must be a whole number from 0 to"));
    EXPECT_THAT(with("sample_rate_hz", "24k"), HasSubstr("'sample_rate_hz' in its metadata must"));
    EXPECT_THAT(with("codebook_size", "65537"), HasSubstr("from 2 to 65536"));
}

TEST(CodesFile, ThatIsNoSafetensorsFileIsADataError) {
    EXPECT_THAT(message_of<DataError>([] { (void)parse_codes(Bytes(3), "c"); }),
                HasSubstr("not a valid safetensors file"));
    EXPECT_THROW((void)read_codes("no such file"), DataError);
}

TEST(CodesFile, TheWriterRefusesWhatDoesNotFit) {
    const test::TemporaryFolder folder;
    const auto refused = [&](const CodedSound& sound) {
        return !message_of<std::invalid_argument>([&] {
                    write_codes(folder / "c", sound);
                }).empty();
    };
    CodedSound sound = small_sound();
    sound.segments[0].codes.pop_back();
    EXPECT_TRUE(refused(sound));
    sound = small_sound();
    sound.segments[0].codes[0] = 1'024;
    EXPECT_TRUE(refused(sound));
    sound.segments[0].codes.clear();
    EXPECT_TRUE(refused(sound));
    sound = small_sound();
    sound.segments[1].scale = INFINITY;
    EXPECT_TRUE(refused(sound));
    sound = small_sound();
    sound.num_codebooks = 0;
    EXPECT_TRUE(refused(sound));
    EXPECT_FALSE(std::filesystem::exists(folder / "c"));
}

}  // namespace
}  // namespace affetto
