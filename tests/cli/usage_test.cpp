#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "affetto/core/emotion.hpp"
#include "affetto/core/json.hpp"
#include "affetto/core/version.hpp"
#include "cli/program.hpp"

namespace affetto::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const std::vector<std::string> kCommands = {"demo",     "corpus",  "preprocess",
                                            "latents",  "train",   "generate",
                                            "evaluate", "inspect", "doctor"};

TEST(Help, ListsEveryCommand) {
    const Result run = run_affetto({"--help"});
    EXPECT_EQ(run.status, 0);
    EXPECT_EQ(run.err, "");
    for (const std::string& command : kCommands)
        EXPECT_THAT(run.out, HasSubstr("  " + command + " "));
    EXPECT_EQ(run_affetto({}).out, run.out);
    EXPECT_EQ(run_affetto({"help"}).out, run.out);
}

TEST(Help, OfEachCommandHasExamplesAndTheCommonOptions) {
    for (const std::string& command : kCommands) {
        const Result run = run_affetto({command, "--help"});
        EXPECT_EQ(run.status, 0) << command;
        EXPECT_THAT(run.out, HasSubstr("Usage: affetto " + command)) << command;
        EXPECT_THAT(run.out, HasSubstr("\n  affetto " + command)) << command;
        for (const char* option : {"--json", "--quiet", "--verbose"})
            EXPECT_THAT(run.out, HasSubstr(option)) << command;
        EXPECT_EQ(run_affetto({"help", command}).out, run.out);
    }
}

TEST(Help, OfGenerateListsTheNamedEmotionsWithTheirCoordinates) {
    const Result run = run_affetto({"generate", "--help"});
    for (const NamedEmotion& e : named_emotions())
        EXPECT_THAT(run.out, HasSubstr("  " + std::string(e.name) + " ("));
    EXPECT_THAT(run.out, HasSubstr("Q2 (-0.6, 0.6)"));
    // CLI11 shows a default as "=30", newer ones as " [30]".
    EXPECT_THAT(run.out, testing::ContainsRegex("--seconds SECONDS(=30| \\[30\\])"));
    EXPECT_THAT(run.out, HasSubstr("5 to 300"));
}

TEST(Help, OfLatentsListsEveryKeyOfTheConfigurationOfSound) {
    const std::string out = run_affetto({"latents", "--help"}).out;
    for (const char* key : {"mel.bands.n_mels = ", "mfcc.n_mfcc = ", "chroma.stft.hop_length = "})
        EXPECT_THAT(out, HasSubstr(key)) << key;
}

TEST(Help, OfTrainListsEveryKeyOfTheConfiguration) {
    const Result run = run_affetto({"train", "--help"});
    EXPECT_THAT(run.out, HasSubstr("model.latent_dim = "));
    EXPECT_THAT(run.out, HasSubstr("training.learning_rate = "));
}

TEST(Version, IsTextOrJson) {
    EXPECT_EQ(run_affetto({"--version"}).out, "affetto " + std::string(version()) + "\n");
    const Result run = run_affetto({"--version", "--json"});
    EXPECT_EQ(parse_json(run.out, "stdout").at("version"), version());
}

struct BadUsage {
    std::vector<std::string> arguments;
    std::string says;
};

