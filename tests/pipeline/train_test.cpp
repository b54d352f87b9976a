#include "affetto/pipeline/train.hpp"

#include <gmock/gmock.h>

#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/json.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/core/writer_lock.hpp"
#include "affetto/pipeline/corpus.hpp"
#include "affetto/pipeline/generate.hpp"
#include "affetto/pipeline/latents.hpp"
#include "affetto/pipeline/preprocess.hpp"
#include "core/message_of.hpp"
#include "support/folder_contents.hpp"
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

TEST_F(Train, AnOverwriteThatFailsOrIsStoppedLeavesTheOldModelAsItWas) {
    Progress silent;
    train(options("model", 4), silent);
    const auto before = test::contents(folder_ / "model");
    TrainOptions over = options("model", 6);
    over.overwrite = true;
    over.fit_batch = true;
    over.memory_gb = 0.001;
    EXPECT_THROW(train(over, silent), Error);
    EXPECT_EQ(test::contents(folder_ / "model"), before);
    EXPECT_FALSE(std::filesystem::exists(folder_ / "model.work"));

    over.fit_batch = false;
    over.memory_gb.reset();
    request_interrupt();
    EXPECT_THROW(train(over, silent), Interrupted);
    forget_interrupt();
    EXPECT_EQ(test::contents(folder_ / "model"), before);
    EXPECT_TRUE(std::filesystem::exists(folder_ / "model.work/run.json"));
    const TrainOptions anew = options("model", 6);
    EXPECT_THROW(train(anew, silent), UsageError);

    over.overwrite = false;
    over.resume = true;
    over.config.reset();
    const TrainSummary summary = train(over, silent);
    EXPECT_EQ(summary.steps, 6);
    EXPECT_EQ(summary.report, folder_ / "model" / "report.html");
    EXPECT_EQ(read_json(folder_ / "model/manifest.json").at("steps"), 6);
    EXPECT_EQ(test::beside_the_input(folder_.path()).count("model.work"), 0u);
}

TEST_F(Train, ReplacesNothingThatAffettoDidNotWriteAndNoInput) {
    Progress silent;
    TrainOptions over = options("latents", 2);
    over.overwrite = true;
    const auto before = test::contents(folder_ / "latents");
    EXPECT_THROW(train(over, silent), UsageError);
    over.out = folder_ / "latents" / "model";
    EXPECT_THROW(train(over, silent), UsageError);
    EXPECT_EQ(test::contents(folder_ / "latents"), before);
    write_text(folder_ / "photos" / "thesis.doc", "years");
    over.out = folder_ / "photos";
    EXPECT_THROW(train(over, silent), UsageError);
    EXPECT_EQ(read_text(folder_ / "photos" / "thesis.doc"), "years");
}

TEST_F(Train, AFolderHasOneRunAtATime) {
    Progress silent;
    train(options("model", 2), silent);
    const WriterLock other(folder_ / "model");
    TrainOptions further = options("model", 4);
    further.resume = true;
    EXPECT_THAT(test::message_of<Error>([&] { train(further, silent); }),
                testing::HasSubstr("another run of Affetto writes there (process "));
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

TEST_F(Train, RefusesForNotesADiscriminatorAndLossesThatDoNotFitAndSaysWhy) {
    Progress silent;
    const auto refusal = [&](const TrainOptions& o) -> std::string {
        try {
            train(o, silent);
        } catch (const UsageError& fault) {
            return fault.what();
        }
        return "accepted";
    };
    TrainOptions adversarial = options("refused", 2), squared = options("refused", 2);
    adversarial.adversarial = true;
    EXPECT_THAT(refusal(adversarial), HasSubstr("classes"));
    squared.reconstruction = "mse";
    EXPECT_THAT(refusal(squared), HasSubstr("'notes' needs ce: the fields of a note are classes"));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "refused"));
}

TEST_F(Train, ARollLearnsFromSquaredErrorsAndFromADiscriminatorAcrossAResume) {
    Progress silent;
    LatentsOptions latents;
    latents.clips = folder_ / "clips";
    latents.out = folder_ / "rolls";
    latents.representation = "roll";
    latents.window = 16;
    make_latents(latents, silent);
    write_text(folder_ / "adversarial.json",
               R"({"model": {"encoder_dim": 16, "decoder_dim": 16, "attention_dim": 16,
                   "attention_heads": 2, "head_dim": 16, "latent_dim": 4},
                   "training": {"batch_size": 4, "checkpoint_steps": 3, "adversarial_start": 6,
                   "adversarial_channels": 4}})");
    const auto rolls = [&](const char* out, std::int64_t steps) {
        TrainOptions o = options(out, steps);
        o.latents = latents.out;
        o.config = folder_ / "adversarial.json";
        o.reconstruction = "mse";
        o.adversarial = true;
        return o;
    };
    train(rolls("straight", 12), silent);
    train(rolls("resumed", 8), silent);
    TrainOptions rest = rolls("resumed", 12);
    rest.resume = true;
    rest.config.reset();
    train(rest, silent);
    for (const char* file : {"model.safetensors", "log.jsonl"})
        EXPECT_EQ(read_bytes(folder_ / "straight" / file), read_bytes(folder_ / "resumed" / file))
            << file;
    EXPECT_THAT(read_text(folder_ / "straight/log.jsonl"), HasSubstr("\"discriminator\":"));
    const CsvTable history = read_csv(folder_ / "straight/history.csv");
    const auto column = history.column("feature_matching");
    ASSERT_TRUE(column.has_value());
    EXPECT_EQ(history.rows.front()[*column], "");
    EXPECT_NE(history.rows.back()[*column], "");
}

}  // namespace
}  // namespace affetto
