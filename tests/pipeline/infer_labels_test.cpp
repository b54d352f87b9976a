#include "affetto/pipeline/infer_labels.hpp"

#include <gmock/gmock.h>

#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/features/latents_folder.hpp"
#include "affetto/pipeline/corpus.hpp"
#include "affetto/pipeline/inspect.hpp"
#include "affetto/pipeline/latents.hpp"
#include "affetto/pipeline/preprocess.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;

/// The etudes as clips, every third without its label.
class InferLabels : public testing::Test {
protected:
    void SetUp() override {
        CorpusOptions corpus;
        corpus.out = folder_ / "corpus";
        corpus.clips = 80;
        write_corpus(corpus, silent_);
        PreprocessOptions clips;
        clips.dataset = "etudes";
        clips.root = corpus.out;
        clips.out = folder_ / "clips";
        preprocess(clips, silent_);
        given_ = read_clips(clips.out);
        ClipSet fewer = given_;
        for (std::size_t i = 0; i < fewer.clips.size(); i += 3) strip(fewer.clips[i]);
        write_clips(fewer);
    }

    static void strip(Clip& clip) {
        clip.emotion.reset();
        clip.labels.clear();
        clip.label_source = LabelSource::none;
    }

    LatentsOptions options() const {
        LatentsOptions o;
        o.clips = folder_ / "clips";
        o.out = folder_ / "latents";
        o.infer_labels = true;
        return o;
    }

    test::TemporaryFolder folder_;
    Progress silent_;
    ClipSet given_;
};

TEST_F(InferLabels, FillsOnlyWhatIsMissingAndMarksIt) {
    const LatentsSummary summary = make_latents(options(), silent_);
    ASSERT_TRUE(summary.inferred.has_value());
    const LatentSet set = read_latents(options().out);
    ASSERT_EQ(set.clips.size(), given_.clips.size());
    int inferred = 0;
    double product = 0;
    for (std::size_t i = 0; i < set.clips.size(); ++i) {
        const LatentClip& clip = set.clips[i];
        ASSERT_EQ(clip.id, given_.clips[i].id);
        ASSERT_TRUE(clip.emotion.has_value());
        if (i % 3 != 0) {
            EXPECT_EQ(clip.label_source, name_of(given_.clips[i].label_source));
            EXPECT_NEAR(clip.emotion->valence, given_.clips[i].emotion->valence, 1e-6);
            EXPECT_NEAR(clip.emotion->arousal, given_.clips[i].emotion->arousal, 1e-6);
            continue;
        }
        ++inferred;
        EXPECT_EQ(clip.label_source, "inferred");
        EXPECT_NEAR(clip.arousal_sd.value(), summary.inferred->arousal_sd, 1e-6);
        EXPECT_GT(clip.valence_sd.value(), 0);
        product += clip.emotion->arousal * given_.clips[i].emotion->arousal;
    }
    EXPECT_EQ(summary.inferred->clips, inferred);
    EXPECT_GT(product, 0) << "what is heard should go with how the music was written";

    const Json facts = inspect(options().out);
    EXPECT_EQ(facts.at("inferred").at("clips"), inferred);
    EXPECT_EQ(facts.at("label_sources").at("inferred"), inferred);
    EXPECT_EQ(facts.at("label_sources").at("none"), 0);
    const std::string clips = read_text(folder_ / "clips" / "clips.csv");
    EXPECT_THAT(clips, testing::Not(HasSubstr("inferred"))) << "what people said stays apart";
}

TEST_F(InferLabels, WithoutTheOptionNothingIsInferred) {
    LatentsOptions plain = options();
    plain.infer_labels = false;
    EXPECT_FALSE(make_latents(plain, silent_).inferred.has_value());
    const LatentSet set = read_latents(plain.out);
    EXPECT_FALSE(set.clips[0].emotion.has_value());
    EXPECT_FALSE(read_csv(plain.out / "metadata.csv").column("valence_sd").has_value());
    EXPECT_FALSE(set.manifest.contains("inferred"));
}

TEST_F(InferLabels, AnotherFolderCanTeachTheListener) {
    ClipSet bare = given_;
    for (Clip& clip : bare.clips) strip(clip);
    bare.folder = folder_ / "bare";
    std::filesystem::copy(folder_ / "clips", bare.folder, std::filesystem::copy_options::recursive);
    write_clips(bare);
    LatentsOptions o = options();
    o.clips = bare.folder;
    try {
        make_latents(o, silent_);
        FAIL() << "nobody could teach the listener";
    } catch (const DataError& fault) {
        EXPECT_THAT(fault.what(), HasSubstr("--listener-clips"));
    }
    o.listener_clips = folder_ / "clips";
    const LatentsSummary summary = make_latents(o, silent_);
    EXPECT_EQ(summary.inferred->clips, static_cast<int>(bare.clips.size()));
    EXPECT_GE(summary.inferred->fitted_on, 20u);
}

TEST_F(InferLabels, LabelsThatWereInferredBeforeTeachNobody) {
    ClipSet heard = read_clips(folder_ / "clips");
    for (Clip& clip : heard.clips)
        if (clip.emotion) clip.label_source = LabelSource::inferred;
    EXPECT_THROW(infer_labels(heard, heard, score_tools({}), silent_), DataError);
}

TEST(Latents, KeepDistributionsAndSpreads) {
    const test::TemporaryFolder folder;
    LatentSet set;
    LatentClip clip;
    clip.id = "a";
    clip.group = "g";
    clip.split = "train";
    clip.label_source = "song";
    clip.emotion = Emotion{0.5f, 0.25f};
    clip.features = at::zeros({4, kNoteFields}, at::kShort);
    clip.condition.length = 1;
    set.clips = {clip, clip};
    set.clips[1].id = "b";
    set.clips[1].labels = parse_distribution("happy:0.75;calm:0.25");
    set.clips[1].valence_sd = 0.125;
    write_latents(folder.path(), set);
    const LatentSet again = read_latents(folder.path());
    EXPECT_TRUE(again.clips[0].labels.empty());
    EXPECT_FALSE(again.clips[0].valence_sd.has_value());
    EXPECT_EQ(to_string(again.clips[1].labels), "happy:0.75;calm:0.25");
    EXPECT_DOUBLE_EQ(again.clips[1].valence_sd.value(), 0.125);
    EXPECT_FALSE(read_csv(folder / "metadata.csv").column("arousal_sd").has_value());
}

}  // namespace
}  // namespace affetto
