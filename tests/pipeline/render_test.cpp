#include "affetto/pipeline/render.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affetto/core/error.hpp"
#include "affetto/core/json.hpp"
#include "affetto/midi/midi_file.hpp"
#include "affetto/rendering/soundfont.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class RenderStage : public testing::Test {
protected:
    void SetUp() override {
        try {
            (void)find_soundfont();
        } catch (const Error& error) {
            GTEST_SKIP() << error.what();
        }
        Score score;
        score.parts.push_back({"", 0, false, {{Ticks(0), Ticks(96), 60, 64}}, {}});
        write_midi(folder / "a.mid", score);
        write_midi(folder / "other/a.mid", score);
        write_text(folder / "broken.mid", "MThd");
        options.out = folder / "out";
    }

    test::TemporaryFolder folder;
    RenderOptions options;
    Progress silent;
};

TEST_F(RenderStage, WritesEveryFormatWithASidecar) {
    options.scores = {folder / "a.mid", folder / "other/a.mid"};
    options.formats = {"wav", "mp3"};
    const RenderSummary summary = render(options, silent);
    EXPECT_THAT(summary.files, ElementsAre("a.wav", "a.mp3", "a-2.wav", "a-2.mp3"));
    for (const std::string& file : summary.files)
        EXPECT_GT(std::filesystem::file_size(options.out / file), 1'000u);
    const Json sidecar = read_json(options.out / "a.json");
    EXPECT_EQ(sidecar["source"], "a.mid");
    EXPECT_EQ(sidecar["notes"], 1);
    EXPECT_EQ(sidecar["render"]["sample_rate_hz"], 44'100);
    EXPECT_LT(sidecar["peak_dbfs"], 0);
    EXPECT_TRUE(std::filesystem::exists(options.out / "a-2.json"));
    EXPECT_TRUE(std::filesystem::exists(options.out / "manifest.json"));
}

TEST_F(RenderStage, SkipsABadFileAmongGoodOnes) {
    options.scores = {folder / "broken.mid", folder / "a.mid", folder / "missing.mid"};
    const RenderSummary summary = render(options, silent);
    EXPECT_EQ(summary.scores, 1);
    ASSERT_EQ(summary.skipped.size(), 2u);
    EXPECT_THAT(summary.skipped[0].reason, HasSubstr("byte 4"));
    EXPECT_THAT(summary.skipped[1].path, HasSubstr("missing.mid"));
}

TEST_F(RenderStage, FailsOnASingleBadFileAndLeavesNothing) {
    options.scores = {folder / "broken.mid"};
    EXPECT_THROW((void)render(options, silent), DataError);
    options.scores = {folder / "broken.mid", folder / "missing.mid"};
    EXPECT_THROW((void)render(options, silent), DataError);
    EXPECT_FALSE(std::filesystem::exists(options.out));
}

TEST_F(RenderStage, LeavesNothingBehindWhenTheDiskIsFull) {
    options.scores = {folder / "a.mid"};
    for (const char* call : {"write", "fsync", "rename"}) {
        set_file_fault([call](std::string_view c) { return c == call; });
        EXPECT_THROW((void)render(options, silent), Error) << call;
        set_file_fault({});
        EXPECT_FALSE(std::filesystem::exists(options.out)) << call;
    }
}

TEST_F(RenderStage, RefusesWrongUsage) {
    EXPECT_THROW((void)render(options, silent), UsageError);
    options.scores = {folder / "a.mid"};
    options.formats = {"wma"};
    EXPECT_THROW((void)render(options, silent), UsageError);
    options.formats = {"wav"};
    (void)render(options, silent);
    EXPECT_THROW((void)render(options, silent), UsageError) << "the folder is in use";
    options.overwrite = true;
    EXPECT_NO_THROW((void)render(options, silent));
}

}  // namespace
}  // namespace affetto
