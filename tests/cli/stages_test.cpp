#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affetto/core/json.hpp"
#include "cli/program.hpp"

// The commands that need no tensors, one after another as a user would call them.

namespace affetto::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Json json_of(const Result& run) {
    EXPECT_EQ(run.status, 0) << run.err;
    EXPECT_EQ(run.err, "");
    return parse_json(run.out, "stdout");
}

class Stages : public testing::Test {
protected:
    static void SetUpTestSuite() {
        folder_ = std::make_unique<TemporaryFolder>();
        const Result run = run_affetto({"corpus", "--out", corpus(), "--clips", "8", "--json"});
        ASSERT_EQ(run.status, 0) << run.err;
    }
    static void TearDownTestSuite() { folder_.reset(); }

    static std::string corpus() { return (*folder_ / "corpus").string(); }
    static std::string in(const char* name) { return (*folder_ / name).string(); }
    static std::string first_score() {
        for (const auto& entry : std::filesystem::directory_iterator(*folder_ / "corpus/midi"))
            return entry.path().string();
        return "";
    }

    static inline std::unique_ptr<TemporaryFolder> folder_;
};

TEST_F(Stages, CorpusThenPreprocessMakesClips) {
    const Json summary = json_of(run_affetto(
        {"preprocess", "--dataset", "etudes", "--root", corpus(), "--out", in("clips"), "--json"}));
    EXPECT_EQ(summary.at("clips"), 8);
    EXPECT_EQ(summary.at("labelled"), 8);
    EXPECT_TRUE(summary.at("skipped").empty());
    EXPECT_TRUE(std::filesystem::exists(Path(in("clips")) / "clips.csv"));
    EXPECT_EQ(json_of(run_affetto({"inspect", in("clips"), "--json"})).at("kind"), "clips");
}

