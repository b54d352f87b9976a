#include "affetto/pipeline/inspect.hpp"

#include <gmock/gmock.h>

#include <chrono>

#include "affetto/core/error.hpp"
#include "affetto/core/safetensors.hpp"
#include "affetto/data/clips.hpp"
#include "affetto/midi/midi_file.hpp"
#include "support/temporary_folder.hpp"
#include "support/test_data.hpp"

namespace affetto {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// A C major scale on a flute over two whole notes of drums, 3/4, 60 bpm after two beats of 120.
Score small_score() {
    Score score;
    score.title = "Small";
    score.tempos = {{Ticks(0), 120}, {Ticks(960), 60}};
    score.time_signatures = {{Ticks(0), 3, 4}};
    score.key_signatures = {{Ticks(0), 0, false}};
    Part flute{"flute", 73, false, {}, {}};
    int beat = 0;
    for (const int pitch : {60, 62, 64, 65, 67, 69, 71, 72})
        flute.notes.push_back({Ticks(480 * beat++), Ticks(480), pitch, 80});
    Part drums{
        "drums", 0, true, {{Ticks(0), Ticks(480), 36, 90}, {Ticks(1920), Ticks(480), 36, 90}}, {}};
    score.parts = {flute, drums};
    return score;
}

class Inspect : public testing::Test {
protected:
    std::string message_of(const Path& path) {
        try {
            inspect(path);
        } catch (const Error& error) {
            return error.what();
        }
        return "(no failure)";
    }

    void write_tensors(const Path& path, const std::string& name) {
        const std::vector<float> values(6, 1.5f);
        write_safetensors(path, {{name, Dtype::f32, {2, 3}, std::as_bytes(std::span(values))}},
                          {{"format", "test"}});
    }

