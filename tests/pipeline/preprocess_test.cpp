#include "affetto/pipeline/preprocess.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <mutex>
#include <set>

#include "affetto/core/error.hpp"
#include "affetto/data/clips.hpp"
#include "affetto/midi/midi_file.hpp"
#include "support/folder_contents.hpp"
#include "support/temporary_folder.hpp"
#include "support/test_data.hpp"

namespace affetto {
namespace {

using test::beside_the_input;
using test::contents;
using testing::AllOf;
using testing::HasSubstr;

/// Eight eighth notes from `pitch` up, played unevenly where `human` says so.
Score scale(int pitch, bool human = false) {
    Score score;
    Part part;
    part.program = 12;
    for (int i = 0; i < 8; ++i) {
        const int late = human ? 61 * i % 97 : 0;  // ticks of 480 a beat
        part.notes.push_back({Ticks(240 * i + late), Ticks(140), pitch + i, 70 + i});
    }
    score.parts = {part};
    return score;
}

/// A manifest of `count` different pieces, two to a group, labels going round the quadrants.
class Preprocess : public testing::Test {
protected:
    void SetUp() override {
        std::string manifest = "path,label,group\n";
        for (int i = 0; i < kPieces; ++i) {
            const std::string name = "piece " + std::to_string(i) + ".mid";
            write_midi(folder_ / "in" / name, scale(40 + i));
            manifest +=
                name + ",Q" + std::to_string(i % 4 + 1) + ",g" + std::to_string(i / 2) + "\n";
        }
        write_manifest(manifest);
    }

    void write_manifest(const std::string& text) {
        write_text(folder_ / "in" / "manifest.csv", text);
    }

    PreprocessOptions options() const {
        PreprocessOptions options;
        options.root = folder_ / "in";
        options.out = folder_ / "out";
        return options;
    }

    PreprocessSummary run(const PreprocessOptions& options) {
        Progress silent;
        return preprocess(options, silent);
    }

