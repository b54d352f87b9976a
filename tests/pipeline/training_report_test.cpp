#include "affetto/pipeline/training_report.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <memory>

#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/pipeline/corpus.hpp"
#include "affetto/pipeline/latents.hpp"
#include "affetto/pipeline/preprocess.hpp"
#include "affetto/pipeline/run_log.hpp"
#include "affetto/pipeline/train.hpp"
#include "affetto/tensor/random_tensors.hpp"
#include "pipeline/event_records.hpp"
#include "plots/figure_checks.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using test::expect_sound_figure;
using test::occurrences;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kSmall =
    R"({"model": {"encoder_dim": 16, "decoder_dim": 16, "attention_dim": 16,
        "attention_heads": 2, "head_dim": 16, "embedding_dim": 8, "latent_dim": 4},
        "training": {"batch_size": 4, "checkpoint_steps": 3}})";

/// Does something at every step of a run.
class AtEveryStep : public Progress {
public:
    explicit AtEveryStep(std::function<void(std::int64_t)> work) : work_(std::move(work)) {}
    void update(std::string_view stage, std::int64_t done, std::int64_t,
                std::string_view) override {
        if (stage == "train") work_(done);
    }

private:
    std::function<void(std::int64_t)> work_;
};

/// A small corpus as latents of notes and of rolls.
class Report : public testing::Test {
protected:
    static void SetUpTestSuite() {
        folder_ = std::make_unique<test::TemporaryFolder>();
        Progress silent;
        CorpusOptions corpus;
        corpus.out = *folder_ / "corpus";
        corpus.clips = 24;
        write_corpus(corpus, silent);
        PreprocessOptions clips;
        clips.dataset = "etudes";
        clips.root = corpus.out;
        clips.out = *folder_ / "clips";
        preprocess(clips, silent);
        for (const char* representation : {"notes", "roll"}) {
            LatentsOptions latents;
            latents.clips = clips.out;
            latents.representation = representation;
            latents.out = *folder_ / representation;
            latents.window = 32;
            make_latents(latents, silent);
        }
        write_text(*folder_ / "small.json", kSmall);
    }
    static void TearDownTestSuite() { folder_.reset(); }

    static TrainOptions options(const std::string& out, std::int64_t steps) {
        TrainOptions o;
        o.latents = *folder_ / "notes";
        o.out = *folder_ / out;
        o.config = *folder_ / "small.json";
        o.steps = steps;
        return o;
    }
    static std::string page_of(const std::string& run) {
        return read_text(*folder_ / run / "report.html");
    }

    static inline std::unique_ptr<test::TemporaryFolder> folder_;
};

void expect_every_section(const std::string& page) {
    for (const char* section : {"What is trained on what", "Settings that differ", "Curves",
                                "Latent space", "Reconstructions", "Samples", "Files"})
        EXPECT_THAT(page, HasSubstr(std::string(">") + section));
}

TEST_F(Report, IsThereFromTheFirstStepOnAndComesToRest) {
    std::string first;
    AtEveryStep watcher([&](std::int64_t) {
        if (first.empty()) first = page_of("run");
    });
    const TrainSummary summary = train(options("run", 14), watcher);
    expect_every_section(first);
    EXPECT_THAT(first, HasSubstr("http-equiv='refresh'"));
    EXPECT_THAT(first, HasSubstr("of 14 steps"));
    EXPECT_THAT(first, HasSubstr("training.batch_size"));

    EXPECT_EQ(summary.report, *folder_ / "run/report.html");
    const std::string last = page_of("run");
    expect_every_section(last);
    EXPECT_THAT(last, Not(HasSubstr("http-equiv='refresh'")));
    EXPECT_THAT(last, Not(HasSubstr("could be drawn")));
    EXPECT_THAT(last, HasSubstr("Ended: stopped by steps. Step 14"));
    EXPECT_LT(last.size(), 25'000'000u);
    // Curves, units and two clouds, a pair a quadrant, a sample a quadrant.
    EXPECT_EQ(occurrences(last, "<svg"), 8u + 3u + 8u + 4u);
    for (const char* plot :
         {"loss", "kl", "total-loss", "active-units", "gradient-norm", "latent-units", "latent-pca",
          "latent-tsne", "reconstruction-4-decoded", "sample-Q1"})
        expect_sound_figure(read_text(*folder_ / "run/plots" / (std::string(plot) + ".svg")));
    for (const char* quadrant : {"Q1", "Q2", "Q3", "Q4"})
        EXPECT_THAT(last, testing::ContainsRegex("download='epoch-[0-9]+-" + std::string(quadrant) +
                                                 ".mid' href='data:audio/midi;base64,"));
}

