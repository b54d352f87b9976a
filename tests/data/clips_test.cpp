#include "affetto/data/clips.hpp"

#include <gmock/gmock.h>

#include "affetto/core/error.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using test::TemporaryFolder;
using testing::HasSubstr;

constexpr const char* kHeader =
    "id,path,start,duration,valence,arousal,labels,valence_sd,arousal_sd,label_source,group,split"
    "\n";
constexpr const char* kGood = "a,clips/a.mid,0,3.5,0.5,-0.25,,,,song,g,train\n";

Json score_manifest() {
    return {{"dataset", "manifest"}, {"kind", "score"}, {"time_base", "seconds"}};
}

std::string fault_of_row(const std::string& row) {
    const TemporaryFolder folder;
    write_text(folder / "clips.csv", std::string(kHeader) + kGood + row);
    write_json(folder / "manifest.json", score_manifest());
    try {
        read_clips(folder.path());
    } catch (const DataError& error) {
        return error.what();
    }
    return "(no fault)";
}

TEST(Clips, ComeBackAsTheyWereWritten) {
    const TemporaryFolder folder;
    ClipSet set;
    set.folder = folder.path();
    set.manifest = score_manifest();
    Clip labelled;
    labelled.id = "Q1_a, \"b\"_0";
    labelled.path = Path("clips") / "ä b.mid";
    labelled.start = 1.25;
    labelled.duration = 30.125;
    labelled.emotion = Emotion{0.1f, -0.7f};
    labelled.labels = parse_distribution("happy:0.75;calm:0.25");
    labelled.valence_sd = 0.3;
    labelled.arousal_sd = 0.0;
    labelled.label_source = LabelSource::dynamic;
    labelled.group = "song\nwith a line break";
    labelled.split = Split::validation;
    Clip unlabelled;
    unlabelled.id = "u";
    unlabelled.path = "u.mid";
    unlabelled.label_source = LabelSource::none;
    set.clips = {labelled, unlabelled};
    write_clips(set);

    const ClipSet read = read_clips(folder.path());
    ASSERT_EQ(read.clips.size(), 2u);
    const Clip& clip = read.clips[0];
    EXPECT_EQ(clip.id, labelled.id);
    EXPECT_EQ(clip.path, labelled.path);
    EXPECT_EQ(clip.start, 1.25);
    EXPECT_EQ(clip.duration, 30.125);
    EXPECT_EQ(clip.emotion, labelled.emotion);
    ASSERT_EQ(clip.labels.size(), 2u);
    EXPECT_EQ(to_string(clip.labels), to_string(labelled.labels));
    EXPECT_EQ(clip.valence_sd, 0.3);
    EXPECT_EQ(clip.arousal_sd, 0.0);
    EXPECT_EQ(clip.label_source, LabelSource::dynamic);
    EXPECT_EQ(clip.group, labelled.group);
    EXPECT_EQ(clip.split, Split::validation);
    EXPECT_FALSE(read.clips[1].emotion);
    EXPECT_FALSE(read.clips[1].valence_sd);
    EXPECT_TRUE(read.clips[1].labels.empty());
    EXPECT_EQ(read.manifest, set.manifest);
    EXPECT_EQ(read.file_of(clip), folder.path() / "clips" / "ä b.mid");
}

TEST(Clips, CarryATargetInAColumnOfItsOwnWhereThereIsOne) {
    const TemporaryFolder folder;
    Clip clip;
    clip.id = "set1_001";
    clip.path = "clips/set1_001.wav";
    clip.group = "g";
    write_clip_rows(folder / "plain.csv", {clip});
    EXPECT_EQ(read_text(folder / "plain.csv").find("target"), std::string::npos);
    EXPECT_EQ(read_clip_rows(folder / "plain.csv")[0].target, "");
    Clip other = clip;
    other.id = "set1_002";
    other.target = "FEAR, HIGH";
    write_clip_rows(folder / "targets.csv", {clip, other});
    const std::vector<Clip> read = read_clip_rows(folder / "targets.csv");
    EXPECT_EQ(read[0].target, "");
    EXPECT_EQ(read[1].target, "FEAR, HIGH");
}

