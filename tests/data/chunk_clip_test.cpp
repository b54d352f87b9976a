#include "affetto/data/chunk_clip.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace affetto {
namespace {

/// 2 Hz from 15 s to 45 s: arousal rises by 0.01 a value from -0.3, valence stays at 0.25.
ListedClip ramp() {
    ListedClip clip;
    clip.id = "song_0001";
    clip.group = clip.id;
    clip.emotion = Emotion{-0.5f, 0.5f};
    clip.valence_sd = 0.1;
    clip.arousal_sd = 0.2;
    clip.label_source = LabelSource::song;
    AnnotationCurve curve;
    for (int i = 0; i < 60; ++i) {
        curve.times.push_back(15 + 0.5 * i);
        curve.values.push_back({0.25f, static_cast<float>(-0.3 + 0.01 * i)});
    }
    clip.curve = curve;
    return clip;
}

TEST(LabelOfWindow, IsTheMeanOfARampOverEachChunksOwnWindow) {
    const ListedClip clip = ramp();
    // Ten values each: -0.30 ... -0.21 in the first window, then 0.1 higher in each.
    for (int k = 0; k < 6; ++k) {
        const WindowLabel label = label_of_window(clip, 15 + 5 * k, 5);
        EXPECT_EQ(label.label_source, LabelSource::dynamic);
        ASSERT_TRUE(label.emotion);
        EXPECT_NEAR(label.emotion->arousal, -0.255 + 0.1 * k, 1e-6);
        EXPECT_NEAR(label.emotion->valence, 0.25, 1e-6);
        EXPECT_NEAR(*label.arousal_sd, 0.01 * std::sqrt(99.0 / 12), 1e-6);  // of 0 ... 9
        EXPECT_NEAR(*label.valence_sd, 0, 1e-6);
    }
}

TEST(LabelOfWindow, FallsBackToTheSongWhereLessThanHalfIsAnnotated) {
    const ListedClip clip = ramp();
    for (const double start : {0.0, 10.0, 12.4, 42.6, 60.0}) {
        const WindowLabel label = label_of_window(clip, start, 5);
        EXPECT_EQ(label.label_source, LabelSource::song) << start;
        EXPECT_EQ(label.emotion, clip.emotion);
        EXPECT_EQ(label.valence_sd, 0.1);
        EXPECT_EQ(label.arousal_sd, 0.2);
    }
}

TEST(LabelOfWindow, TakesJustHalfAnAnnotatedWindow) {
    const ListedClip clip = ramp();
    const WindowLabel early = label_of_window(clip, 12.5, 5);  // annotated from 15 to 17.5
    EXPECT_EQ(early.label_source, LabelSource::dynamic);
    EXPECT_NEAR(early.emotion->arousal, -0.28, 1e-6);
    const WindowLabel late = label_of_window(clip, 42.5, 5);  // annotated to 45
    EXPECT_EQ(late.label_source, LabelSource::dynamic);
    EXPECT_NEAR(late.emotion->arousal, 0.27, 1e-6);
}

TEST(LabelOfWindow, WeighsValuesByTheTimeTheyHoldInTheWindow) {
    ListedClip clip;
    clip.curve = AnnotationCurve{0.5, {10, 10.5}, {{0, 0}, {0, 0.6f}}, {}, {}};
    // 0.1 s of the first value, 0.5 s of the second.
    const WindowLabel label = label_of_window(clip, 10.4, 0.6);
    EXPECT_NEAR(label.emotion->arousal, 0.5, 1e-6);
}

TEST(LabelOfWindow, HoldsAValueNoLongerThanItsStepOverAGap) {
    ListedClip clip;
    clip.label_source = LabelSource::none;
    clip.curve = AnnotationCurve{0.5, {10, 14}, {{0, 1}, {0, -1}}, {}, {}};
    EXPECT_EQ(label_of_window(clip, 10, 5).label_source, LabelSource::none);
    EXPECT_NEAR(label_of_window(clip, 10, 1).emotion->arousal, 1, 1e-6);
}

TEST(LabelOfWindow, AddsTheSpreadOverRatersToThatOverTime) {
    ListedClip clip;
    clip.curve =
        AnnotationCurve{0.5, {0, 0.5}, {{0.1f, -0.3f}, {0.1f, 0.3f}}, {0.2, 0.4}, {0.4, 0.4}};
    const WindowLabel label = label_of_window(clip, 0, 1);
    EXPECT_NEAR(*label.valence_sd, std::sqrt((0.04 + 0.16) / 2), 1e-6);
    EXPECT_NEAR(*label.arousal_sd, std::sqrt(0.09 + 0.16), 1e-6);
}

TEST(LabelOfWindow, StaysUnlabelledWhereNothingIsKnown) {
    const WindowLabel label = label_of_window(ListedClip(), 0, 5);
    EXPECT_FALSE(label.emotion);
    EXPECT_EQ(label.label_source, LabelSource::none);
}

TEST(ClipOfChunk, CarriesTheSongsGroupAndItsOwnLabel) {
    ListedClip listed = ramp();
    listed.group = "the artist";
    listed.target = "FEAR";
    listed.labels = {{"happy", 1}};
    listed.split = Split::test;
    const Clip clip = clip_of_chunk(listed, {20, 5});
    EXPECT_EQ(clip.id, "song_0001_00020000-00025000ms");
    EXPECT_EQ(clip.start, 20);
    EXPECT_EQ(clip.duration, 5);
    EXPECT_NEAR(clip.emotion->arousal, -0.155, 1e-6);
    EXPECT_EQ(clip.label_source, LabelSource::dynamic);
    EXPECT_EQ(clip.group, "the artist");
    EXPECT_EQ(clip.target, "FEAR");
    EXPECT_EQ(to_string(clip.labels), "happy:1");
    EXPECT_EQ(clip.split, Split::test);
}

TEST(ClipOfChunk, CountsTheCurveFromTheFilesBeginning) {
    ListedClip listed = ramp();
    listed.start = 15;  // a window of the file
    const Clip clip = clip_of_chunk(listed, {5, 4, 1});
    EXPECT_EQ(clip.start, 20);
    EXPECT_EQ(clip.duration, 5);                       // with the silence after it
    EXPECT_NEAR(clip.emotion->arousal, -0.165, 1e-6);  // of [20, 24) alone
}

}  // namespace
}  // namespace affetto
