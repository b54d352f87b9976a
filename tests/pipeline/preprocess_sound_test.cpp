#include <gmock/gmock.h>
#include <sndfile.h>

#include <cmath>
#include <limits>

#include "affetto/audio/mono_sound.hpp"
#include "affetto/data/clips.hpp"
#include "pipeline/sound_folder.hpp"

namespace affetto {
namespace {

using test::beside_the_input;
using test::contents;
using testing::AllOf;
using testing::HasSubstr;

class PreprocessSound : public test::SoundFolderTest {};

TEST_F(PreprocessSound, MakesAClipsFolderThatReadsBack) {
    put_recordings(10);
    PreprocessOptions o = options();
    o.chunks.segmentation.lengths = {5, 2};
    const PreprocessSummary summary = run(o);
    EXPECT_EQ(summary.kind, "sound");
    EXPECT_EQ(summary.clips, 10 * (6 + 2));
    EXPECT_EQ(summary.labelled, summary.clips);
    EXPECT_NEAR(summary.hours, 10 * (12 + 10) / 3600.0, 1e-9);
    const ClipSet set = read_clips(o.out);
    ASSERT_EQ(set.clips.size(), 80u);
    EXPECT_EQ(set.manifest.at("kind"), "sound");
    EXPECT_EQ(set.manifest.at("sample_rate"), kRate);
    EXPECT_EQ(set.manifest.at("recordings"), 10);
    EXPECT_EQ(set.manifest.at("lengths").at(1).at("clips"), 20);
    EXPECT_EQ(set.manifest.at("label_sources").at("song"), 80);
    for (const Clip& clip : set.clips) {
        const AudioBuffer sound = read_sound(set.file_of(clip));
        EXPECT_EQ(sound.sample_rate_hz, kRate);
        EXPECT_EQ(sound.channels, 1);
        EXPECT_EQ(sound.frames(), static_cast<std::size_t>(clip.duration * kRate)) << clip.id;
    }
    EXPECT_EQ(beside_the_input(folder_.path()), std::set<std::string>{"out"});
}

TEST_F(PreprocessSound, WritesJustTheSamplesOfTheChunksTime) {
    put_recordings(1);
    for (const char* format : {"flac", "wav"}) {
        PreprocessOptions o = options();
        o.out = folder_ / format;
        o.chunks.format = format;
        o.chunks.segmentation.overlap = 0.5;
        run(o);
        const ClipSet set = read_clips(o.out);
        ASSERT_EQ(set.clips.size(), 3u);
        EXPECT_EQ(set.clips[1].start, 2.5);
        EXPECT_EQ(set.clips[1].path,
                  "clips/piece_0/piece_0_00002500-00007500ms." + o.chunks.format);
        const AudioBuffer whole = read_sound(folder_ / "in" / "piece 0.wav");
        const AudioBuffer chunk = read_sound(set.file_of(set.clips[1]));
        for (std::size_t i = 0; i < chunk.samples.size(); ++i)
            ASSERT_EQ(chunk.samples[i], whole.samples[i + 20'000]) << i;
    }
}

TEST_F(PreprocessSound, ResamplesAndMixesEveryFormat) {
    std::string manifest = "path,label\n";
    for (const char* name : {"a.wav", "b.flac", "c.ogg", "d.mp3"}) {
        put(name, test::sines(6, 44'100, 2, 300 + name[0]));
        manifest += std::string(name) + ",happy\n";
    }
    put_text("manifest.csv", manifest);
    PreprocessOptions o = options();
    o.chunks.sample_rate_hz = 24'000;
    EXPECT_EQ(run(o).clips, 4);
    const ClipSet set = read_clips(o.out);
    for (const Clip& clip : set.clips)
        EXPECT_EQ(read_sound(set.file_of(clip)).samples.size(), 120'000u) << clip.id;
    EXPECT_EQ(set.manifest.at("source_formats"),
              (Json{{"flac", 1}, {"mp3", 1}, {"ogg", 1}, {"wav", 1}}));
}

TEST_F(PreprocessSound, KeepsOrPadsRemaindersAndTakesWholeRecordings) {
    put_recordings(1, 8);
    const auto durations = [&](const std::string& remainder, std::vector<double> lengths) {
        PreprocessOptions o = options();
        o.out = folder_ / (remainder + std::to_string(lengths.size()));
        o.chunks.segmentation.lengths = std::move(lengths);
        o.chunks.segmentation.remainder = remainder;
        run(o);
        std::vector<double> found;
        const ClipSet set = read_clips(o.out);
        for (const Clip& clip : set.clips) {
            found.push_back(clip.duration);
            EXPECT_EQ(read_sound(set.file_of(clip)).frames(),
                      static_cast<std::size_t>(clip.duration * kRate));
        }
        return found;
    };
    EXPECT_THAT(durations("drop", {5}), testing::ElementsAre(5));
    EXPECT_THAT(durations("keep", {5}), testing::ElementsAre(5, 3));
    EXPECT_THAT(durations("pad", {5}), testing::ElementsAre(5, 5));
    EXPECT_THAT(durations("drop", {}), testing::ElementsAre(8));
    // [3, 8) is the end of both lengths' chunks only once.
    EXPECT_THAT(durations("keep", {3, 5}), testing::ElementsAre(3, 3, 2, 5, 3));
}

TEST_F(PreprocessSound, LeavesSilenceOut) {
    AudioBuffer sound = recording(0, 20);
    std::fill(sound.samples.begin() + 5 * kRate, sound.samples.begin() + 10 * kRate, 0.0f);
    put("a.wav", sound);
    put("silent.wav", AudioBuffer{kRate, 1, std::vector<float>(20 * kRate)});
    put("short.wav", recording(1, 3));
    put_text("manifest.csv", "path,label\na.wav,Q1\nsilent.wav,Q1\nshort.wav,Q1\n");
    const PreprocessSummary summary = run(options());
    EXPECT_EQ(summary.clips, 3);
    ASSERT_EQ(summary.skipped.size(), 2u);
    EXPECT_THAT(summary.skipped[0].reason, HasSubstr("silent: all 4 chunks"));
    EXPECT_THAT(summary.skipped[1].reason, HasSubstr("too short for a chunk: lasts 3.000 s"));
    EXPECT_EQ(read_clips(options().out).manifest.at("silent_chunks_left_out"), 1);
}

TEST_F(PreprocessSound, CutsWindowsOfRecordings) {
    put_recordings(1, 20);
    put_text("manifest.csv",
             "path,label,start,end\npiece 0.wav,Q1,2.5,9\npiece 0.wav,Q2,10,\n"
             "piece 0.wav,Q3,30,40\n");
    const PreprocessSummary summary = run(options());
    EXPECT_EQ(summary.clips, 3);
    ASSERT_EQ(summary.skipped.size(), 1u);
    EXPECT_THAT(summary.skipped[0].reason, HasSubstr("30 s"));
    const ClipSet set = read_clips(options().out);
    EXPECT_EQ(set.clips[0].start, 2.5);
    EXPECT_EQ(set.clips[1].start, 10);
    const AudioBuffer whole = read_sound(folder_ / "in" / "piece 0.wav");
    EXPECT_EQ(read_sound(set.file_of(set.clips[0])).samples[0], whole.samples[20'000]);
}

TEST_F(PreprocessSound, SkipsBrokenSoundWithItsReason) {
    put_recordings(4);
    const Path in = folder_ / "in";
    const Bytes whole = read_bytes(in / "piece 0.wav");
    test::WavHeader lying{.channels = 1, .sample_rate_hz = kRate, .frame_bytes = 2};
    lying.data_bytes = 1 << 30;
    AudioBuffer odd = recording(5);
    odd.samples[40'000] = std::numeric_limits<float>::quiet_NaN();
    write_bytes(in / "truncated.wav", test::beginning(whole, whole.size() / 2));
    write_bytes(in / "empty.wav", {});
    write_text(in / "text.mp3", "these are words and no music at all");
    write_bytes(in / "nan.wav", encode_sound(odd, "wav", SampleFormat::float32));
    write_bytes(in / "many.wav",
                test::encode_as(test::sines(1, kRate, 64), SF_FORMAT_WAV | SF_FORMAT_PCM_16));
    write_bytes(in / "slow.wav", test::encode_as({1, 1, std::vector<float>(20, 0.5f)},
                                                 SF_FORMAT_WAV | SF_FORMAT_PCM_16));
    write_bytes(in / "lying.wav", test::wav_file(lying, 100));
    write_bytes(in / "adpcm.wav",
                test::encode_as(recording(6), SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM));
    std::string manifest = read_text(in / "manifest.csv");
    const std::vector<std::string> broken = {"truncated.wav", "empty.wav", "text.mp3",
                                             "nan.wav",       "many.wav",  "slow.wav",
                                             "lying.wav",     "adpcm.wav"};
    for (const std::string& name : broken) manifest += name + ",Q1\n";
    put_text("manifest.csv", manifest);

    const PreprocessSummary summary = run(options());
    EXPECT_EQ(summary.clips, 8);
    ASSERT_EQ(summary.skipped.size(), broken.size());
    const std::vector<std::string> words = {"cut off",     "",     "",        "NaN",
                                            "64 channels", "1 Hz", "cut off", "ADPCM"};
    for (std::size_t i = 0; i < broken.size(); ++i) {
        EXPECT_THAT(summary.skipped[i].path, HasSubstr(broken[i]));
        EXPECT_THAT(
            summary.skipped[i].reason,
            AllOf(HasSubstr(words[i]), testing::Not(HasSubstr(broken[i])), testing::Not("")));
    }
    EXPECT_EQ(read_clips(options().out).manifest.at("skipped_files"), 8);
    std::size_t folders = 0;  // nothing of what was cut before the fault was met
    for (const auto& entry : std::filesystem::directory_iterator(options().out / "clips"))
        folders += entry.is_directory() ? 1 : 0;
    EXPECT_EQ(folders, 4u);
}

TEST_F(PreprocessSound, LeavesNothingWhereNothingIsUsable) {
    put_text("a.mp3", "words");
    put_text("manifest.csv", "path,label\na.mp3,happy\n");
    try {
        run(options());
        ADD_FAILURE() << "accepted";
    } catch (const DataError& error) {
        EXPECT_THAT(error.what(), AllOf(HasSubstr("1 skipped"), HasSubstr("a.mp3")));
    }
    EXPECT_TRUE(beside_the_input(folder_.path()).empty());
}

TEST_F(PreprocessSound, NeverDividesASongBetweenSplits) {
    put_recordings(20, 20);
    std::string manifest = "path,label,group\n";
    for (int i = 0; i < 20; ++i)
        manifest += "piece " + std::to_string(i) + ".wav,Q" + std::to_string(i % 4 + 1) + ",g" +
                    std::to_string(i / 2) + "\n";
    put_text("manifest.csv", manifest);
    run(options());
    std::map<std::string, std::set<Split>> splits_of_group;
    std::set<Split> all;
    for (const Clip& clip : read_clips(options().out).clips) {
        splits_of_group[clip.group].insert(clip.split);
        all.insert(clip.split);
    }
    EXPECT_EQ(splits_of_group.size(), 10u);
    for (const auto& [group, splits] : splits_of_group) EXPECT_EQ(splits.size(), 1u) << group;
    EXPECT_EQ(all.size(), 3u);
}

TEST_F(PreprocessSound, KeepsTheSameSoundInOneSplit) {
    put_recordings(8);
    // Piece 0 again, in another lossless format and another group.
    put("piece 7.flac", read_sound(folder_ / "in" / "piece 0.wav"));
    std::string manifest = read_text(folder_ / "in" / "manifest.csv");
    put_text("manifest.csv", manifest + "piece 7.flac,Q1\n");
    const PreprocessSummary joined = run(options());
    EXPECT_EQ(joined.duplicates, 1);
    EXPECT_EQ(joined.clips, 18);
    const ClipSet set = read_clips(options().out);
    EXPECT_EQ(set.clips.front().group, set.clips.back().group);
    EXPECT_EQ(set.clips.front().split, set.clips.back().split);

    put_text("manifest.csv",
             "path,split\npiece 0.wav,train\npiece 1.wav,train\npiece 7.flac,test\n");
    PreprocessOptions again = options();
    again.out = folder_ / "official";
    const PreprocessSummary torn = run(again);
    EXPECT_EQ(torn.clips, 4);
    ASSERT_EQ(torn.skipped.size(), 1u);
    EXPECT_THAT(torn.skipped[0].path, HasSubstr("piece 0.wav"));
    EXPECT_THAT(torn.skipped[0].reason, HasSubstr("the same sound as piece_7 in split test"));
    EXPECT_FALSE(exists(again.out / "clips" / "piece_0"));
}

TEST_F(PreprocessSound, GivesTheSameFolderWhateverTheNumberOfJobs) {
    put_recordings(12);
    PreprocessOptions four = options();
    four.jobs = 4;
    four.out = folder_ / "four";
    run(options());
    run(four);
    EXPECT_EQ(contents(options().out), contents(four.out));
}

TEST_F(PreprocessSound, InShardsGivesTheSameFolderInAnyOrder) {
    put_recordings(10);
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
    EXPECT_EQ(run(sharded).clips, 20);
}

TEST_F(PreprocessSound, RefusesAFolderInUseAndBadOptionsBeforeItWorks) {
    put_recordings(2);
    write_text(folder_ / "out" / "keep.txt", "mine");
    EXPECT_THROW(run(options()), UsageError);
    EXPECT_EQ(beside_the_input(folder_.path()), std::set<std::string>{"out"});
    PreprocessOptions bad = options();
    bad.out = folder_ / "other";
    bad.chunks.format = "mp3";
    EXPECT_THROW(run(bad), UsageError);
    bad = options();
    bad.chunks.sample_rate_hz = 1;
    EXPECT_THROW(run(bad), UsageError);
    bad = options();
    bad.chunks.segmentation.overlap = 1;
    EXPECT_THROW(run(bad), ConfigError);
    PreprocessOptions over = options();
    over.overwrite = true;
    EXPECT_THROW(run(over), UsageError);
    EXPECT_EQ(read_text(over.out / "keep.txt"), "mine");
    std::filesystem::remove(over.out / "keep.txt");
    EXPECT_EQ(run(over).clips, 4);
    EXPECT_EQ(beside_the_input(folder_.path()), std::set<std::string>{"out"});
}

TEST_F(PreprocessSound, DeletesNoWorkFolderThatItDidNotMake) {
    put_recordings(2);
    write_text(folder_ / "out.work" / "files" / "mine.json", "{}");
    write_text(folder_ / "out.work" / "thesis.doc", "years");
    EXPECT_THROW(run(options()), UsageError);
    EXPECT_EQ(read_text(folder_ / "out.work" / "thesis.doc"), "years");
    EXPECT_EQ(beside_the_input(folder_.path()), std::set<std::string>{"out.work"});
    PreprocessOptions elsewhere = options();
    elsewhere.out = folder_ / "other";
    run(elsewhere);
    std::filesystem::rename(elsewhere.out, options().out);
    EXPECT_EQ(run(options()).clips, 4) << "it is there already";
    EXPECT_EQ(read_text(folder_ / "out.work" / "files" / "mine.json"), "{}");
}

TEST_F(PreprocessSound, DrawsItsStatistics) {
    put_recordings(8);
    run(options());
    const std::string page = read_text(options().out / "statistics.html");
    for (const char* name : {"splits", "valence-arousal", "density", "density-train", "lengths",
                             "levels", "peaks", "label-sources"})
        EXPECT_TRUE(exists(options().out / "plots" / (std::string(name) + ".svg"))) << name;
    std::size_t players = 0;
    for (std::size_t at = page.find("<audio"); at != std::string::npos;
         at = page.find("<audio", at + 1))
        ++players;
    EXPECT_EQ(players, 8u);  // two of each quadrant
    EXPECT_LT(page.size(), 4u << 20);
    EXPECT_THAT(page, AllOf(HasSubstr("data:audio/flac;base64,"), HasSubstr("<polygon")));
}

}  // namespace
}  // namespace affetto
