#include <gmock/gmock.h>

#include "affetto/audio/sound_reader.hpp"
#include "affetto/codec/codec.hpp"
#include "affetto/codec/codec_folder.hpp"
#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/data/clips.hpp"
#include "affetto/generation/sampling.hpp"
#include "affetto/pipeline/evaluate.hpp"
#include "affetto/pipeline/model_codec.hpp"
#include "affetto/pipeline/reconstruction.hpp"
#include "affetto/pipeline/sound_tools.hpp"
#include "codec/small_codec.hpp"
#include "pipeline/little_sound_models.hpp"
#include "support/temporary_folder.hpp"

// Sound by way of a codec's latents, through every stage.

namespace affetto {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::ThrowsMessage;

constexpr int kCodecRate = 8'000, kHop = 80;

/// 100 frames a second of 5 values, 3 codebooks of 8 codes.
CodecConfig at_hundred_frames(CodecConfig config) {
    config.sampling_rate = kCodecRate;
    config.upsampling_ratios = {5, 4, 4};
    config.target_bandwidths = {0.3, 0.9};
    return config;
}

CodecConfig mono_config() { return at_hundred_frames(test::small_config()); }

/// In stereo, in normalised segments of half a second.
CodecConfig stereo_config() {
    CodecConfig config = at_hundred_frames(test::small_segmented_config());
    config.chunk_length_s = 0.5;
    config.overlap = 0.01;
    return config;
}

at::Tensor numbers_of(const CsvTable& table) {
    at::Tensor numbers = at::empty({static_cast<std::int64_t>(table.rows.size()),
                                    static_cast<std::int64_t>(table.header.size())});
    auto* next = numbers.data_ptr<float>();
    for (const auto& row : table.rows)
        for (const std::string& cell : row) *next++ = static_cast<float>(*parse_number(cell));
    return numbers;
}

class CodecModel : public testing::Test {
protected:
    void SetUp() override {
        put_codec("tiny codec", mono_config());
        test::clips_in(folder_.path());
    }

    void put_codec(const std::string& name, const CodecConfig& config, std::uint64_t seed = 1) {
        std::filesystem::create_directories(folder_ / name);
        write_codec(folder_ / name, config, test::random_weights(config, seed), false);
    }

    LatentSet latents(const std::string& codec = "tiny codec", LatentsOptions options = {}) {
        options.codec.codec = (folder_ / codec).string();
        return test::latents_of(folder_.path(), "encodec", options);
    }

    GenerateSummary make(const GenerateOptions& options) {
        Progress silent;
        return generate(options, silent);
    }
    GenerateOptions request() const { return test::request(folder_.path(), "encodec"); }
    Path model() const { return folder_ / "model-encodec"; }

    Json evaluated(const CodecChoice& codec = {}) {
        Progress silent;
        EvaluateOptions o;
        o.generated = folder_ / "generated-encodec";
        o.reference = folder_ / "clips";
        o.out = folder_ / "evaluation";
        o.overwrite = true;
        o.recordings = recording_tools();
        o.resynthesised =
            judge_after_resynthesis(model(), codec, are_snapped_to_codes(o.generated));
        o.reconstruction = measure_reconstruction(
            {.model = model(), .clips = folder_ / "clips", .codec = codec}, silent);
        return evaluate(o, silent);
    }

