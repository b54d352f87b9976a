#include "affetto/data/manifest.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "data/listing_fixture.hpp"

namespace affetto {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class Manifest : public test::ListingTest {
protected:
    /// Lists a manifest of `text` beside the files a.mid, b.mid and c.mid.
    DatasetListing list(std::string_view text) {
        for (const char* name : {"a.mid", "b.mid", "c.mid"}) write(name, "");
        write("manifest.csv", text);
        return list_dataset("manifest", root());
    }

    /// The reason for which one row is skipped while a good one is kept.
    std::string reason_of_row(const std::string& header, const std::string& row) {
        const std::string good =
            "b.mid" + std::string(std::count(header.begin(), header.end(), ','), ',');
        const DatasetListing listing = list(header + "\n" + row + "\n" + good + "\n");
        EXPECT_EQ(listing.clips.size(), 1u) << row;
        EXPECT_EQ(listing.skipped.size(), 1u) << row;
        return listing.skipped.empty() ? "(nothing skipped)" : listing.skipped[0].reason;
    }
};

TEST_F(Manifest, RescalesEveryScaleToMinusOneToOne) {
    const DatasetListing listing = list(
        "path,valence,arousal,scale\n"
        "a.mid,9,1,1..9\n"
        "b.mid,0.5,0.75,0..1\n"
        "c.mid,-0.25,1,\n");
    EXPECT_EQ(find(listing, "a")->emotion, (Emotion{1, -1}));
    EXPECT_EQ(find(listing, "b")->emotion, (Emotion{0, 0.5f}));
    EXPECT_EQ(find(listing, "c")->emotion, (Emotion{-0.25f, 1}));
    EXPECT_EQ(find(listing, "c")->label_source, LabelSource::song);
}

TEST_F(Manifest, ReadsTheSameRowsHoweverTheyWereExported) {
    const char* exports[] = {
        "path,valence,arousal\na.mid,0.5,-1\nb.mid,0.25,1\n",
        ",path,valence,arousal\n0,a.mid,0.5,-1\n1,b.mid,0.25,1\n",
        "Unnamed: 0,path,valence,arousal\n0,a.mid,0.5,-1\n1,b.mid,0.25,1\n",
        "path,valence,arousal,,\na.mid,0.5,-1,,\nb.mid,0.25,1,,\n",
        "Path, Valence ,AROUSAL\na.mid,0.5,-1\nb.mid,0.25,1\n",
        "path;valence;arousal\r\na.mid;0,5;-1\r\nb.mid;0,25;1\r\n",
        "sep=;\r\npath;valence;arousal\r\na.mid;0.5;-1\r\nb.mid;0.25;1\r\n",
        "path\tvalence\tarousal\na.mid\t0.5\t-1\nb.mid\t0.25\t1\n",
    };
    for (const char* text : exports) {
        const DatasetListing listing = list(text);
        ASSERT_EQ(listing.clips.size(), 2u) << text;
        EXPECT_EQ(find(listing, "a")->emotion, (Emotion{0.5f, -1})) << text;
        EXPECT_EQ(find(listing, "b")->emotion, (Emotion{0.25f, 1})) << text;
        EXPECT_EQ(find(listing, "a")->group, "a.mid") << text;
    }
}

TEST_F(Manifest, SaysOnceHowATableWasUnderstoodThatIsNotPlain) {
    EXPECT_TRUE(list("path\na.mid\n").notes.empty());
    EXPECT_TRUE(list("path,,\na.mid,,\n").notes.empty()) << "empty columns lose nothing";
    EXPECT_THAT(
        list("path;valence;arousal\na.mid;0,5;1\nb.mid;0;0\n").notes,
        testing::ElementsAre("read with semicolons between the fields, decimal commas in valence"));
    EXPECT_THAT(list(",path\n0,a.mid\n").notes,
                testing::ElementsAre("read with column 1, which has no name, left out"));
}

TEST_F(Manifest, BackslashesSeparateFolders) {
    write("midi/deep/x.mid", "");
    const DatasetListing listing = list("path\nmidi\\deep\\x.mid\n");
    ASSERT_EQ(listing.clips.size(), 1u);
    EXPECT_EQ(listing.clips[0].id, "midi-deep-x");
    EXPECT_EQ(listing.clips[0].group, "midi/deep/x.mid");
    EXPECT_THAT(listing.notes, testing::ElementsAre("read with backslashes in paths as slashes"));
    write("odd\\name.mid", "");
    EXPECT_TRUE(list("path\nodd\\name.mid\n").notes.empty()) << "a file of that very name";
}

TEST_F(Manifest, RatingsOfOneToNineWithoutAScaleNameTheCure) {
    for (const char* name : {"a.mid", "b.mid", "c.mid"}) write(name, "");
    // The last row lies in -1..1 by chance; alone it would be misread.
    write("manifest.csv", "path,valence,arousal\na.mid,7,3\nb.mid,5.5,9\nc.mid,1,1\n");
    EXPECT_THAT(message_of<DataError>("manifest", root()),
                AllOf(HasSubstr("run from 1 to 9"), HasSubstr("add a column \"scale\""),
                      HasSubstr("1..9")));
    EXPECT_THAT(reason_of_row("path,valence,arousal", "a.mid,7,3"),
                AllOf(HasSubstr("must lie in -1..1, got 7"), HasSubstr("a column scale")));
}

TEST_F(Manifest, ReadsNamesQuadrantsAndDistributions) {
    const DatasetListing listing = list(
        "path,label,labels\n"
        "a.mid,Happy,\n"
        "b.mid,Q2,\n"
        "c.mid,,happy:3;calm:1\n");
    const ListedClip& named = *find(listing, "a");
    EXPECT_EQ(to_string(named.labels), "happy:1");
    EXPECT_EQ(named.emotion, find_named_emotion("happy")->emotion);
    EXPECT_EQ(find(listing, "b")->emotion, centre_of(Quadrant::Q2));
    EXPECT_TRUE(find(listing, "b")->labels.empty());
    const ListedClip& mixed = *find(listing, "c");
    EXPECT_EQ(to_string(mixed.labels), "happy:0.75;calm:0.25");
    EXPECT_EQ(mixed.emotion, mean_of(mixed.labels));
}

TEST_F(Manifest, LetsNumbersDecideOverALabel) {
    const DatasetListing listing = list("path,label,valence,arousal\na.mid,happy,0.1,0.2\n");
    EXPECT_EQ(find(listing, "a")->emotion, (Emotion{0.1f, 0.2f}));
    EXPECT_EQ(to_string(find(listing, "a")->labels), "happy:1");
}

TEST_F(Manifest, KeepsUnlabelledMusic) {
    const DatasetListing listing = list("path,valence,arousal\na.mid,,\nb.mid,0,0\n");
    EXPECT_FALSE(find(listing, "a")->emotion);
    EXPECT_EQ(find(listing, "a")->label_source, LabelSource::none);
    EXPECT_TRUE(find(listing, "b")->emotion);
}

TEST_F(Manifest, ReadsWindowsGroupsAndSplits) {
    const DatasetListing listing = list(
        "path,start,end,group,split\n"
        "a.mid,1.5,4,,val\n"
        "a.mid,4,,,validation\n"
        "b.mid,,,album,test\n");
    ASSERT_EQ(listing.clips.size(), 3u);
    EXPECT_EQ(listing.clips[0].start, 1.5);
    EXPECT_EQ(listing.clips[0].end, 4);
    EXPECT_EQ(listing.clips[0].split, Split::validation);
    EXPECT_FALSE(listing.clips[1].end);
    EXPECT_TRUE(listing.clips[1].is_window());
    EXPECT_FALSE(listing.clips[2].is_window());
    EXPECT_EQ(listing.clips[0].group, listing.clips[1].group);
    EXPECT_NE(listing.clips[0].id, listing.clips[1].id);
    EXPECT_EQ(listing.clips[2].group, "album");
}

TEST_F(Manifest, RefusesUnknownColumnsWithTheNearestName) {
    EXPECT_THROW(list("path,valense,arousal\na.mid,0,0\n"), DataError);
    EXPECT_THAT(message_of<DataError>("manifest", root()),
                AllOf(HasSubstr("\"valense\""), HasSubstr("did you mean 'valence'")));
    EXPECT_THROW(list("path,valence,valence\na.mid,0,0\n"), DataError);
    EXPECT_THROW(list("file,valence\na.mid,0\n"), DataError);
    EXPECT_THAT(message_of<DataError>("manifest", root()), HasSubstr("'path' is missing"));
}

TEST_F(Manifest, SkipsRowsThatCannotBeUsedWithLineAndReason) {
    const std::string point = "path,valence,arousal,scale";
    EXPECT_THAT(reason_of_row(point, "a.mid,nan,0,"),
                AllOf(HasSubstr("manifest.csv, line 2"), HasSubstr("valence"), HasSubstr("nan")));
    EXPECT_THAT(reason_of_row(point, "a.mid,0,inf,"), HasSubstr("arousal must be a finite number"));
    EXPECT_THAT(reason_of_row(point, "a.mid,0,1.2,"), HasSubstr("arousal must lie in -1..1"));
    EXPECT_THAT(reason_of_row(point, "a.mid,0.5,5,1..9"), HasSubstr("valence must lie in 1..9"));
    EXPECT_THAT(reason_of_row(point, "a.mid,0.5,5,9..1"), HasSubstr("scale"));
    EXPECT_THAT(reason_of_row(point, "a.mid,0.5,5,1-9"), HasSubstr("scale"));
    EXPECT_THAT(reason_of_row(point, "a.mid,0.5,,"), HasSubstr("arousal is empty"));
    EXPECT_THAT(reason_of_row("path,label", "gone.mid,happy"), HasSubstr("no such file"));
    EXPECT_THAT(reason_of_row("path,label", ",happy"), HasSubstr("path is empty"));
    EXPECT_THAT(reason_of_row("path,label", "manifest.csv,happy"),
                HasSubstr("neither a MIDI nor a sound file"));
    EXPECT_THAT(reason_of_row("path,label", "a.mid,hapy"), HasSubstr("did you mean 'happy'"));
    EXPECT_THAT(reason_of_row("path,labels", "a.mid,happy:x"), HasSubstr("labels"));
    EXPECT_THAT(reason_of_row("path,label,labels", "a.mid,happy,sad:1"), HasSubstr("not both"));
    EXPECT_THAT(reason_of_row("path,start,end", "a.mid,-1,"), HasSubstr("start"));
    EXPECT_THAT(reason_of_row("path,start,end", "a.mid,5,5"), HasSubstr("end"));
    EXPECT_THAT(reason_of_row("path,split", "a.mid,holdout"), HasSubstr("holdout"));
}

TEST_F(Manifest, IsRefusedWhenNothingIsLeft) {
    EXPECT_THROW(list("path,valence,arousal\ngone.mid,0,0\na.mid,nan,0\n"), DataError);
    EXPECT_THAT(message_of<DataError>("manifest", root()),
                AllOf(HasSubstr("2 skipped"), HasSubstr("gone.mid"), HasSubstr("no such file")));
    EXPECT_THROW(list("path,valence,arousal\n"), DataError);
}

TEST_F(Manifest, KeepsAFileInOneGroupAndAGroupInOneSplit) {
    const DatasetListing listing = list(
        "path,start,end,group,split\n"
        "a.mid,0,5,g,train\n"
        "a.mid,5,9,h,train\n"
        "b.mid,,,g,test\n"
        "c.mid,,,g,train\n");
    EXPECT_EQ(listing.clips.size(), 2u);
    EXPECT_THAT(reason(listing, display(root() / "a.mid")), HasSubstr("already in group \"g\""));
    EXPECT_THAT(reason(listing, display(root() / "b.mid")), HasSubstr("already in split train"));
}

TEST_F(Manifest, MakesPlainUniqueIdsFromAnyPath) {
    write("sub/x y.mid", "");
    write("sub/x?y.mid", "");
    const DatasetListing listing = list("path\nsub/x y.mid\nsub/x?y.mid\n./a.mid\n");
    ASSERT_EQ(listing.clips.size(), 3u);
    EXPECT_EQ(listing.clips[0].id, "sub-x_y");
    EXPECT_EQ(listing.clips[1].id, "sub-x_y-2");
    EXPECT_EQ(listing.clips[2].id, "a");
    for (const ListedClip& clip : listing.clips) EXPECT_TRUE(is_clip_id(clip.id)) << clip.id;
}

TEST_F(Manifest, OpensFilesWhoseNamesAreNoUtf8AndGivesThemIdsThatAre) {
    write("caf\xe9.mid", "");
    write("caf\xe8.mid", "");
    write("\u202Eevil\x1b.mid", "");
    std::string longest;
    for (int i = 0; i < 80; ++i) longest += "♪";  // 240 bytes
    write(longest + ".mid", "");
    write("manifest.csv",
          "path\ncaf\xe9.mid\ncaf\xe8.mid\n\u202Eevil\x1b.mid\n" + longest + ".mid\n");
    const DatasetListing listing = list_dataset("manifest", root());
    ASSERT_EQ(listing.clips.size(), 4u);
    EXPECT_EQ(listing.clips[0].id, "caf_");
    EXPECT_EQ(listing.clips[1].id, "caf_-2");
    EXPECT_EQ(listing.clips[2].id, "_evil_");
    EXPECT_EQ(listing.clips[3].id, longest.substr(0, 120)) << "cut between characters";
    EXPECT_EQ(listing.clips[0].group, "caf\\xe9.mid");
    EXPECT_NE(listing.clips[0].group, listing.clips[1].group);
    for (const ListedClip& clip : listing.clips) {
        EXPECT_TRUE(std::filesystem::exists(clip.source));
        EXPECT_TRUE(is_clip_id(clip.id)) << clip.id;
    }
}

TEST_F(Manifest, MayBeNamedItself) {
    write("a.mid", "");
    write("my music.csv", "path\na.mid\n");
    EXPECT_EQ(list_dataset("manifest", root() / "my music.csv").clips.size(), 1u);
}

TEST_F(Manifest, AsEtudesMayCarryFurtherColumns) {
    const std::string text =
        "path,valence,arousal,group,split,label,tempo_bpm,twin_of\n"
        "a.mid,0.5,0.5,g,train,Q1,120,b.mid\n";
    EXPECT_THROW(list(text), DataError);
    const DatasetListing listing = list_dataset("etudes", root());
    EXPECT_EQ(listing.dataset, "etudes");
    EXPECT_TRUE(listing.synthetic);
    EXPECT_EQ(find(listing, "a")->emotion, (Emotion{0.5f, 0.5f}));
}

TEST_F(Manifest, ReadsSoundByItsEnding) {
    write("x.MP3", "");
    write("y.flac", "");
    const DatasetListing listing = list("path,label,start,end\nx.MP3,happy,,\ny.flac,sad,3,8\n");
    EXPECT_EQ(listing.kind, "sound");
    EXPECT_EQ(find(listing, "y")->start, 3);
    EXPECT_EQ(list("path\na.mid\n").kind, "score");
}

TEST_F(Manifest, RefusesAMixOfKindsUnlessOneIsAskedFor) {
    write("x.mp3", "");
    const std::string mix = "path\na.mid\nb.mid\nx.mp3\n";
    EXPECT_THROW(list(mix), DataError);
    EXPECT_THAT(message_of<DataError>("manifest", root()),
                AllOf(HasSubstr("line 4: x.mp3 is a sound while line 2 names a score"),
                      HasSubstr("--kind sound")));
    const DatasetListing sounds = list_dataset("manifest", root(), "sound");
    EXPECT_EQ(sounds.clips.size(), 1u);
    EXPECT_EQ(sounds.kind, "sound");
    EXPECT_THAT(reason(sounds, "a.mid"), HasSubstr("a score, but sound files are wanted"));
    EXPECT_EQ(list_dataset("manifest", root(), "score").clips.size(), 2u);
}

TEST_F(Manifest, IsOneOfTheReadersThatAnUnknownNameLists) {
    EXPECT_THAT(message_of<UsageError>("emopa", root()),
                AllOf(HasSubstr("emopia"), HasSubstr("etudes"), HasSubstr("manifest"),
                      HasSubstr("did you mean 'emopia'")));
}

TEST_F(Manifest, ManyRowsOfOneFileGetNumbersWithoutASearchThroughAll) {
    constexpr std::size_t kRows = 20'000;
    std::string text = "path,start\n";
    for (std::size_t i = 0; i < kRows; ++i) text += "a.mid," + std::to_string(i) + "\n";
    const DatasetListing listing = list(text);
    ASSERT_EQ(listing.clips.size(), kRows);
    EXPECT_EQ(listing.clips[0].id, "a");
    EXPECT_EQ(listing.clips[1].id, "a-2");
    EXPECT_EQ(listing.clips[kRows - 1].id, "a-20000");
}

TEST(ClipIds, PassOverNumbersThatFilesBear) {
    ClipIds ids;
    EXPECT_EQ(ids.make("a"), "a");
    EXPECT_EQ(ids.make("a-2"), "a-2");
    EXPECT_EQ(ids.make("a"), "a-3");
    EXPECT_EQ(ids.make("a-3"), "a-3-2");
    EXPECT_EQ(ids.make("a"), "a-4");
}

}  // namespace
}  // namespace affetto
