#include <gmock/gmock.h>

#include "affetto/core/csv.hpp"
#include "affetto/features/latents_folder.hpp"
#include "affetto/pipeline/inspect.hpp"
#include "affetto/pipeline/latents.hpp"
#include "pipeline/sound_datasets.hpp"

namespace affetto {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class SoundLatentsOf : public test::SoundDatasetsTest {
protected:
    /// A FrameFormat that small sounds fit: 0.1 s a window.
    Path small_frames() const {
        const Path path = folder_ / "frames.json";
        write_text(path, R"({"mel": {"stft": {"n_fft": 512, "hop_length": 256}, )"
                         R"("bands": {"n_mels": 32}}, )"
                         R"("chroma": {"stft": {"n_fft": 1024, "hop_length": 512}}})");
        return path;
    }

    LatentsOptions latents(const std::string& representation) const {
        LatentsOptions o;
        o.clips = folder_ / "out";
        o.out = folder_ / "latents";
        o.representation = representation;
        o.overwrite = true;
        return o;
    }

    LatentSet make(const LatentsOptions& o) {
        Progress silent;
        summary_ = make_latents(o, silent);
        return read_latents(o.out);
    }

    std::string page() const { return read_text(folder_ / "latents" / "report.html"); }

    LatentsSummary summary_;
};

TEST_F(SoundLatentsOf, EveryLayoutOfEveryDataSetHoldItsClips) {
    std::size_t turn = 0;
    for (const test::DatasetLayout& layout : layouts()) {
        clear();
        layout.put();
        PreprocessOptions o = options(layout.dataset);
        if (!layout.kind.empty()) o.kind = layout.kind;
        o.overwrite = true;
        run(o);
        const ClipSet clips = read_clips(o.out);
        const LatentSet set =
            make(latents(std::vector<std::string>{"mel", "mfcc", "chroma"}[turn++ % 3]));
        ASSERT_EQ(set.clips.size(), layout.clips) << layout.name;
        EXPECT_TRUE(summary_.skipped.empty()) << layout.name;
        for (std::size_t i = 0; i < set.clips.size(); ++i) {
            const LatentClip& clip = set.clips[i];
            EXPECT_EQ(clip.id, clips.clips[i].id);
            EXPECT_EQ(clip.emotion, clips.clips[i].emotion) << clip.id;
            EXPECT_EQ(clip.split, name_of(clips.clips[i].split)) << clip.id;
            EXPECT_EQ(clip.features.size(0), 1 + 5 * kRate / 512) << clip.id;
        }
    }
}

TEST_F(SoundLatentsOf, ChunksOfSeveralLengthsHaveFramesForTheirSeconds) {
    put_recordings(4, 21);
    PreprocessOptions o = options();
    o.chunks.segmentation.lengths = {5, 10};
    run(o);
    LatentsOptions l = latents("mel");
    l.config = small_frames();
    const LatentSet set = make(l);
    ASSERT_EQ(set.clips.size(), 4u * (4 + 2));
    std::int64_t frames = 0;
    for (const LatentClip& clip : set.clips) {
        EXPECT_EQ(clip.features.size(1), 32);
        EXPECT_EQ(clip.features.size(0),
                  1 + static_cast<std::int64_t>(clip.condition.length) * kRate / 256);
        frames += clip.features.size(0);
    }
    const Json found = inspect(l.out);
    EXPECT_EQ(found.at("clips"), 24);
    EXPECT_EQ(found.at("steps"), frames);
    EXPECT_EQ(found.at("values"), 32);
    EXPECT_EQ(found.at("dtype"), "float32");
    EXPECT_NEAR(found.at("frames_per_second").get<double>(), kRate / 256.0, 1e-9);
    EXPECT_NEAR(found.at("hours").get<double>(), 4 * 40 / 3600.0, 1e-9);
    double share = 0;
    for (const Json& split : found.at("splits")) share += split.at("share").get<double>();
    EXPECT_NEAR(share, 1, 1e-9);
}

TEST_F(SoundLatentsOf, AFolderShowsTwoClipsAQuadrantInEveryForm) {
    put_recordings(12);
    run(options());
    LatentsOptions l = latents("mfcc");
    make(l);
    const std::string text = page();
    for (const char* quadrant : {"(Q1, song)", "(Q2, song)", "(Q3, song)", "(Q4, song)"})
        EXPECT_THAT(text, HasSubstr(quadrant));
    const auto count = [&](const std::string& word) {
        std::size_t found = 0;
        for (std::size_t at = text.find(word); at != std::string::npos;
             at = text.find(word, at + 1))
            ++found;
        return found;
    };
    // Above each picture stands its title, once for the eye and once for readers.
    for (const char* title : {">Waveform<", ">Mel spectrogram<", ">Chroma<"})
        EXPECT_EQ(count(title), 2u * 8) << title;
    EXPECT_EQ(count("<audio"), 8u);
    for (const char* word : {">hertz<", ">dB<", ">pitch class<", ">F#<", "mfcc_19", "Every number"})
        EXPECT_THAT(text, HasSubstr(word)) << word;
    EXPECT_THAT(text, Not(HasSubstr("src='http")));
    EXPECT_LT(text.size(), 25u << 20);
    std::size_t pictures = 0;
    for (const auto& entry : std::filesystem::directory_iterator(l.out / "plots"))
        pictures += entry.path().extension() == ".svg" ? 1 : 0;
    EXPECT_EQ(pictures, 5u + 4 * 8);  // counts, statistics, values, two of all clips
}

TEST_F(SoundLatentsOf, AFolderSaysWhatWasLeftOut) {
    put_recordings(4);
    run(options());
    const ClipSet clips = read_clips(folder_ / "out");
    write_text(clips.file_of(clips.clips[3]), "no sound");
    const LatentSet set = make(latents("chroma"));
    EXPECT_EQ(set.clips.size(), clips.clips.size() - 1);
    ASSERT_EQ(summary_.skipped.size(), 1u);
    EXPECT_THAT(page(), HasSubstr(clips.clips[3].id));
    EXPECT_EQ(inspect(folder_ / "latents").at("skipped_clips"), 1);
}

TEST_F(SoundLatentsOf, APictureThatTheSettingsDoNotAllowIsLeftOutAlone) {
    put_recordings(4);
    run(options());
    LatentsOptions l = latents("chroma");
    l.config = folder_ / "frames.json";
    write_text(*l.config, R"({"mel": {"stft": {"n_fft": 64, "hop_length": 32}}})");
    make(l);
    EXPECT_THAT(page(), HasSubstr("No mel: "));
    EXPECT_THAT(page(), HasSubstr(">Chroma<"));
}

TEST_F(SoundLatentsOf, ATableNamesItsColumns) {
    put_recordings(4);
    run(options());
    LatentsOptions l = latents("chroma");
    l.csv = true;
    const LatentSet set = make(l);
    const CsvTable table = read_csv(l.out / (set.clips[0].id + ".csv"));
    EXPECT_THAT(table.header, ElementsAre("seconds", "C", "C#", "D", "D#", "E", "F", "F#", "G",
                                          "G#", "A", "A#", "B"));
}

}  // namespace
}  // namespace affetto