TEST_F(Report, OfRollsHasReconstructionsToo) {
    TrainOptions o = options("rolls", 6);
    o.latents = *folder_ / "roll";
    Progress silent;
    train(o, silent);
    const std::string page = page_of("rolls");
    EXPECT_THAT(page, Not(HasSubstr("could be drawn")));
    EXPECT_EQ(occurrences(page, "Decoded from the posterior mean</text>"), 4u);
}

TEST_F(Report, OfAFailedRunSaysWhy) {
    class Failing : public Progress {
        void update(std::string_view, std::int64_t, std::int64_t, std::string_view) override {
            throw Error("the disk <is> gone");
        }
    } failing;
    EXPECT_THROW(train(options("failed", 14), failing), Error);
    const std::string page = page_of("failed");
    EXPECT_THAT(page, HasSubstr("failed: the disk &lt;is&gt; gone"));
    EXPECT_THAT(page, Not(HasSubstr("http-equiv='refresh'")));
}

TEST_F(Report, IsNotWrittenWhereNoneIsWanted) {
    TrainOptions o = options("without", 3);
    o.report = false;
    Progress silent;
    EXPECT_TRUE(train(o, silent).report.empty());
    EXPECT_FALSE(std::filesystem::exists(o.out / "report.html"));
    EXPECT_FALSE(std::filesystem::exists(o.out / "samples"));
}

TEST_F(Report, ContinuesTheCurvesOfAResumedRun) {
    Progress silent;
    train(options("resumed", 8), silent);
    TrainOptions rest = options("resumed", 16);
    rest.resume = true;
    train(rest, silent);
    const CsvTable history = read_csv(rest.out / "history.csv");
    std::vector<double> steps, seconds;
    for (std::size_t row = 0; row < history.rows.size(); ++row) {
        steps.push_back(*parse_number(history.at(row, "step")));
        seconds.push_back(*parse_number(history.at(row, "seconds")));
    }
    EXPECT_TRUE(std::adjacent_find(steps.begin(), steps.end(), std::greater_equal<>()) ==
                steps.end());
    EXPECT_TRUE(std::is_sorted(seconds.begin(), seconds.end()));
    // One unbroken line from the first step to the last.
    const std::string curve = read_text(rest.out / "plots/gradient-norm.svg");
    EXPECT_EQ(occurrences(curve, "<polyline"), 1u);
    const std::size_t points = curve.find("points='");
    EXPECT_EQ(occurrences(curve.substr(points, curve.find('\'', points + 8) - points), ","), 16u);
}

/// One run of the training program with pictures at every epoch, or with none.
struct DirectRun {
    at::Tensor weights;
    std::int64_t drawings = 0;
};

at::Tensor flat_weights(const Network& network) {
    std::vector<at::Tensor> parts;
    for (const at::Tensor& parameter : network.parameters())
        parts.push_back(parameter.reshape({-1}));
    return at::cat(parts).detach().clone();
}