    static constexpr int kPieces = 20;
    test::TemporaryFolder folder_;
};

TEST_F(Preprocess, MakesAClipsFolderThatReadsBack) {
    const PreprocessSummary summary = run(options());
    EXPECT_EQ(summary.clips, kPieces);
    EXPECT_EQ(summary.labelled, kPieces);
    EXPECT_EQ(summary.kind, "score");
    EXPECT_TRUE(summary.skipped.empty());
    const ClipSet set = read_clips(options().out);
    ASSERT_EQ(set.clips.size(), static_cast<std::size_t>(kPieces));
    double seconds = 0;
    for (const Clip& clip : set.clips) {
        const Score score = read_midi(set.file_of(clip)).score;
        EXPECT_EQ(score.note_count(), 8u);
        EXPECT_DOUBLE_EQ(clip.duration, TempoMap(score).seconds(score.end()).value);
        seconds += clip.duration;
    }
    EXPECT_NEAR(summary.hours, seconds / 3600, 1e-12);
    EXPECT_EQ(set.manifest.at("notes"), 8 * kPieces);
    EXPECT_EQ(set.manifest.at("splits").at("train").at("clips"), 16);
    EXPECT_EQ(set.manifest.at("clips_by_program").at("12"), kPieces);
    EXPECT_EQ(set.manifest.at("clips_by_number_of_parts").at("1"), kPieces);
    EXPECT_EQ(beside_the_input(folder_.path()), std::set<std::string>{"out"});
}

TEST_F(Preprocess, CopiesWholeFilesByteForByte) {
    run(options());
    EXPECT_EQ(read_bytes(folder_ / "in" / "piece 3.mid"),
              read_bytes(folder_ / "out" / "clips" / "piece_3.mid"));
}

TEST_F(Preprocess, DecidesTheTimeBaseByMeasuring) {
    EXPECT_EQ(run(options()).time_base, "beats");
    for (int i = 0; i < kPieces; ++i)
        write_midi(folder_ / "in" / ("piece " + std::to_string(i) + ".mid"), scale(40 + i, true));
    PreprocessOptions again = options();
    again.overwrite = true;
    EXPECT_EQ(run(again).time_base, "seconds");
    EXPECT_EQ(read_clips(again.out).manifest.at("time_base_measured").at("clips_on_grid"), 0);
}

TEST_F(Preprocess, SkipsBrokenFilesAmongGoodOnesWithTheirReason) {
    const Bytes whole = read_bytes(folder_ / "in" / "piece 0.mid");
    write_bytes(folder_ / "in" / "piece 0.mid", std::span(whole).first(whole.size() / 2));
    write_text(folder_ / "in" / "piece 1.mid", "");
    write_text(folder_ / "in" / "piece 2.mid", "this is no music");
    write_midi(folder_ / "in" / "piece 3.mid", Score{});
    const PreprocessSummary summary = run(options());
    EXPECT_EQ(summary.clips, kPieces - 4);
    ASSERT_EQ(summary.skipped.size(), 4u);
    EXPECT_THAT(summary.skipped[0].path, HasSubstr("piece 0.mid"));
    EXPECT_THAT(summary.skipped[3].reason, HasSubstr("no notes"));
    for (const SkippedFile& file : summary.skipped) {
        EXPECT_FALSE(file.reason.empty());
        EXPECT_THAT(file.reason, testing::Not(HasSubstr("piece")));
    }
    const Json manifest = read_clips(options().out).manifest;
    EXPECT_EQ(manifest.at("skipped_files"), 4);
    EXPECT_EQ(manifest.at("skipped").at(0).at("reason"), summary.skipped[0].reason);
}

TEST_F(Preprocess, NamesEachFileOnceThatWasNotReadQuiteAsItStands) {
    Bytes file = read_bytes(folder_ / "in" / "piece 5.mid");
    file.resize(file.size() + 3);  // behind the last track
    write_bytes(folder_ / "in" / "piece 5.mid", file);
    write_manifest(
        "path,label,start,end\npiece 4.mid,Q1,0,1\npiece 5.mid,Q1,0,1\npiece 5.mid,Q2,1,2\n");
    const PreprocessSummary summary = run(options());
    EXPECT_EQ(summary.clips, 3);
    ASSERT_EQ(summary.warnings.size(), 1u);
    EXPECT_THAT(summary.warnings[0].path, HasSubstr("piece 5.mid"));
    ASSERT_EQ(summary.warnings[0].warnings.size(), 1u);
    EXPECT_THAT(summary.warnings[0].warnings[0], HasSubstr("3 bytes after"));
    const Json manifest = read_clips(options().out).manifest;
    EXPECT_EQ(manifest.at("warnings").at(0).at("warnings").at(0), summary.warnings[0].warnings[0]);
}

TEST_F(Preprocess, TakesAMidiFileOutOfTheRiffFileAroundIt) {
    const Bytes midi = read_bytes(folder_ / "in" / "piece 0.mid");
    std::string riff("RIFF\0\0\0\0RMIDdata", 16);
    for (int shift = 0; shift < 32; shift += 8)
        riff += static_cast<char>(midi.size() >> shift & 0xFF);
    riff.append(reinterpret_cast<const char*>(midi.data()), midi.size());
    write_text(folder_ / "in" / "old.rmi", riff);
    write_manifest("path,label\nold.rmi,Q1\npiece 1.mid,Q2\n");
    EXPECT_EQ(run(options()).clips, 2);
    for (const Clip& clip : read_clips(options().out).clips)
        EXPECT_EQ(read_text(options().out / clip.path).substr(0, 4), "MThd");
}

TEST_F(Preprocess, LeavesNothingWhereNothingIsUsable) {
    for (int i = 0; i < kPieces; ++i)
        write_text(folder_ / "in" / ("piece " + std::to_string(i) + ".mid"), "broken");
    try {
        run(options());
        ADD_FAILURE() << "accepted";
    } catch (const DataError& error) {
        EXPECT_THAT(error.what(), AllOf(HasSubstr("20 skipped"), HasSubstr("piece 0.mid")));
    }
    EXPECT_TRUE(beside_the_input(folder_.path()).empty());
}

TEST_F(Preprocess, CutsWindowsOut) {
    write_manifest(
        "path,start,end,label\npiece 0.mid,0.5,1,happy\npiece 0.mid,1,,sad\n"
        "piece 0.mid,7,9,sad\npiece 0.mid,1.9,1.95,sad\n");
    const PreprocessSummary summary = run(options());
    EXPECT_EQ(summary.clips, 2);
    ASSERT_EQ(summary.skipped.size(), 2u);
    EXPECT_THAT(summary.skipped[0].reason, HasSubstr("the window begins at 7 s"));
    const ClipSet set = read_clips(options().out);
    const Score first = read_midi(set.file_of(set.clips[0])).score;
    ASSERT_EQ(first.note_count(), 2u);
    EXPECT_EQ(first.parts[0].notes[0].pitch, 42);
    EXPECT_EQ(set.clips[0].start, 0.5);
    EXPECT_EQ(set.clips[0].split, set.clips[1].split);
}

TEST_F(Preprocess, KeepsTheSameMusicInOneSplit) {
    write_midi(folder_ / "in" / "piece 19.mid", scale(40));  // piece 0 again, in another group
    const PreprocessSummary summary = run(options());
    EXPECT_EQ(summary.clips, kPieces);
    EXPECT_EQ(summary.duplicates, 1);
    const ClipSet set = read_clips(options().out);
    EXPECT_EQ(set.clips[0].group, set.clips[19].group);
    EXPECT_EQ(set.clips[0].group, set.clips[18].group);
    EXPECT_EQ(set.clips[0].split, set.clips[19].split);
    EXPECT_EQ(set.manifest.at("duplicates").at(0).at("kept").size(), 2u);
}

TEST_F(Preprocess, DropsDuplicatesThatOfficialSplitsTearApart) {
    write_midi(folder_ / "in" / "piece 2.mid", scale(40));
    write_manifest(
        "path,split,group\npiece 0.mid,train,a\npiece 1.mid,train,b\n"
        "piece 2.mid,val,c\n");
    const PreprocessSummary summary = run(options());
    EXPECT_EQ(summary.clips, 2);
    ASSERT_EQ(summary.skipped.size(), 1u);
    EXPECT_THAT(summary.skipped[0].path, HasSubstr("piece 0.mid"));
    EXPECT_THAT(summary.skipped[0].reason, HasSubstr("piece_2 in split validation"));
    EXPECT_FALSE(exists(options().out / "clips" / "piece_0.mid"));
    EXPECT_EQ(read_clips(options().out).clips.size(), 2u);
}

TEST_F(Preprocess, GivesTheSameFolderWhateverTheNumberOfJobs) {
    PreprocessOptions four = options();
    four.jobs = 4;
    four.out = folder_ / "four";
    run(options());
    run(four);
    EXPECT_EQ(contents(options().out), contents(four.out));
}

TEST_F(Preprocess, InShardsGivesTheSameFolderInAnyOrder) {
    run(options());
    PreprocessOptions sharded = options();
    sharded.out = folder_ / "sharded";
    sharded.shards = 3;
    int missing = 2;
    for (const int shard : {2, 0, 1}) {
        sharded.shard = shard;
        EXPECT_EQ(run(sharded).shards_missing, missing--);
        EXPECT_EQ(exists(sharded.out), shard == 1);
    }
    EXPECT_EQ(contents(options().out), contents(sharded.out));
    EXPECT_EQ(beside_the_input(folder_.path()), (std::set<std::string>{"out", "sharded"}));
    sharded.shard = 0;  // once more: nothing to do, no refusal
    EXPECT_EQ(run(sharded).clips, kPieces);
}

TEST_F(Preprocess, DoesNotMakeAShardTwiceUnlessItsDataChanged) {
    PreprocessOptions first = options();
    first.shards = 2;
    run(first);
    const Path part = folder_ / "out.shards" / "1-of-2" / "part.json";
    const auto made = std::filesystem::last_write_time(part);
    run(first);
    EXPECT_EQ(std::filesystem::last_write_time(part), made);
    write_midi(folder_ / "in" / "piece 1.mid", scale(90));
    PreprocessOptions second = first;
    second.shard = 1;
    EXPECT_EQ(run(second).shards_missing, 1);  // the first is out of date now
    EXPECT_EQ(run(first).shards_missing, 0);
    EXPECT_EQ(read_midi(options().out / "clips" / "piece_1.mid").score.parts[0].notes[0].pitch, 90);
}

TEST_F(Preprocess, RefusesAFolderInUseAndTheDataItself) {
    write_text(folder_ / "out" / "keep.txt", "mine");
    PreprocessOptions sharded = options();
    sharded.shards = 2;
    for (const PreprocessOptions& o : {options(), sharded}) {
        EXPECT_THROW(run(o), UsageError);
        EXPECT_EQ(beside_the_input(folder_.path()), std::set<std::string>{"out"});
    }
    PreprocessOptions over_itself = options();
    over_itself.overwrite = true;
    over_itself.out = folder_.path();
    EXPECT_THROW(run(over_itself), UsageError);
    over_itself.out = folder_ / "in";
    EXPECT_THROW(run(over_itself), UsageError);
    over_itself.out = folder_ / "in" / "clips";
    EXPECT_THROW(run(over_itself), UsageError);
    over_itself.root = folder_ / "in" / "manifest.csv";
    EXPECT_EQ(run(over_itself).clips, kPieces) << "beside a table is not in it";
    over_itself.out = folder_ / "in";
    EXPECT_THROW(run(over_itself), UsageError);
    EXPECT_TRUE(exists(folder_ / "in" / "manifest.csv"));
}

TEST_F(Preprocess, DeletesNoShardsFolderThatItDidNotMake) {
    write_text(folder_ / "out.shards" / "thesis.doc", "years");
    PreprocessOptions sharded = options();
    sharded.shards = 2;
    EXPECT_THROW(run(sharded), UsageError);
    EXPECT_EQ(run(options()).clips, kPieces);
    EXPECT_EQ(read_text(folder_ / "out.shards" / "thesis.doc"), "years");
}

TEST_F(Preprocess, RefusesShardsAndJobsThatAreNone) {
    PreprocessOptions bad = options();
    bad.jobs = 0;
    EXPECT_THROW(run(bad), UsageError);
    bad = options();
    bad.shards = 2;
    bad.shard = 2;
    EXPECT_THROW(run(bad), UsageError);
    bad = options();
    bad.dataset = "emopai";
    EXPECT_THROW(run(bad), UsageError);
    EXPECT_TRUE(beside_the_input(folder_.path()).empty());
}

/// Fails the n-th system call of the file layer.
class FaultAt {
public:
    explicit FaultAt(int n) : left_(n) {
        set_file_fault([this](std::string_view) {
            const std::lock_guard lock(lock_);
            return left_-- == 0;
        });
    }
    ~FaultAt() { set_file_fault({}); }
    bool happened() const { return left_ < 0; }

private:
    std::mutex lock_;
    int left_;
};

TEST_F(Preprocess, LeavesNothingHalfWrittenWhereverTheDiskFills) {
    write_manifest("path,label\npiece 0.mid,happy\npiece 1.mid,sad\n");
    bool happened = true;
    for (int call = 0; happened; ++call) {
        ASSERT_LT(call, 1000);
        PreprocessOptions o = options();
        o.jobs = 2;
        {
            const FaultAt fault(call);
            try {
                run(o);
            } catch (const Error&) {
            }
            happened = fault.happened();
        }
        // The folder is there whole or not at all; nothing else is left.
        if (exists(o.out)) {
            EXPECT_EQ(read_clips(o.out).clips.size(), 2u) << "call " << call;
            std::filesystem::remove_all(o.out);
        }
        EXPECT_TRUE(beside_the_input(folder_.path()).empty()) << "call " << call;
    }
}

class InterruptAt : public Progress {
public:
    void update(std::string_view, std::int64_t done, std::int64_t, std::string_view) override {
        if (done == 5) request_interrupt();
    }
};

TEST_F(Preprocess, StopsCleanlyWhenInterrupted) {
    EXPECT_EXIT(
        {
            InterruptAt interrupt;
            try {
                preprocess(options(), interrupt);
            } catch (const Interrupted&) {
                std::exit(beside_the_input(folder_.path()).empty() ? 0 : 1);
            }
            std::exit(2);
        },
        testing::ExitedWithCode(0), "");
}

TEST(PreprocessEmopia, FindsEveryClipAndThatItsTicksAreNoBeats) {
    const auto root = test::test_data("datasets/EMOPIA_1.0");
    if (!root) GTEST_SKIP() << test::kNoTestData;
    const test::TemporaryFolder folder;
    PreprocessOptions options;
    options.dataset = "emopia";
    options.root = *root;
    options.out = folder / "clips";
    options.jobs = 2;
    Progress silent;
    const PreprocessSummary summary = preprocess(options, silent);
    EXPECT_EQ(summary.clips + static_cast<int>(summary.skipped.size()), 992);
    EXPECT_GE(summary.skipped.size(), 27u);
    EXPECT_EQ(summary.time_base, "seconds");
    EXPECT_NEAR(summary.hours, 10.7, 0.1);
}

}  // namespace
}  // namespace affetto