#ifdef AFFETTO_WITH_AUDIO
TEST_F(Stages, PreprocessCutsSoundAsTheOptionsSay) {
    const Json rendered = json_of(run_affetto(
        {"render", first_score(), "--out", in("recordings"), "--format", "mp3", "--json"}));
    const std::string file = rendered.at("files").at(0).get<std::string>();
    write_text(Path(in("recordings")) / "manifest.csv", "path,label\n" + file + ",happy\n");
    const std::vector<std::string> command = {
        "preprocess",    "--dataset",   "manifest", "--root",   in("recordings"),
        "--out",         in("chunks"),  "--chunk",  "2,4",      "--overlap",
        "0.5",           "--remainder", "pad",      "--format", "wav",
        "--sample-rate", "16000",       "--json"};
    const Json summary = json_of(run_affetto(command));
    EXPECT_EQ(summary.at("kind"), "sound");
    EXPECT_GT(summary.at("clips").get<int>(), 4);
    const Json found = json_of(run_affetto({"inspect", in("chunks"), "--json"}));
    EXPECT_EQ(found.at("music"), "sound");
    EXPECT_EQ(found.at("sample_rate"), 16'000);
    EXPECT_EQ(found.at("format"), "wav");
    EXPECT_EQ(found.at("lengths").size(), 2u);
    // For people nested counts stand on lines of their own.
    const std::string text = run_affetto({"inspect", in("chunks")}).out;
    EXPECT_THAT(text, HasSubstr("\nsplits.train: clips "));
    EXPECT_THAT(text, HasSubstr("\nlengths.1: seconds 4, clips "));
    EXPECT_THAT(text, HasSubstr("\nlevel_db: mean -"));
    EXPECT_EQ(json_of(run_affetto(command)), summary);  // done already
}
#endif

TEST_F(Stages, PreprocessRefusesLengthsThatAreNone) {
    for (const char* lengths : {"", "5,", "0.05", "5;10", "nan", "all"}) {
        const Result run = run_affetto({"preprocess", "--dataset", "etudes", "--root", corpus(),
                                        "--out", in("none"), "--chunk", lengths});
        EXPECT_EQ(run.status, 2) << lengths;
        EXPECT_THAT(run.err, HasSubstr("--chunk")) << lengths;
    }
}

TEST_F(Stages, InspectOfAScoreSaysWhatTheContractPromises) {
    const Json found = json_of(run_affetto({"inspect", first_score(), "--json"}));
    EXPECT_EQ(found.at("kind"), "score");
    for (const char* key :
         {"notes", "tracks", "seconds", "tempo_bpm", "time_base", "key", "programs"})
        EXPECT_TRUE(found.contains(key)) << key;
    EXPECT_GT(found.at("notes").get<int>(), 0);
}

TEST_F(Stages, TrainComparesRunsThatAreThere) {
    const auto run = [&](const char* name) {
        write_text(Path(in(name)) / "history.csv",
                   "epoch,step,train_total,train_reconstruction,train_kl,validation_total,"
                   "validation_reconstruction,validation_kl,learning_rate,beta,seconds\n"
                   "1,10,9,8,3,9.5,8.5,2.5,0.001,0.1,30\n");
        return in(name);
    };
    const std::vector<std::string> command = {"train",     "--compare", run("gru run"),
                                              run("conv"), "--out",     in("compared")};
    const Result spoken = run_affetto(command);
    EXPECT_EQ(spoken.status, 0) << spoken.err;
    EXPECT_THAT(spoken.out, HasSubstr("gru run: 10 steps, best validation loss 9.500\n"));
    EXPECT_THAT(spoken.out, HasSubstr("compared/report.html"));
    EXPECT_EQ(run_affetto(command).status, 2);  // there already
    std::vector<std::string> again = command;
    again.insert(again.end(), {"--overwrite", "--json"});
    EXPECT_EQ(json_of(run_affetto(again)).at("runs").size(), 2u);
    const Result foreign = run_affetto({"train", "--compare", corpus(), "--out", in("none")});
    EXPECT_EQ(foreign.status, 1);
    EXPECT_THAT(foreign.err, HasSubstr("no history.csv"));
    EXPECT_FALSE(std::filesystem::exists(in("none")));
}

TEST_F(Stages, SummariesAreTextUnlessQuiet) {
    const Result spoken = run_affetto({"corpus", "--out", in("spoken"), "--clips", "1"});
    EXPECT_EQ(spoken.status, 0);
    EXPECT_THAT(spoken.out, StartsWith("1 piece, "));
    EXPECT_EQ(spoken.err, "");
    const Result quiet = run_affetto({"corpus", "--out", in("quiet"), "--clips", "1", "--quiet"});
    EXPECT_EQ(quiet.out + quiet.err, "");
    const Result verbose =
        run_affetto({"--verbose", "corpus", "--out", in("verbose"), "--clips", "1"});
    EXPECT_THAT(verbose.err, HasSubstr("corpus: 100%"));
    EXPECT_THAT(verbose.err, HasSubstr("MiB of memory"));
}

TEST_F(Stages, AFolderInUseIsKeptUnlessOverwriteIsGiven) {
    const std::string before = read_text(Path(corpus()) / "manifest.csv");
    const Result refused = run_affetto({"corpus", "--out", corpus(), "--clips", "2"});
    EXPECT_EQ(refused.status, 2);
    EXPECT_THAT(refused.err, HasSubstr("--overwrite"));
    EXPECT_EQ(read_text(Path(corpus()) / "manifest.csv"), before);

    const std::vector<std::string> again = {"corpus", "--out", in("again"), "--clips", "1"};
    EXPECT_EQ(run_affetto(again).status, 0);
    std::vector<std::string> forced = again;
    forced.emplace_back("--overwrite");
    EXPECT_EQ(run_affetto(forced).status, 0);
}

TEST_F(Stages, ASingleBadInputIsAnErrorThatNamesIt) {
    const Path text = *folder_ / "words.mid";
    write_text(text, "these are words\n");
    const Result run = run_affetto({"inspect", text.string()});
    EXPECT_EQ(run.status, 1);
    EXPECT_EQ(run.out, "");
    EXPECT_THAT(run.err, StartsWith("affetto: "));
    EXPECT_THAT(run.err, HasSubstr("words.mid"));
    EXPECT_EQ(run_affetto({"inspect", in("nowhere")}).status, 1);
}

TEST_F(Stages, ASecondPieceOfASeedIsTheSameBytes) {
    for (const char* name : {"one", "two"})
        ASSERT_EQ(run_affetto({"corpus", "--out", in(name), "--clips", "2", "--seed", "9"}).status,
                  0);
    EXPECT_EQ(read_text(Path(in("one")) / "manifest.csv"),
              read_text(Path(in("two")) / "manifest.csv"));
}

TEST_F(Stages, AnInterruptEndsWith130AndLeavesNoHalfFolder) {
    const Result run =
        run_affetto({"corpus", "--out", in("endless"), "--clips", "1000000"}, {{}, "", 0.5});
    EXPECT_EQ(run.status, 130);
    EXPECT_THAT(run.err, HasSubstr("affetto: interrupted"));
    EXPECT_FALSE(std::filesystem::exists(in("endless")));
    for (const auto& entry : std::filesystem::directory_iterator(folder_->path()))
        EXPECT_THAT(entry.path().filename().string(), testing::Not(HasSubstr("endless")));
}

#ifdef AFFETTO_WITH_AUDIO
TEST_F(Stages, RenderMakesSoundOfEveryScore) {
    const Result run =
        run_affetto({"render", first_score(), "--out", in("sound"), "--format", "flac", "--json"});
    if (run.status == 1 && run.err.find("soundfont") != std::string::npos)
        GTEST_SKIP() << "no soundfont here: " << run.err;
    const Json summary = json_of(run);
    EXPECT_EQ(summary.at("scores"), 1);
    EXPECT_EQ(summary.at("files").size(), 1u);
    EXPECT_GT(summary.at("sound_seconds").get<double>(), 1);
}
#endif

}  // namespace
}  // namespace affetto::test