TEST(Usage, FaultsGetOneClearMessageStatus2AndWriteNothing) {
    const std::vector<std::string> generate = {"generate", "--emotion", "happy", "--out", "x"};
    const auto with = [](std::vector<std::string> arguments,
                         const std::vector<std::string>& further) {
        arguments.insert(arguments.end(), further.begin(), further.end());
        return arguments;
    };
    const std::vector<std::string> train = {"train", "--latents", "l", "--out", "x"};
    const std::vector<std::string> latents = {"latents", "--clips", "c", "--out", "x"};
    const std::vector<std::string> preprocess = {"preprocess", "--root", "r", "--out", "x"};
    const std::vector<BadUsage> cases = {
        {{"genrate"}, "unknown command 'genrate'; did you mean 'generate'?"},
        {{"xyzzy"}, "unknown command 'xyzzy'; 'affetto --help' lists the commands"},
        {{"genrate", "--help"}, "did you mean 'generate'?"},
        {{"help", "genrate"}, "did you mean 'generate'?"},
        {{"--jsn"}, "unknown option '--jsn'; did you mean '--json'?"},
        {{"--jsn", "doctor"}, "unknown option '--jsn'; did you mean '--json'?"},
        {{"--json"}, "no command given"},
        {{"generate", "--emotion", "happy"}, "--out is required"},
        {{"generate", "--out", "x"}, "--emotion is required"},
        {{"generate", "--emotion", "hapy", "--out", "x"}, "did you mean 'happy'?"},
        {{"generate", "--emotion", "v=2,a=0", "--out", "x"}, "emotion: "},
        {with(generate, {"--sed", "3"}),
         "unknown option '--sed' of 'generate'; did you mean '--seed'?"},
        {with(generate, {"--sed=3"}), "did you mean '--seed'?"},
        {with(generate, {"extra"}), "'extra': an argument too many"},
        {with(generate, {"--seconds", "4.9"}), "--seconds: expected a number, 5 to 300, got '4.9'"},
        {with(generate, {"--seconds", "301"}), "5 to 300"},
        {with(generate, {"--seconds", "nan"}), "5 to 300"},
        {with(generate, {"--seconds", "ten"}), "5 to 300"},
        {with(generate, {"--seconds"}), "--seconds"},
        {with(generate, {"--count", "0"}), "--count: expected a whole number"},
        {with(generate, {"--count", "2.5"}), "--count: expected a whole number"},
        {with(generate, {"--seed", "-1"}), "--seed: expected a whole number"},
        {with(generate, {"--temperature", "2.1"}), "--temperature: expected a number, 0 to 2"},
        {with(generate, {"--top-p", "1.1"}), "--top-p: expected a number, 0 to 1"},
        {with(generate, {"--guidance", "-1"}), "--guidance: expected a number, 0 to 10"},
        {with(generate, {"--format", "wva"}), "did you mean 'wav'?"},
        {with(generate, {"--format", ""}), "--format"},
        {with(generate, {"--threads", "0"}), "--threads: expected a whole number, 1 to 256"},
        {with(generate, {"--model", "no/such/model"}), "--model: 'no/such/model'"},
        {with(generate, {"--seed", "1", "--seed", "2"}), "--seed"},
        {{"generate", "--emotion", "happy", "--out", ""}, "--out: expected a path"},
        {with(latents, {"--representation", "nots"}), "did you mean 'notes'?"},
        {with(latents, {"--window", "7"}), "--window: expected a whole number, 8 to"},
        {with(train, {"--encoder", "gruu"}), "did you mean 'gru'?"},
        {with(train, {"--batch-size", "0"}),
         "--batch-size: expected a whole number, 1 to 65536, got '0'; or auto"},
        {with(train, {"--batch-size", "fit"}), "or auto"},
        {with(train, {"--memory", "4"}), "--memory: is used by --batch-size auto alone"},
        {with(train, {"--beta-schedule", "cyclicl"}), "did you mean 'cyclical'?"},
        {with(train, {"--accumulate", "0"}), "--accumulate: expected a whole number"},
        {with(train, {"--at-sigusr1", "end"}), "--at-sigusr1"},
        {with(train, {"--steps", "0"}), "--steps: expected a whole number, at least 1"},
        {with(train, {"--minutes", "0"}), "--minutes"},
        {with(train, {"--learning-rate", "inf"}), "--learning-rate"},
        {with(train, {"--config", "no-such.json"}), "no-such.json"},
        {with(train, {"--resume", "--overwrite"}), "excludes"},
        {{"train", "--out", "x"}, "--latents is required"},
        {{"train", "--compare", "a", "b"}, "--out is required"},
        {with(train, {"--compare", "a"}), "--latents has no place beside it"},
        {{"train", "--compare", "a", "--out", "x", "--no-report"},
         "--no-report has no place beside it"},
        {with(preprocess, {"--dataset", "emopai"}), "did you mean 'emopia'?"},
        {with(preprocess, {"--shard", "3/2"}), "--shard: expected I/N"},
        {with(preprocess, {"--shard", "0/2"}), "--shard: expected I/N"},
        {with(preprocess, {"--shard", "two"}), "--shard: expected I/N"},
        {with(preprocess, {"--jobs", "0"}), "--jobs"},
        {{"corpus", "--out", "x", "--clips", "0"}, "--clips: expected a whole number, 1 to"},
        {{"inspect"}, "path is required"},
        {{"evaluate", "--generated", "g", "--reference", "r", "--out", "x", "--listening", "-1"},
         "--listening"},
    };
    const TemporaryFolder folder;
    for (const BadUsage& bad : cases) {
        const Result run = run_affetto(bad.arguments, {folder.path(), "", -1});
        std::string shown;
        for (const std::string& a : bad.arguments) shown += " " + a;
        EXPECT_EQ(run.status, 2) << shown;
        EXPECT_EQ(run.out, "") << shown;
        EXPECT_THAT(run.err, StartsWith("affetto: ")) << shown;
        EXPECT_THAT(run.err, HasSubstr(bad.says)) << shown;
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Usage, AnswersInUnderATenthOfASecondOfProcessorTime) {
#ifdef AFFETTO_SANITIZED
    GTEST_SKIP() << "sanitizers slow every program down";
#endif
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"--help"},
          {"train", "--help"},
          {"generate", "--emotion", "hapy", "--out", "x"}}) {
        double best = 1e9;
        for (int i = 0; i < 5; ++i) best = std::min(best, run_affetto(arguments).processor_seconds);
        EXPECT_LT(best, 0.1) << arguments.front();
    }
}

#ifndef AFFETTO_WITH_AUDIO
TEST(Usage, AskingForSoundWithoutSoundIsAClearError) {
    const Result run =
        run_affetto({"generate", "--emotion", "happy", "--out", "x", "--format", "wav"});
    EXPECT_EQ(run.status, 2);
    EXPECT_THAT(run.err, HasSubstr("use --format mid"));
    EXPECT_EQ(run_affetto({"render", "x.mid", "--out", "x"}).status, 2);
}
#endif

#ifndef AFFETTO_WITH_TORCH
TEST(Usage, WithoutLibtorchACommandThatNeedsItSaysSo) {
    const Result run = run_affetto({"latents", "--clips", "c", "--out", "x"});
    EXPECT_EQ(run.status, 1);
    EXPECT_THAT(run.err, HasSubstr("this build has no libtorch"));
}
#endif

}  // namespace
}  // namespace affetto::test
