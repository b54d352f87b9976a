#include "affetto/pipeline/inspect_codec.hpp"

#include <gmock/gmock.h>

#include "affetto/codec/codes_file.hpp"
#include "affetto/codec/ecdc.hpp"
#include "affetto/core/error.hpp"
#include "affetto/pipeline/inspect.hpp"
#include "codec/small_codec.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

/// A codec's folder as another program may have written it.
void write_folder(const Path& folder, const WeightTensors& weights) {
    std::vector<TensorEntry> tensors;
    for (const auto& [name, tensor] : weights)
        tensors.push_back(
            {name, Dtype::f32, tensor.shape, std::as_bytes(std::span(tensor.values))});
    write_json(folder / "config.json", codec_config_json(test::small_config()));
    write_safetensors(folder / "model.safetensors", tensors, {});
}

TEST(InspectCodec, OfAFolderSaysWhatItCanDo) {
    const test::TemporaryFolder folder;
    write_folder(folder / "mine", test::random_weights(test::small_config()));
    write_json(folder / "mine/manifest.json", {{"steps", 70}, {"threads", 1}});
    const Json found = inspect(folder / "mine");
    EXPECT_EQ(found["kind"], "codec");
    EXPECT_EQ(found["name"], "mine");
    EXPECT_EQ(found["sample_rate"], 6'000);
    EXPECT_EQ(found["codebooks"], 3);
    EXPECT_EQ(found["frames_per_second"], 1'000);
    EXPECT_EQ(found["bandwidths_kbps"], Json({3, 9}));
    EXPECT_EQ(found["parameters"], parameter_count(test::small_config()));
    EXPECT_EQ(found["training"], Json({{"steps", 70}}));
}

TEST(InspectCodec, RefusesWeightsThatAreNotThoseOfTheConfiguration) {
    const test::TemporaryFolder folder;
    WeightTensors weights = test::random_weights(test::small_config());
    weights.erase(weights.begin());
    write_folder(folder / "mine", weights);
    EXPECT_THROW((void)inspect(folder / "mine"), CheckpointError);
}

TEST(InspectCodec, OfCodesOfACodecThatIsNotHere) {
    const test::TemporaryFolder folder;
    const EcdcLayout layout = ecdc_layout(test::small_config());
    write_bytes(folder / "a.ecdc", serialize_ecdc({{"mine", 12, 1}, {{1.0f, {1, 2}}}}, layout));
    const Json ecdc = inspect(folder / "a.ecdc");
    EXPECT_EQ(ecdc["kind"], "codes");
    EXPECT_EQ(ecdc["format"], "ecdc");
    EXPECT_EQ(ecdc["model"], "mine");
    EXPECT_EQ(ecdc["samples"], 12);
    EXPECT_EQ(ecdc["codec_at_hand"], false);
    write_codes(folder / "a.safetensors", {"mine", 6'000, 12, 1, 8, {{1.0f, {1, 2}}}});
    const Json tensors = inspect(folder / "a.safetensors");
    EXPECT_EQ(tensors["kind"], "codes");
    EXPECT_EQ(tensors["seconds"], 0.002);
    EXPECT_EQ(tensors["frames"], 2);
}

TEST(InspectCodec, ChecksTheSizeOfCodesWhoseCodecIsKnown) {
    const test::TemporaryFolder folder;
    setenv("XDG_CACHE_HOME", (folder / "cache").c_str(), 1);
    write_text(folder / "cache/affetto/codecs/encodec_24khz-d7cc33bc.th", "weights");
    const EcdcLayout layout = ecdc_layout(codec_preset("encodec_24khz"));
    Bytes bytes = serialize_ecdc({{"encodec_24khz", 640, 2}, {{1.0f, {1, 2, 3, 1'000}}}}, layout);
    write_bytes(folder / "a.ecdc", bytes);
    const Json found = inspect(folder / "a.ecdc");
    EXPECT_EQ(found["codec_at_hand"], true);
    EXPECT_EQ(found["sample_rate"], 24'000);
    EXPECT_EQ(found["kbps"], 1.5);
    EXPECT_EQ(found["segments"], 1);
    bytes.pop_back();
    write_bytes(folder / "a.ecdc", bytes);
    EXPECT_THROW((void)inspect(folder / "a.ecdc"), DataError);
    unsetenv("XDG_CACHE_HOME");
}

}  // namespace
}  // namespace affetto