    test::TemporaryFolder folder_;
};

TEST_F(Inspect, SaysWhatAScoreIs) {
    write_midi(folder_ / "odd name", small_score());
    const Json found = inspect(folder_ / "odd name");
    EXPECT_EQ(found.at("kind"), "score");
    EXPECT_EQ(found.at("notes"), 10);
    EXPECT_EQ(found.at("tracks"), 3);  // the conductor's and one a part
    EXPECT_DOUBLE_EQ(found.at("seconds").get<double>(), 7.0);
    EXPECT_DOUBLE_EQ(found.at("tempo_bpm").get<double>(), 60.0);
    EXPECT_EQ(found.at("tempo_changes"), 1);
    EXPECT_EQ(found.at("time_base"), "beats");
    EXPECT_EQ(found.at("key"), "C major");
    EXPECT_EQ(found.at("programs"), Json::array({73}));
    EXPECT_EQ(found.at("drums"), true);
    EXPECT_EQ(found.at("time_signatures"), Json::array({"3/4"}));
    EXPECT_EQ(found.at("title"), "Small");
    ASSERT_EQ(found.at("parts").size(), 2u);
    EXPECT_EQ(found.at("parts").at(0).at("name"), "flute");
    EXPECT_EQ(found.at("parts").at(0).at("lowest_pitch"), 60);
    EXPECT_EQ(found.at("parts").at(1).at("program"), Json());
}

TEST_F(Inspect, HandlesAScoreWithoutNotes) {
    write_midi(folder_ / "empty.mid", Score{});
    const Json found = inspect(folder_ / "empty.mid");
    EXPECT_EQ(found.at("notes"), 0);
    EXPECT_EQ(found.at("seconds"), 0.0);
    EXPECT_EQ(found.at("tempo_bpm"), 120.0);
    EXPECT_EQ(found.at("key"), Json());
}

TEST_F(Inspect, RefusesABrokenScore) {
    const Bytes whole = serialize_midi(small_score());
    write_bytes(folder_ / "half.mid", std::span(whole).first(whole.size() / 2));
    EXPECT_THAT(message_of(folder_ / "half.mid"), HasSubstr("half.mid"));
}

TEST_F(Inspect, ListsTensorsAndTheirChecksum) {
    write_tensors(folder_ / "x.safetensors", "weights");
    const Json found = inspect(folder_ / "x.safetensors");
    EXPECT_EQ(found.at("kind"), "tensors");
    EXPECT_EQ(found.at("values"), 6);
    EXPECT_EQ(found.at("checksum"), "ok");
    EXPECT_EQ(found.at("tensors").at(0),
              (Json{{"name", "weights"}, {"dtype", "F32"}, {"shape", {2, 3}}}));
    Bytes bytes = read_bytes(folder_ / "x.safetensors");
    bytes.back() ^= std::byte{1};
    write_bytes(folder_ / "x.safetensors", bytes);
    EXPECT_THROW(inspect(folder_ / "x.safetensors"), CheckpointError);
}

TEST_F(Inspect, KnowsAModelFolder) {
    write_tensors(folder_ / "model.safetensors", "model.layer.weight");
    write_json(folder_ / "config.json", {{"representation", "notes"}, {"window", 256}});
    const Json found = inspect(folder_.path());
    EXPECT_EQ(found.at("kind"), "model");
    EXPECT_EQ(found.at("parameters"), 6);
    EXPECT_EQ(found.at("representation"), "notes");
    EXPECT_EQ(found.at("checksum"), "ok");
}

TEST_F(Inspect, KnowsAClipsFolder) {
    ClipSet set;
    set.folder = folder_.path();
    set.manifest = {{"dataset", "etudes"}, {"kind", "score"}, {"time_base", "beats"}};
    Clip clip;
    clip.id = "a";
    clip.path = "clips/a.mid";
    clip.duration = 36;
    set.clips = {clip};
    write_clips(set);
    const Json found = inspect(folder_.path());
    EXPECT_EQ(found.at("kind"), "clips");
    EXPECT_EQ(found.at("clips"), 1);
    EXPECT_DOUBLE_EQ(found.at("hours").get<double>(), 0.01);
    EXPECT_EQ(found.at("time_base"), "beats");
}

TEST_F(Inspect, KnowsTheOtherFoldersOfThePipeline) {
    write_json(
        folder_ / "latents" / "manifest.json",
        {{"what", "affetto latents"},
         {"representation", "mel"},
         {"steps", 9},
         {"format",
          {{"statistics", {{"frames", 7}, {"mean", {-3.0, 1.0}}, {"deviation", {2.0, 4.0}}}}}},
         {"splits", {{"train", {{"clips", 3}}}, {"test", {{"clips", 1}}}}}});
    write_text(folder_ / "latents" / "metadata.csv", "id\na\n");
    const Json latents = inspect(folder_ / "latents");
    EXPECT_EQ(latents.at("kind"), "latents");
    EXPECT_EQ(latents.at("splits").at("train").at("share"), 0.75);
    EXPECT_EQ(latents.at("format").at("statistics").at("lowest_mean"), -3.0);
    EXPECT_EQ(latents.at("format").at("statistics").at("highest_deviation"), 4.0);
    write_json(folder_ / "generated" / "manifest.json",
               {{"what", "affetto generated folder"}, {"count", 3}});
    EXPECT_EQ(inspect(folder_ / "generated").at("kind"), "generated");
    EXPECT_EQ(inspect(folder_ / "generated").at("count"), 3);
    write_json(folder_ / "evaluation" / "metrics.json", {{"accuracy", 0.5}});
    EXPECT_EQ(inspect(folder_ / "evaluation").at("kind"), "evaluation");
    EXPECT_EQ(inspect(folder_ / "evaluation").at("report"), false);
    write_text(folder_ / "corpus" / "manifest.csv", "path,split\na.mid,train\n");
    EXPECT_EQ(inspect(folder_ / "corpus").at("kind"), "corpus");
    EXPECT_EQ(inspect(folder_ / "corpus").at("pieces"), 1);
}

TEST_F(Inspect, RefusesAFolderWhoseManifestIsDamaged) {
    write_json(folder_ / "manifest.json",
               {{"what", "affetto latents"}, {"splits", {{"train", 3}}}});
    write_text(folder_ / "metadata.csv", "id\na\n");
    EXPECT_THAT(message_of(folder_.path()), HasSubstr("manifest.json"));
    write_json(folder_ / "manifest.json",
               {{"what", "affetto latents"}, {"format", {{"statistics", {{"frames", 1}}}}}});
    EXPECT_THAT(message_of(folder_.path()), HasSubstr("damaged"));
}

TEST_F(Inspect, TellsASidecarFromOtherJson) {
    write_json(folder_ / "a.json", {{"what", "affetto generated"}, {"seed", 7}});
    EXPECT_EQ(inspect(folder_ / "a.json").at("kind"), "sidecar");
    EXPECT_EQ(inspect(folder_ / "a.json").at("seed"), 7);
    write_text(folder_ / "b.json", "{\"abcd\":{}}");
    EXPECT_EQ(inspect(folder_ / "b.json").at("kind"), "json");
    EXPECT_EQ(inspect(folder_ / "b.json").at("content"), Json::parse("{\"abcd\":{}}"));
    write_text(folder_ / "c.json", "{\"abcd\":");
    EXPECT_THAT(message_of(folder_ / "c.json"), HasSubstr("c.json"));
}

TEST_F(Inspect, MeasuresTheColumnsOfATable) {
    write_text(folder_ / "a.csv", "song_id, valence_mean,name\r\n2,3.5,x\r\n3,,y\r\n5,6.5,\r\n");
    const Json found = inspect(folder_ / "a.csv");
    EXPECT_EQ(found.at("kind"), "table");
    EXPECT_EQ(found.at("rows"), 3);
    const Json& valence = found.at("columns").at(1);
    EXPECT_EQ(valence.at("name"), "valence_mean");
    EXPECT_EQ(valence.at("numbers"), 2);
    EXPECT_EQ(valence.at("empty"), 1);
    EXPECT_EQ(valence.at("lowest"), 3.5);
    EXPECT_EQ(valence.at("mean"), 5.0);
    EXPECT_EQ(found.at("columns").at(2).at("words"), 2);
    EXPECT_FALSE(found.at("columns").at(2).contains("mean"));
    write_text(folder_ / "b.csv", "a,b\n1,2,3\n");
    EXPECT_THAT(message_of(folder_ / "b.csv"), HasSubstr("b.csv"));
}

TEST_F(Inspect, SaysWhatItKnowsWhereItKnowsNothing) {
    write_text(folder_ / "notes.txt", "only words");
    EXPECT_THAT(message_of(folder_ / "notes.txt"),
                AllOf(HasSubstr("notes.txt"), HasSubstr("MIDI")));
    write_text(folder_ / "nothing", "");
    EXPECT_THAT(message_of(folder_ / "nothing"), HasSubstr("empty"));
    EXPECT_THAT(message_of(folder_.path()), HasSubstr("affetto corpus"));
    EXPECT_THAT(message_of(folder_ / "gone"), HasSubstr("no such file"));
}

TEST(InspectRealMusic, AnswersSoon) {
    const auto path = test::test_data("datasets/POP909/001/001.mid");
    if (!path) GTEST_SKIP() << test::kNoTestData;
    const auto begin = std::chrono::steady_clock::now();
    const Json found = inspect(*path);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    EXPECT_EQ(found.at("parts").size(), 3u);
    EXPECT_LT(taken.count(), 1.0);
}

}  // namespace
}  // namespace affetto
