#include <gtest/gtest.h>

#include "affetto/core/json.hpp"
#include "affetto/core/text.hpp"
#include "affetto/pipeline/corpus.hpp"
#include "affetto/pipeline/generate.hpp"
#include "affetto/pipeline/latents.hpp"
#include "affetto/pipeline/preprocess.hpp"
#include "affetto/pipeline/reconstruction.hpp"
#include "affetto/pipeline/train.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

/// A small corpus, and small models of it.
class EmotionModes : public testing::Test {
protected:
    void SetUp() override {
        CorpusOptions corpus;
        corpus.out = folder_ / "corpus";
        corpus.clips = 120;
        write_corpus(corpus, silent_);
        PreprocessOptions clips;
        clips.dataset = "etudes";
        clips.root = corpus.out;
        clips.out = folder_ / "clips";
        preprocess(clips, silent_);
        LatentsOptions latents;
        latents.clips = clips.out;
        latents.out = folder_ / "latents";
        latents.window = 32;
        make_latents(latents, silent_);
    }

    Path trained(const std::string& model) {
        write_text(folder_ / "small.json",
                   R"({"model": {"encoder_dim": 16, "decoder_dim": 16, "attention_dim": 16,
                       "attention_heads": 2, "head_dim": 16, "embedding_dim": 8, "latent_dim": 4, )" +
                       model + R"(}, "training": {"batch_size": 4}})");
        TrainOptions o;
        o.latents = folder_ / "latents";
        o.out = folder_ / "model";
        o.config = folder_ / "small.json";
        o.steps = 4;
        o.overwrite = true;
        train(o, silent_);
        return o.out;
    }

    GenerateSummary generated(const Path& model, const std::string& spec, const Path& out) {
        GenerateOptions o;
        o.model = model.string();
        o.emotion = parse_emotion_spec(spec);
        o.out = out;
        o.seconds = 5;
        o.formats = {"mid"};
        o.overwrite = true;
        return generate(o, silent_);
    }

    Bytes music(const Path& model, const std::string& spec) {
        const Path out = folder_ / "made";
        return read_bytes(out / generated(model, spec, out).files.at(0));
    }

    test::TemporaryFolder folder_;
    Progress silent_;
};

TEST_F(EmotionModes, AModelWithoutEmotionMakesTheSameMusicForAll) {
    const Path model = trained(R"("emotion": "none")");
    EXPECT_EQ(music(model, "happy"), music(model, "0s=sad,4s=angry"));
    const GenerateSummary summary = generated(model, "sad", folder_ / "sad");
    EXPECT_FALSE(summary.heard_emotion);
    const Json sidecar = read_json(folder_ / "sad" / "sad-001.json");
    EXPECT_EQ(sidecar.at("emotion").at("heard"), false);
    EXPECT_EQ(sidecar.at("sampling").at("guidance"), 1.0);
}

TEST_F(EmotionModes, AModelOfNamesTellsNamesOfOnePointApart) {
    const Path model = trained(R"("emotion": "names")");
    EXPECT_NE(music(model, "afraid"), music(model, "fearful"));
    EXPECT_EQ(music(model, "afraid"), music(model, "Afraid"));
    const GenerateSummary summary = generated(model, "happy:0.7+calm:0.3", folder_ / "blend");
    EXPECT_TRUE(summary.heard_emotion);
    const Json sidecar = read_json(folder_ / "blend" / "happy_0.7_calm_0.3-001.json");
    EXPECT_NEAR(sidecar.at("emotion").at("names").at("happy").get<double>(), 0.7, 1e-6);
}

TEST_F(EmotionModes, AModelOfPointsHearsOnlyThePoint) {
    const Path model = trained(R"("emotion": "point")");
    EXPECT_EQ(music(model, "afraid"), music(model, "fearful"));
    EXPECT_NE(music(model, "happy"), music(model, "sad"));
}

TEST_F(EmotionModes, HeadAndAdversaryAreLoggedAndTheLatentIsProbed) {
    const Path model = trained(R"("emotion_head_weight": 1, "latent_adversary_weight": 1)");
    const std::string log = read_text(model / "log.jsonl");
    const Json row = parse_json(split(log, '\n')[0], "log.jsonl");
    EXPECT_TRUE(row.contains("emotion_error"));
    EXPECT_TRUE(row.contains("adversary_loss"));
    ReconstructionOptions options;
    options.model = model;
    options.clips = folder_ / "clips";
    options.max_clips = 3;
    const Json probe = measure_reconstruction(options, silent_).at("posterior").at("probe");
    for (const char* key : {"accuracy", "chance", "majority"}) {
        EXPECT_GE(probe.at(key).get<double>(), 0) << key;
        EXPECT_LE(probe.at(key).get<double>(), 1) << key;
    }
    EXPECT_GE(probe.at("clips").get<int>(), 20);
}

}  // namespace
}  // namespace affetto
