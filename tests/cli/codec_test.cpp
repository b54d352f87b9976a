#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "affetto/core/json.hpp"
#include "cli/program.hpp"

namespace affetto::test {
namespace {

using testing::HasSubstr;

#ifdef AFFETTO_WITH_TORCH
const std::vector<std::string> kCommands = {"encode", "decode", "roundtrip",
                                            "train",  "list",   "download"};
#else
const std::vector<std::string> kCommands = {"list", "download"};
#endif

TEST(CodecCommands, HaveHelpWithExamplesAndTheCommonOptions) {
    const Result group = run_affetto({"codec", "--help"});
    EXPECT_EQ(group.status, 0);
    for (const std::string& command : kCommands) {
        EXPECT_THAT(group.out, HasSubstr("  " + command + " "));
        const Result run = run_affetto({"codec", command, "--help"});
        EXPECT_EQ(run.status, 0) << command;
        EXPECT_THAT(run.out, HasSubstr("Usage: affetto codec " + command)) << command;
        EXPECT_THAT(run.out, HasSubstr("\n  affetto codec " + command)) << command;
        for (const char* option : {"--json", "--quiet", "--verbose"})
            EXPECT_THAT(run.out, HasSubstr(option)) << command;
    }
}

TEST(CodecCommands, FaultsGetOneClearMessageAndStatus2) {
    struct Fault {
        std::vector<std::string> arguments;
        std::string says;
    };
    std::vector<Fault> faults = {
        {{"codec", "downlod"}, "unknown command 'downlod' of 'codec'; did you mean 'download'?"},
        {{"codec", "xyzzy"}, "'affetto codec --help' lists the commands"},
        {{"codec", "list", "--jsn"}, "did you mean '--json'?"},
        {{"codec", "list", "--zzzzzz"}, "'affetto codec list --help' lists the options"},
        {{"codec", "download", "encodec_24kh"}, "did you mean 'encodec_24khz'?"},
        {{"codec", "download"}, "name (encodec_24khz|"},
    };
#ifdef AFFETTO_WITH_TORCH
    const std::vector<Fault> further = {
        {{"codec", "encode", "--out", "x"}, "SOUND is required"},
        {{"codec", "encode", "a.wav"}, "--out"},
        {{"codec", "encode", "a.wav", "--out", "x", "--format", "ecd"}, "did you mean 'ecdc'?"},
        {{"codec", "encode", "a.wav", "--out", "x", "--bandwidth", "-1"}, "--bandwidth"},
        {{"codec", "decode", "a.ecdc", "--out", "x", "--format", "flak"}, "did you mean 'flac'?"},
        {{"codec", "roundtrip", "--out", "x"}, "SOUND is required"},
        {{"codec", "train", "--out", "x"}, "--sound"},
    };
    faults.insert(faults.end(), further.begin(), further.end());
#endif
    const TemporaryFolder folder;
    for (const Fault& fault : faults) {
        const Result run = run_affetto(fault.arguments, {folder.path(), "", -1});
        EXPECT_EQ(run.status, 2) << run.err;
        EXPECT_EQ(run.out, "");
        EXPECT_THAT(run.err, HasSubstr(fault.says));
        EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
        EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
    }
}

TEST(CodecCommands, ListSaysWhatCanBeDownloaded) {
    const Result run = run_affetto({"codec", "list", "--json"});
    EXPECT_EQ(run.status, 0);
    const Json list = parse_json(run.out, "stdout");
    bool found = false;
    for (const Json& codec : list.at("codecs"))
        if (codec.at("name") == "encodec_48khz") {
            found = true;
            EXPECT_EQ(codec.at("sample_rate"), 48'000);
            EXPECT_EQ(codec.at("channels"), 2);
            EXPECT_THAT(codec.at("licence").get<std::string>(), HasSubstr("MIT"));
        }
    EXPECT_TRUE(found);
    EXPECT_THAT(run_affetto({"codec", "list"}).out, HasSubstr("48000 Hz stereo, 3/6/12/24 kbit/s"));
}

TEST(CodecCommands, DownloadShowsTheLicenceFirst) {
    const TemporaryFolder folder;
    // Nobody listens there.
    const Result run = run_affetto({"codec", "download", "encodec_24khz", "--to",
                                    (folder / "weights").string(), "--from", "http://127.0.0.1:9"});
    EXPECT_EQ(run.status, 1);
    EXPECT_THAT(run.err, HasSubstr("MIT"));
    EXPECT_LT(run.err.find("MIT"), run.err.find("\naffetto: "));
    EXPECT_EQ(run.out, "");
}

TEST(CodecLatents, FaultsOfTheCodecAreSaidAtOnce) {
    const TemporaryFolder folder;
    const auto said = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"latents", "--clips", "clips", "--out", "latents"});
        const Result run = run_affetto(more, {folder.path(), "", -1});
        EXPECT_EQ(run.status, 2) << run.err;
        EXPECT_EQ(run.out, "");
        return run.err;
    };
    EXPECT_THAT(said({"--representation", "encodec", "--codec", "nowhere"}),
                HasSubstr("can be downloaded"));
    EXPECT_THAT(said({"--representation", "mel", "--codec", "nowhere"}),
                HasSubstr("--representation encodec"));
    EXPECT_THAT(said({"--representation", "mel", "--bandwidth", "6"}),
                HasSubstr("--representation encodec"));
    write_text(folder / "weights.th", "");
    EXPECT_THAT(said({"--representation", "encodec", "--codec", "weights.th"}),
                HasSubstr("--codec-config"));
    EXPECT_THAT(said({"--representation", "encodec", "--codec", "weights.th", "--codec-config",
                      "encodec_24khz", "--bandwidth", "5"}),
                HasSubstr("5"));
}

#ifdef AFFETTO_WITH_TORCH
TEST(CodecCommands, SaysHowToGetACodecThatIsNotHere) {
    const TemporaryFolder folder;
    const Result run = run_affetto({"codec", "encode", "a.wav", "--out", (folder / "out").string(),
                                    "--codec", (folder / "missing").string()});
    EXPECT_EQ(run.status, 2);
    EXPECT_THAT(run.err, HasSubstr("can be downloaded"));
    EXPECT_FALSE(std::filesystem::exists(folder / "out"));
}
#endif

}  // namespace
}  // namespace affetto::test
