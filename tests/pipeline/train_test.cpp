#include "affetto/pipeline/train.hpp"

#include <gmock/gmock.h>

#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/pipeline/corpus.hpp"
#include "affetto/pipeline/generate.hpp"
#include "affetto/pipeline/latents.hpp"
#include "affetto/pipeline/preprocess.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;

/// A small corpus as latents, and a small model to train on it.
class Train : public testing::Test {
protected:
    void SetUp() override {
        Progress silent;
        CorpusOptions corpus;
        corpus.out = folder_ / "corpus";
        corpus.clips = 24;
        write_corpus(corpus, silent);
        PreprocessOptions clips;
        clips.dataset = "etudes";
        clips.root = corpus.out;
        clips.out = folder_ / "clips";
        preprocess(clips, silent);
        LatentsOptions latents;
        latents.clips = clips.out;
        latents.out = folder_ / "latents";
        latents.window = 32;
        make_latents(latents, silent);
        write_text(folder_ / "small.json",
                   R"({"model": {"encoder_dim": 16, "decoder_dim": 16, "attention_dim": 16,
                       "attention_heads": 2, "head_dim": 16, "embedding_dim": 8, "latent_dim": 4},
                       "training": {"batch_size": 4, "checkpoint_steps": 3}})");
    }

    TrainOptions options(const std::string& out, std::int64_t steps) const {
        TrainOptions o;
        o.latents = folder_ / "latents";
        o.out = folder_ / out;
        o.config = folder_ / "small.json";
        o.steps = steps;
        return o;
    }

    test::TemporaryFolder folder_;
};

TEST_F(Train, AResumedRunGivesTheSameBytesAndKeepsItsConfiguration) {
    Progress silent;
    train(options("straight", 14), silent);
    train(options("resumed", 8), silent);
    TrainOptions rest = options("resumed", 14);
    rest.config.reset();
    rest.resume = true;
    train(rest, silent);
    for (const char* file : {"model.safetensors", "log.jsonl"})
        EXPECT_EQ(read_bytes(folder_ / "straight" / file), read_bytes(folder_ / "resumed" / file))
            << file;
}

TEST_F(Train, PairsOfOtherFamiliesResumeToTheSameBytesAndCompose) {
    Progress silent;
    for (const auto& [encoder, decoder] :
         {std::pair("lstm", "conv"), std::pair("conv", "transformer"),
          std::pair("transformer", "lstm")}) {
        const std::string name = std::string(encoder) + " " + decoder;
        TrainOptions straight = options(name + " straight", 8), resumed = options(name, 4);
        straight.encoder = resumed.encoder = encoder;
        straight.decoder = resumed.decoder = decoder;
        train(straight, silent);
        train(resumed, silent);
        TrainOptions rest = options(name, 8);
        rest.config.reset();
        rest.resume = true;
        train(rest, silent);
        EXPECT_EQ(read_bytes(straight.out / "model.safetensors"),
                  read_bytes(rest.out / "model.safetensors"))
            << name;
        GenerateOptions asked;
        asked.emotion = parse_emotion_spec("0s=sad,4s=excited");
        asked.model = rest.out.string();
        asked.out = folder_ / (name + " made");
        asked.seconds = 5;
        asked.count = 3;
        asked.formats = {"mid"};
        EXPECT_EQ(generate(asked, silent).pieces, 3) << name;
    }
}

TEST_F(Train, ARunKilledBeforeItsFirstCheckpointBeginsAgain) {
    Progress silent;
    train(options("straight", 5), silent);
    train(options("killed", 2), silent);
    std::filesystem::remove_all(folder_ / "killed/checkpoints");
    std::filesystem::remove(folder_ / "killed/model.safetensors");
    TrainOptions again = options("killed", 5);
    again.resume = true;
    train(again, silent);
    EXPECT_EQ(read_bytes(folder_ / "straight/model.safetensors"),
              read_bytes(folder_ / "killed/model.safetensors"));
}

TEST_F(Train, KeepsHistoryAndDrawsItsCurves) {
    Progress silent;
    const TrainSummary summary = train(options("run", 14), silent);
    EXPECT_EQ(summary.steps, 14);
    const CsvTable history = read_csv(folder_ / "run/history.csv");
    EXPECT_GE(history.rows.size(), 2u);
    for (const char* column :
         {"train_total", "train_kl", "validation_total", "learning_rate", "beta", "seconds"})
        EXPECT_TRUE(history.column(column).has_value()) << column;
    EXPECT_THAT(read_text(folder_ / "run/plots/loss.svg"), HasSubstr("</svg>"));
    EXPECT_THAT(read_text(folder_ / "run/plots/kl.svg"), HasSubstr("</svg>"));
}

TEST_F(Train, RefusesAFolderWithoutARunToResumeAndOneInUse) {
    Progress silent;
    TrainOptions o = options("none", 2);
    o.resume = true;
    EXPECT_THROW(train(o, silent), UsageError);
    EXPECT_FALSE(std::filesystem::exists(folder_ / "none"));
    write_text(folder_ / "used/other.txt", "mine");
    EXPECT_THROW(train(options("used", 2), silent), UsageError);
    EXPECT_EQ(read_text(folder_ / "used/other.txt"), "mine");
}

}  // namespace
}  // namespace affetto
