#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "affetto/core/emotion.hpp"
#include "affetto/core/json.hpp"
#include "affetto/core/text.hpp"
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
    const Result run = run_affetto({"generate", "-h"});
    EXPECT_EQ(run.out, run_affetto({"generate", "--help"}).out);
    for (const NamedEmotion& e : named_emotions())
        EXPECT_THAT(run.out, HasSubstr("  " + std::string(e.name) + " ("));
    EXPECT_THAT(run.out, HasSubstr("Q2 (-0.6, 0.6)"));
    EXPECT_THAT(run.out, HasSubstr("  --seconds SECONDS "));
    EXPECT_THAT(run.out, HasSubstr("5 to 300 [default: 30]"));
}

TEST(Help, OfLatentsListsEveryKeyOfTheConfigurationOfSound) {
    const std::string out = run_affetto({"latents", "--help-all"}).out;
    for (const char* key : {"mel.bands.n_mels = ", "mfcc.n_mfcc = ", "chroma.stft.hop_length = "})
        EXPECT_THAT(out, HasSubstr(key)) << key;
}

TEST(Help, OfTrainListsEveryKeyOfTheConfiguration) {
    const Result run = run_affetto({"train", "--help-all"});
    EXPECT_THAT(run.out, HasSubstr("model.latent_dim = "));
    EXPECT_THAT(run.out, HasSubstr("training.learning_rate = "));
}

TEST(Help, ExplainsTheCommonOptionsFirstAndTheRestWhenAskedForAll) {
    const std::string common = run_affetto({"train", "--help"}).out;
    const std::string all = run_affetto({"train", "--help-all"}).out;
    EXPECT_THAT(common, HasSubstr("Bounds the whole command"));
    EXPECT_THAT(common, testing::Not(HasSubstr("Final weight of the KL term")));
    EXPECT_THAT(common, HasSubstr("--beta")) << "named all the same";
    EXPECT_THAT(common, HasSubstr("explained by --help-all"));
    EXPECT_THAT(all, HasSubstr("Final weight of the KL term"));
    EXPECT_LT(all.find("Bounds the whole command"), all.find("Final weight of the KL term"));
}

TEST(Help, IsEverywhere) {
    std::vector<std::vector<std::string>> commands{{}, {"help"}};
    for (const std::string& command : kCommands) commands.push_back({command});
#ifdef AFFETTO_WITH_AUDIO
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"codec"}, {"codec", "list"}, {"codec", "download"}, {"render"}})
        commands.push_back(command);
#ifdef AFFETTO_WITH_TORCH
    for (const char* command : {"encode", "decode", "roundtrip", "train"})
        commands.push_back({"codec", command});
#endif
#endif
    for (const std::vector<std::string>& command : commands) {
        std::string name;
        for (const std::string& word : command) name += " " + word;
        for (const char* option : {"-h", "--help", "--help-all"}) {
            std::vector<std::string> words = command;
            words.emplace_back(option);
            const Result run = run_affetto(words);
            EXPECT_EQ(run.status, 0) << name;
            EXPECT_EQ(run.err, "") << name;
            EXPECT_THAT(run.out, HasSubstr("Usage: affetto" + name + " ")) << name;
        }
        for (const char* option : {"-V", "--version"}) {
            std::vector<std::string> words = command;
            words.emplace_back(option);
            EXPECT_EQ(run_affetto(words).out, "affetto " + std::string(version()) + "\n") << name;
        }
    }
}

Setting in_columns(const char* columns) {
    Setting setting;
    setting.variables = {{"COLUMNS", columns}};
    return setting;
}

TEST(Help, IsWrappedToTheWidthOfTheTerminal) {
    for (const char* columns : {"40", "60", "100"}) {
        const std::size_t width = std::stoul(columns);
        for (const std::string& command : kCommands) {
            const Result run = run_affetto({command, "--help-all"}, in_columns(columns));
            for (const std::string_view line : split(run.out, '\n'))
                EXPECT_LE(count_characters(line), width) << command << ": " << line;
        }
    }
    const std::string usual = run_affetto({"train", "--help-all"}, in_columns("")).out;
    std::size_t longest = 0;
    for (const std::string_view line : split(usual, '\n'))
        longest = std::max(longest, count_characters(line));
    EXPECT_LE(longest, 80u) << "a pipe has no width";
    EXPECT_GT(longest, 70u);
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
        {with(generate, {"extra"}), "'extra' is an argument too many"},
        {with(generate, {"--bpm", "90"}),
         "unknown option '--bpm' of 'generate'; 'affetto generate --help' lists the options"},
        {with(generate, {"--pitch", "3"}), "lists the options"},
        {with(generate, {"--temp", "1"}), "did you mean '--temperature'?"},
        {{"generate"}, "--emotion and --out are required; see 'affetto generate --help'"},
        {with(generate, {"--seconds", "4.9"}), "--seconds: expected a number, 5 to 300, got '4.9'"},
        {with(generate, {"--seconds", "301"}), "5 to 300"},
        {with(generate, {"--seconds", "nan"}), "5 to 300"},
        {with(generate, {"--seconds", "ten"}), "5 to 300"},
        {with(generate, {"--overwrite=maybe"}), "--overwrite takes no value"},
        {with(generate, {"--quiet=3"}), "--quiet takes no value"},
        {with(generate, {"--seconds"}), "--seconds: a value is missing, expected SECONDS"},
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
        {with(generate, {"--seed", "1", "--seed", "2"}), "--seed is given 2 times, expected once"},
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
        {with(train, {"--resume", "--overwrite"}), "cannot be given together"},
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
        {{"inspect"}, "PATH is required"},
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

// Loading libtorch alone takes half a second; a tenth is usual, slow machines take twice that.
TEST(Usage, AnswersWithoutLoadingLibtorch) {
#ifdef AFFETTO_SANITIZED
    GTEST_SKIP() << "sanitizers slow every program down";
#endif
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"--help"},
          {"train", "--help"},
          {"generate", "--emotion", "hapy", "--out", "x"}}) {
        double best = 1e9;
        for (int i = 0; i < 5; ++i) best = std::min(best, run_affetto(arguments).processor_seconds);
        EXPECT_LT(best, 0.3) << arguments.front();
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