    test::TemporaryFolder folder_;
};

TEST_F(CodecModel, LatentsHaveCodesBesideThemAndStatistics) {
    LatentsOptions options;
    options.npy = true;
    const LatentSet set = latents("tiny codec", options);
    ASSERT_EQ(set.clips.size(), 28u);
    const auto codec = read_codec(folder_ / "tiny codec");
    StatisticsAccumulator training;
    for (const LatentClip& clip : set.clips) {
        EXPECT_EQ(clip.features.sizes(),
                  (at::IntArrayRef{3 * kCodecRate / kHop, 6}));  // with the level
        EXPECT_TRUE(at::equal(clip.codes, codes_of_frames(*codec, clip.features, 3)));
        if (clip.split == "train") training.add(clip.features);
    }
    EXPECT_TRUE(at::allclose(training.result().mean, set.frames.statistics.mean));
    EXPECT_EQ(set.frames.encodec.name, "tiny codec");
    EXPECT_EQ(set.frames.encodec.config, codec->config());
    EXPECT_EQ(set.manifest.at("frames_per_second"), 100.0);
    EXPECT_EQ(set.manifest.at("codes").at("codebooks"), 3);
    EXPECT_NEAR(set.manifest.at("codes").at("kbps").get<double>(), 0.9, 1e-9);
    const Path base = folder_ / "latents-encodec" / set.clips[0].id;
    EXPECT_TRUE(std::filesystem::exists(base.string() + ".npy"));
    EXPECT_TRUE(std::filesystem::exists(base.string() + ".codes.npy"));
}

TEST_F(CodecModel, LatentsMayBeHalvesAndCodesFewer) {
    LatentsOptions options;
    options.half = true;
    options.bandwidth = 0.3;
    const LatentSet set = latents("tiny codec", options);
    EXPECT_EQ(set.clips[0].features.scalar_type(), at::kHalf);
    EXPECT_EQ(set.clips[0].codes.size(0), 1);
    options.bandwidth = 7;
    EXPECT_THROW(latents("tiny codec", options), UsageError);
}

TEST_F(CodecModel, ThePageShowsTheLatentsTheClipsAndTheCodes) {
    latents();
    const Path folder = folder_ / "latents-encodec";
    const std::string page = read_text(folder / "report.html");
    for (const char* word : {">How each value is spread<", ">Clips along two principal components<",
                             ">Clips laid out by t-SNE<", ">How often each code is used<",
                             ">How many codes each codebook uses<", ">latent dimension<",
                             "perplexity", ">Mel spectrogram<", "% of the variance"})
        EXPECT_THAT(page, HasSubstr(word)) << word;
    for (const char* name :
         {"statistics", "values", "clips-pca", "clips-tsne", "codes-perplexity", "codes-usage"})
        EXPECT_TRUE(std::filesystem::exists(folder / "plots" / (std::string(name) + ".svg")));
    EXPECT_THAT(page, Not(HasSubstr("src='http")));
}

TEST_F(CodecModel, GoesFromSoundToSound) {
    for (const bool stereo : {false, true}) {
        if (stereo) put_codec("stereo codec", stereo_config(), 2);
        latents(stereo ? "stereo codec" : "tiny codec");
        test::train_little(folder_.path(), "encodec");
        const GenerateSummary made = make(request());
        ASSERT_EQ(made.files.size(), 2u);
        const Path file = folder_ / "generated-encodec" / made.files[0];
        const SoundInfo info = SoundReader(file).info();
        EXPECT_EQ(info.frames, 5u * kCodecRate);
        EXPECT_EQ(info.channels, stereo ? 2 : 1);
        EXPECT_EQ(info.sample_rate_hz, kCodecRate);
        const Json sidecar = read_json(Path(file).replace_extension(".json"));
        EXPECT_EQ(sidecar.at("codec").at("snapped_to_codes"), false);
        EXPECT_THAT(sidecar.at("back_to_sound").get<std::string>(), HasSubstr("codec"));
        const Bytes first = read_bytes(file);
        make(request());
        EXPECT_EQ(read_bytes(file), first);

        const Json metrics = evaluated();
        EXPECT_EQ(metrics.at("emotion").at("resynthesised").at("pieces"), 6);
        EXPECT_EQ(metrics.at("reconstruction").at("free_running").at("windows"), 6);
        std::filesystem::remove_all(model());
    }
}

TEST_F(CodecModel, IsDrawnFromMoreWidelyThanOthersUnlessAskedOtherwise) {
    latents();
    test::train_little(folder_.path(), "encodec");
    GenerateOptions options = request();
    const auto sampling = [&] {
        const Path piece = options.out / make(options).files.at(0);
        return read_json(Path(piece).replace_extension(".json")).at("sampling");
    };
    const Json usual = {{"temperature", kCodecSampling.temperature},
                        {"top_p", kCodecSampling.top_p},
                        {"guidance", kCodecSampling.guidance}};
    EXPECT_GT(kCodecSampling.temperature, SamplingConfig{}.temperature);
    EXPECT_EQ(sampling(), usual);
    options.temperature = 0.5;
    const Json cooler = sampling();
    EXPECT_EQ(cooler.at("temperature"), 0.5);
    EXPECT_EQ(cooler.at("top_p"), kCodecSampling.top_p);
}

TEST_F(CodecModel, SnapsLatentsToCodesOnRequest) {
    latents();
    test::train_little(folder_.path(), "encodec");
    GenerateOptions options = request();
    options.formats = {"wav", "csv", "svg"};
    make(options);
    const Path folder = options.out;
    EXPECT_FALSE(are_snapped_to_codes(folder));
    std::vector<Bytes> plain;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".wav") plain.push_back(read_bytes(entry.path()));
    ASSERT_EQ(plain.size(), 2u);