DirectRun run_directly(const Path& latents, const Path& out, bool pictures) {
    RunConfig config;
    affetto::from_json(config, parse_json(kSmall, "small"));
    config.training.max_steps = 12;
    const LatentSet set = read_latents(latents);
    ModelDescription description;
    description.model = config.model;
    settle_families(description.model, false);
    description.representation = set.representation;
    description.format = set.format;
    description.window = set.window;
    at::Generator weights = make_generator(1);
    const std::shared_ptr<Network> network = make_network(description, weights);
    RunLog log(out, 0);
    TrainingSamples samples(out / "samples", description, set, config.training);
    TrainingReport report(
        {out, description, set, config.training, samples, 0, Json(), Json(), {}, {0, 0}});
    std::vector<TrainingObserver*> observers = {&log};
    if (pictures) observers.push_back(&report);
    DirectRun run;
    AtEveryStep counter([&](std::int64_t) {
        run.drawings += std::filesystem::exists(out / "plots/latent-tsne.svg") ? 1 : 0;
    });
    train_network(*network, set, config.training, {.checkpoints = out / "checkpoints"}, observers,
                  counter);
    run.weights = flat_weights(*network);
    return run;
}

TEST_F(Report, LeavesTheBytesOfTrainingAsTheyAre) {
    const DirectRun with = run_directly(*folder_ / "notes", *folder_ / "drawn", true);
    const DirectRun without = run_directly(*folder_ / "notes", *folder_ / "plain", false);
    EXPECT_GT(with.drawings, 3);
    EXPECT_EQ(without.drawings, 0);
    EXPECT_TRUE(with.weights.equal(without.weights));
    EXPECT_EQ(read_bytes(*folder_ / "drawn/log.jsonl"), read_bytes(*folder_ / "plain/log.jsonl"));
    EXPECT_THAT(read_text(*folder_ / "drawn/report.html"), Not(HasSubstr("could be drawn")));
}

TEST_F(Report, DrawingThatFailsDoesNoHarm) {
    const Path plots = *folder_ / "blocked/plots";
    TrainOptions o = options("blocked", 4);
    o.overwrite = true;
    AtEveryStep blocker([&](std::int64_t done) {
        // A file in the place of the folder of pictures.
        if (done == 1) {
            std::filesystem::remove_all(plots);
            write_text(plots, "in the way");
        }
    });
    EXPECT_EQ(train(o, blocker).steps, 4);
    EXPECT_THAT(page_of("blocked"), HasSubstr("Ended: stopped by steps"));
}

std::vector<test::ReadEvent> events_of(const Path& run) {
    std::vector<Path> files;
    for (const auto& entry : std::filesystem::directory_iterator(run / "tensorboard"))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<test::ReadEvent> events;
    for (const Path& file : files)
        for (test::ReadEvent& event : test::read_events(read_text(file)))
            events.push_back(std::move(event));
    return events;
}

TEST_F(Report, EventFilesHoldEveryStepOfAResumedRunOnce) {
    Progress silent;
    TrainOptions first = options("events", 5);
    first.tensorboard = true;
    first.report = false;
    train(first, silent);
    TrainOptions rest = options("events", 9);
    rest.resume = rest.tensorboard = true;
    rest.report = false;
    train(rest, silent);

    std::map<std::int64_t, float> losses;
    int restarts = 0, validations = 0;
    for (const test::ReadEvent& event : events_of(rest.out)) {
        if (event.restart) {
            ++restarts;
            losses.erase(losses.lower_bound(event.step), losses.end());
        }
        if (const auto loss = event.scalars.find("train/loss"); loss != event.scalars.end()) {
            EXPECT_TRUE(losses.emplace(event.step, loss->second).second) << event.step;
        }
        validations += static_cast<int>(event.scalars.count("validation/loss"));
        if (!event.texts.empty()) {
            EXPECT_THAT(event.texts.at("configuration"), HasSubstr("\"batch_size\": 4"));
        }
    }
    EXPECT_EQ(restarts, 1);
    EXPECT_GE(validations, 1);
    std::map<std::int64_t, float> logged;
    const std::string log = read_text(rest.out / "log.jsonl");
    for (const std::string_view line : split(log, '\n')) {
        if (line.empty()) continue;
        const Json row = parse_json(line, "log");
        logged[row.at("step").get<std::int64_t>()] = row.at("loss").get<float>();
    }
    EXPECT_EQ(logged.size(), 9u);
    EXPECT_EQ(losses, logged);
}

}  // namespace
}  // namespace affetto