TEST(Clips, NameFileLineAndColumnOfAFault) {
    const std::string fault = fault_of_row("b,clips/b.mid,0,3,1.5,0,,,,song,g,train\n");
    EXPECT_THAT(fault, HasSubstr("clips.csv, line 3, column \"valence\""));
    EXPECT_THAT(fault, HasSubstr("1.5"));
}

TEST(Clips, RefuseEveryKindOfBadField) {
    EXPECT_THAT(fault_of_row("b,clips/b.mid,-1,3,0,0,,,,song,g,train\n"), HasSubstr("\"start\""));
    EXPECT_THAT(fault_of_row("b,clips/b.mid,0,nan,0,0,,,,song,g,train\n"),
                HasSubstr("\"duration\""));
    EXPECT_THAT(fault_of_row("b,clips/b.mid,0,,0,0,,,,song,g,train\n"), HasSubstr("is empty"));
    EXPECT_THAT(fault_of_row("b,clips/b.mid,0,3,0,,,,,song,g,train\n"),
                HasSubstr("while the other axis is given"));
    EXPECT_THAT(fault_of_row("b,clips/b.mid,0,3,0,0,nonsense:1,,,song,g,train\n"),
                HasSubstr("\"labels\""));
    EXPECT_THAT(fault_of_row("b,clips/b.mid,0,3,0,0,,-1,,song,g,train\n"),
                HasSubstr("\"valence_sd\""));
    EXPECT_THAT(fault_of_row("b,clips/b.mid,0,3,0,0,,,,guess,g,train\n"),
                HasSubstr("\"label_source\""));
    EXPECT_THAT(fault_of_row("b,clips/b.mid,0,3,0,0,,,,song,g,holdout\n"), HasSubstr("\"split\""));
    EXPECT_THAT(fault_of_row("a,clips/b.mid,0,3,0,0,,,,song,g,train\n"), HasSubstr("used twice"));
}

TEST(Clips, NeverLeadOutOfTheirFolder) {
    for (const char* path : {"../b.mid", "/etc/passwd", "clips/../../b.mid", ""})
        EXPECT_THAT(fault_of_row("b," + std::string(path) + ",0,3,0,0,,,,song,g,train\n"),
                    HasSubstr("\"path\""))
            << path;
    for (const char* id : {"a/b", "..", ""})
        EXPECT_THAT(fault_of_row(std::string(id) + ",clips/b.mid,0,3,0,0,,,,song,g,train\n"),
                    HasSubstr("\"id\""))
            << id;
}

TEST(Clips, NeedAManifestThatSaysKindAndTimeBase) {
    for (const char* key : {"dataset", "kind", "time_base"}) {
        const TemporaryFolder folder;
        write_text(folder / "clips.csv", std::string(kHeader) + kGood);
        Json manifest = score_manifest();
        manifest.erase(key);
        write_json(folder / "manifest.json", manifest);
        try {
            read_clips(folder.path());
            ADD_FAILURE() << "accepted without " << key;
        } catch (const DataError& error) {
            EXPECT_THAT(error.what(), HasSubstr(key));
        }
    }
}

TEST(Splits, HaveTheNamesThatPeopleUse) {
    EXPECT_EQ(split_from_name("train"), Split::train);
    for (const char* name : {"validation", "val", "valid", "dev", " Val "})
        EXPECT_EQ(split_from_name(name), Split::validation) << name;
    EXPECT_EQ(split_from_name("test"), Split::test);
    EXPECT_FALSE(split_from_name("holdout"));
    EXPECT_FALSE(split_from_name(""));
}

}  // namespace
}  // namespace affetto