    // All sums of three code vectors of eight.
    const auto codec = read_codec(folder_ / "tiny codec");
    const at::Tensor each = at::arange(512, at::kLong);
    const at::Tensor codes =
        at::stack({each.remainder(8), each.div(8, "floor").remainder(8), each.div(64, "floor")});
    const at::Tensor sums = codec->dequantize(codes.unsqueeze(1))[0].t();

    options.snap_codes = true;
    const GenerateSummary made = make(options);
    EXPECT_TRUE(are_snapped_to_codes(folder));
    EXPECT_TRUE(are_snapped_to_codes(folder_.path()));  // a folder of such folders
    for (const std::string& name : made.files) {
        if (Path(name).extension() == ".wav") {
            EXPECT_THAT(plain, Not(testing::Contains(read_bytes(folder / name))));
        }
        if (Path(name).extension() != ".csv") continue;
        const CsvTable table = read_csv(folder / name);
        EXPECT_THAT(table.header,
                    testing::ElementsAre("seconds", "encodec_0", "encodec_1", "encodec_2",
                                         "encodec_3", "encodec_4", "encodec_5"));
        const at::Tensor frames = numbers_of(table).slice(1, 1, 6);  // the last is the level
        const at::Tensor apart = (frames.unsqueeze(1) - sums).abs().amax(2).amin(1);
        EXPECT_LT(apart.max().item<double>(), 1e-4);
    }
    EXPECT_EQ(evaluated().at("emotion").at("resynthesised").at("pieces"), 6);
}

TEST_F(CodecModel, FindsItsCodecAgainAndTakesNoOther) {
    latents();
    test::train_little(folder_.path(), "encodec");
    put_codec("other", mono_config(), 9);
    GenerateOptions options = request();
    options.codec.codec = (folder_ / "other").string();
    EXPECT_THAT([&] { make(options); },
                ThrowsMessage<CheckpointError>(AllOf(HasSubstr("is not the codec 'tiny codec'"),
                                                     HasSubstr("SHA-256"), HasSubstr("--codec"))));
    std::filesystem::rename(folder_ / "tiny codec", folder_ / "moved");
    EXPECT_THAT([&] { make(request()); },
                ThrowsMessage<UsageError>(AllOf(HasSubstr("tiny codec"), HasSubstr("--codec"))));
    EXPECT_FALSE(std::filesystem::exists(options.out));
    options.codec.codec = (folder_ / "moved").string();
    EXPECT_EQ(make(options).pieces, 2);
    EXPECT_EQ(evaluated(options.codec).at("emotion").at("resynthesised").at("pieces"), 6);
    // Its weights alone, under any name: the model knows their configuration.
    std::filesystem::rename(folder_ / "moved/model.safetensors", folder_ / "weights.safetensors");
    options.codec.codec = (folder_ / "weights.safetensors").string();
    EXPECT_EQ(make(options).pieces, 2);
}

TEST_F(CodecModel, OtherModelsNeedNoCodec) {
    test::latents_of(folder_.path(), "mel");
    test::train_little(folder_.path(), "mel");
    GenerateOptions options = test::request(folder_.path(), "mel");
    options.snap_codes = true;
    EXPECT_THAT([&] { make(options); }, ThrowsMessage<UsageError>(HasSubstr("--snap-codes")));
    options.snap_codes = false;
    options.codec.codec = (folder_ / "tiny codec").string();
    EXPECT_THAT([&] { make(options); }, ThrowsMessage<UsageError>(HasSubstr("need no codec")));
}

TEST_F(CodecModel, CodesThatAreInNoCodebookAreRefused) {
    latents();
    const Path file = folder_ / "latents-encodec/latents-00000.safetensors";
    TensorFile tensors = read_tensor_file(file);
    tensors.tensors["codes"][1][7] = 8;
    write_tensor_file(file, tensors.tensors, tensors.metadata);
    EXPECT_THAT([&] { read_latents(folder_ / "latents-encodec"); },
                ThrowsMessage<DataError>(HasSubstr("codes must lie in [0, 8)")));
    tensors.tensors["codes"] = tensors.tensors["codes"].narrow(1, 0, 5);
    write_tensor_file(file, tensors.tensors, tensors.metadata);
    EXPECT_THROW(read_latents(folder_ / "latents-encodec"), CheckpointError);
}

}  // namespace
}  // namespace affetto
