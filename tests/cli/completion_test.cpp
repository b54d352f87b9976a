#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "affetto/core/text.hpp"
#include "cli/program.hpp"

namespace affetto::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

/// The words that the program offers; the last line says which files.
std::vector<std::string> offered(std::vector<std::string> words) {
    words.insert(words.begin(), "__complete");
    const Result run = run_affetto(words);
    EXPECT_EQ(run.status, 0);
    EXPECT_EQ(run.err, "");
    std::vector<std::string> found;
    for (const std::string_view line : split(run.out, '\n'))
        if (!line.empty()) found.emplace_back(line.substr(0, line.find('\t')));
    return found;
}

TEST(Completion, OffersCommandsAndTheirCommands) {
    EXPECT_THAT(offered({"gen"}), ElementsAre("generate", ":none"));
    EXPECT_THAT(offered({""}), Contains("doctor"));
    EXPECT_THAT(offered({"help", "do"}), ElementsAre("doctor", ":none"));
#ifdef AFFETTO_WITH_AUDIO
    EXPECT_THAT(offered({"codec", "dow"}), ElementsAre("download", ":none"));
    EXPECT_THAT(offered({"codec", "download", "encodec_2"}), ElementsAre("encodec_24khz", ":none"));
#endif
}

TEST(Completion, OffersOptionsThatAreNotGivenYet) {
    EXPECT_THAT(offered({"generate", "--se"}), ElementsAre("--seconds", "--seed", ":none"));
    EXPECT_THAT(offered({"generate", "--seed", "3", "--se"}), ElementsAre("--seconds", ":none"));
    EXPECT_THAT(offered({"--ver"}), ElementsAre("--verbose", "--version", ":none"));
    EXPECT_THAT(offered({"doctor", "--libtorch"}), ElementsAre(":none")) << "hidden ones never";
}

TEST(Completion, OffersTheValuesThatAnOptionTakes) {
    EXPECT_THAT(offered({"latents", "--representation", "m"}), ElementsAre("mel", "mfcc", ":none"));
    EXPECT_THAT(offered({"latents", "--representation=m"}),
                ElementsAre("--representation=mel", "--representation=mfcc", ":none"));
    EXPECT_THAT(offered({"latents", "--representation", "=", "m"}),
                ElementsAre("mel", "mfcc", ":none"))
        << "as bash breaks it";
    EXPECT_THAT(offered({"preprocess", "--dataset", "emo"}),
                ElementsAre("emomusic", "emopia", ":none"));
    EXPECT_THAT(offered({"generate", "--emotion", "hap"}), ElementsAre("happy", ":none"));
    EXPECT_THAT(offered({"generate", "--format", "wav,m"}),
                ElementsAre("wav,mid", "wav,mp3", ":none"));
    EXPECT_THAT(offered({"train", "--batch-size", ""}), ElementsAre("auto", ":none"));
    EXPECT_THAT(offered({"generate", "--seconds", ""}), ElementsAre(":none"));
}

TEST(Completion, LeavesPathsToTheShell) {
    EXPECT_THAT(offered({"generate", "--out", ""}), ElementsAre(":folders"));
    EXPECT_THAT(offered({"generate", "--model", ""}), Contains(":folders"));
    EXPECT_THAT(offered({"inspect", ""}), ElementsAre(":files"));
    EXPECT_THAT(offered({"train", "--config", "x"}), ElementsAre(":files"));
}

TEST(Completion, SurvivesAnyWords) {
    for (const std::vector<std::string>& words : {std::vector<std::string>{},
                                                  {"="},
                                                  {"--", "-"},
                                                  {"x", "=", "="},
                                                  {"generate", "--x=", "="},
                                                  {"\x1b", "\xff"},
                                                  {"--help", ""},
                                                  {"train", "--compare", "a", "b", ""}})
        EXPECT_FALSE(offered(words).empty());
}

/// What a shell prints, run without the user's own files.
std::string shell_says(const std::string& command) {
    FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    std::string text;
    char block[4096];
    while (const std::size_t count = fread(block, 1, sizeof block, pipe)) text.append(block, count);
    pclose(pipe);
    return text;
}

bool has_shell(const std::string& name) {
    return std::system(("command -v " + name + " >/dev/null 2>&1").c_str()) == 0;
}

const std::string kShells = AFFETTO_SHELLS;

TEST(Completion, WorksInBash) {
    if (!has_shell("bash")) GTEST_SKIP() << "bash is not installed";
    const auto completed = [](const std::string& words) {
        return shell_says("bash --norc -c 'source \"" + kShells +
                          "/affetto.bash\"; COMP_WORDS=(\"" AFFETTO_PROGRAM "\" " + words +
                          "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _affetto; printf \"%s\\n\" "
                          "\"${COMPREPLY[@]}\"; complete -p affetto'");
    };
    const std::string bound = "complete -F _affetto affetto\n";
    EXPECT_EQ(completed("gen"), "generate\n" + bound);
    EXPECT_EQ(completed("latents --representation m"), "mel\nmfcc\n" + bound);
    EXPECT_EQ(completed("latents --representation ="),
              "notes\nroll\nmel\nmfcc\nchroma\nencodec\n" + bound);
    const TemporaryFolder folder;
    write_text(folder.path() / "two words.mid", "");
    EXPECT_EQ(completed("inspect \"" + folder.path().string() + "/tw\""),
              (folder.path() / "two words.mid").string() + "\n" + bound);
}

TEST(Completion, WorksInFish) {
    if (!has_shell("fish")) GTEST_SKIP() << "fish is not installed";
    const std::string text = shell_says(
        "fish --no-config -c 'set -x PATH (dirname \"" AFFETTO_PROGRAM "\") $PATH; source \"" +
        kShells +
        "/affetto.fish\"; complete --do-complete \"affetto latents --representation m\"'");
    EXPECT_EQ(text, "mel\nmfcc\n");
}

TEST(Completion, IsValidZsh) {
    if (!has_shell("zsh")) GTEST_SKIP() << "zsh is not installed";
    EXPECT_EQ(shell_says("zsh -f -n \"" + kShells + "/_affetto\""), "");
}

TEST(ManPages, AreOneForEachCommandAndWithoutFault) {
    const TemporaryFolder folder;
    const Result run = run_affetto({"help", "--write-man-pages", folder.path().string()});
    EXPECT_EQ(run.status, 0) << run.err;
    for (const char* page : {"affetto.1", "affetto-generate.1", "affetto-doctor.1"})
        EXPECT_TRUE(std::filesystem::exists(folder.path() / page)) << page;
    const std::string page = read_text(folder.path() / "affetto-generate.1");
    EXPECT_THAT(page, testing::HasSubstr("\\-\\-temperature")) << "every option is in it";
    if (!has_shell("groff")) GTEST_SKIP() << "groff is not installed";
    EXPECT_EQ(shell_says("groff -man -Tutf8 -ww -z \"" + folder.path().string() + "\"/*.1"), "");
}

}  // namespace
}  // namespace affetto::test
