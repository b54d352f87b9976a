#include "affetto/rendering/renderer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "affetto/audio/levels.hpp"
#include "affetto/core/error.hpp"
#include "affetto/rendering/soundfont.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;

class Rendering : public testing::Test {
protected:
    void SetUp() override {
        try {
            (void)find_soundfont();
        } catch (const Error& error) {
            GTEST_SKIP() << error.what();
        }
    }
};

/// 480 ticks are half a second.
Note note(int onset, int duration, int pitch, int velocity = 80) {
    return {Ticks(onset), Ticks(duration), pitch, velocity};
}

Score piano(std::vector<Note> notes, std::vector<ControlChange> controls = {}) {
    Score score;
    score.parts.push_back({"Piano", 0, false, std::move(notes), 0});
    score.channels.push_back({std::move(controls), {}});
    return score;
}

/// Peak level in dB between two times in seconds.
double level_between(const AudioBuffer& sound, double from, double to) {
    const auto at = [&](double seconds) {
        const double sample = 2 * std::floor(seconds * sound.sample_rate_hz);
        return std::min(sound.samples.size(), static_cast<std::size_t>(sample));
    };
    return to_decibels(peak_of(std::span(sound.samples).subspan(at(from), at(to) - at(from))));
}

TEST_F(Rendering, StartsANoteAtItsOnset) {
    const AudioBuffer sound = Renderer().render(piano({note(480, 480, 60)})).sound;
    EXPECT_EQ(sound.sample_rate_hz, 44'100);
    EXPECT_EQ(sound.channels, 2);
    EXPECT_LT(level_between(sound, 0, 0.497), -80);
    EXPECT_GT(level_between(sound, 0.5, 0.55), -40);
}

TEST_F(Rendering, GivesTheSameSamplesEveryTime) {
    const Score score = piano({note(0, 480, 60), note(0, 480, 64), note(300, 900, 67)});
    const Renderer renderer;
    const auto first = renderer.render(score).sound.samples;
    EXPECT_TRUE(renderer.render(score).sound.samples == first);
    EXPECT_TRUE(Renderer().render(score).sound.samples == first);
}

TEST_F(Rendering, KeepsLoudMusicBelowFullScaleAndSaysByHowMuch) {
    std::vector<Note> cluster;
    for (int pitch = 30; pitch < 90; ++pitch) cluster.push_back(note(0, 960, pitch, 127));
    const RenderedSound loud = Renderer().render(piano(cluster));
    EXPECT_NEAR(to_decibels(peak_of(loud.sound.samples)), -1.0, 0.01);
    EXPECT_LT(loud.scaled_db, -1);
    EXPECT_EQ(Renderer().render(piano({note(0, 960, 60, 20)})).scaled_db, 0);
}

TEST_F(Rendering, KeepsDynamics) {
    const Renderer renderer;
    const auto peak = [&](int velocity) {
        return to_decibels(
            peak_of(renderer.render(piano({note(0, 960, 60, velocity)})).sound.samples));
    };
    EXPECT_GT(peak(110), peak(40) + 6);
}

TEST_F(Rendering, LetsTheSoundDieAway) {
    const RenderedSound rendered = Renderer().render(piano({note(0, 960, 48)}));
    EXPECT_FALSE(rendered.tail_faded);
    EXPECT_GT(rendered.sound.seconds(), 1.1);
    EXPECT_LT(rendered.sound.seconds(), 9.1);
    const double end = rendered.sound.seconds();
    const double peak = to_decibels(peak_of(rendered.sound.samples));
    EXPECT_LT(level_between(rendered.sound, end - 0.05, end), peak - 60 + 0.01);
}

TEST_F(Rendering, FadesWhatStillSoundsAtTheLimitOfTheTail) {
    RenderConfig config;
    config.max_tail_seconds = 0.05;
    const RenderedSound rendered = Renderer(config).render(piano({note(0, 960, 36)}));
    EXPECT_TRUE(rendered.tail_faded);
    EXPECT_NEAR(rendered.sound.seconds(), 1.05, 0.01);
    EXPECT_EQ(rendered.sound.samples.back(), 0.0f);
}

TEST_F(Rendering, HonoursThePedal) {
    const std::vector<Note> notes = {note(0, 96, 60), note(1920, 96, 84, 10)};
    const Renderer renderer;
    const double dry = level_between(renderer.render(piano(notes)).sound, 1.0, 1.5);
    const std::vector<ControlChange> pedal = {{Ticks(0), 64, 127}, {Ticks(1900), 64, 0}};
    const double held = level_between(renderer.render(piano(notes, pedal)).sound, 1.0, 1.5);
    EXPECT_GT(held, dry + 20);
}

TEST_F(Rendering, EndsEvenWhereThePedalNeverGoesUp) {
    const Score score = piano({note(0, 96, 36)}, {{Ticks(0), 64, 127}});
    EXPECT_LT(Renderer().render(score).sound.seconds(), 8.2);
}

TEST_F(Rendering, PlaysInstrumentsAndDrums) {
    const Renderer renderer;
    Score score = piano({note(0, 480, 60)});
    const auto piano_sound = renderer.render(score).sound.samples;
    score.parts[0].program = 40;
    EXPECT_FALSE(renderer.render(score).sound.samples == piano_sound);
    score.parts[0] = {"Kit", 0, true, {note(0, 480, 36)}, {}};
    const RenderedSound drums = renderer.render(score);
    EXPECT_GT(to_decibels(peak_of(drums.sound.samples)), -40);
}

/// How often the left side crosses zero upwards a second, from 0.2 s to 1 s.
double crossings_per_second(const AudioBuffer& sound) {
    int crossings = 0;
    for (std::size_t i = 8'820; i < 44'100; ++i)
        crossings += sound.samples[2 * i - 2] < 0 && sound.samples[2 * i] >= 0 ? 1 : 0;
    return crossings / 0.8;
}

TEST_F(Rendering, BendsPitches) {
    const Renderer renderer;
    const auto crossings = [&](int pitch, std::vector<PitchBend> bends) {
        Score score = piano({note(0, 960, pitch)});
        score.channels[0].pitch_bends = std::move(bends);
        return crossings_per_second(renderer.render(score).sound);
    };
    const double two_semitones_up = crossings(74, {});
    EXPECT_GT(two_semitones_up, 1.05 * crossings(72, {}));
    EXPECT_NEAR(crossings(72, {{Ticks(0), 8'191}}), two_semitones_up, 0.03 * two_semitones_up);
}

TEST_F(Rendering, PlaysEveryPartAtTheVolumeOfItsChannel) {
    const Renderer renderer;
    Score score = piano({note(0, 480, 60)}, {{Ticks(0), 7, 10}});
    score.parts.push_back({"", 0, false, {note(480, 480, 62)}, 0});
    const AudioBuffer soft = renderer.render(score).sound;
    score.parts[1].channel = std::nullopt;
    const AudioBuffer mixed = renderer.render(score).sound;
    EXPECT_NEAR(level_between(soft, 0, 0.4), level_between(mixed, 0, 0.4), 0.01);
    EXPECT_GT(level_between(mixed, 0.6, 0.9), level_between(soft, 0.6, 0.9) + 30);
}

TEST_F(Rendering, PlaysMoreThanSixteenParts) {
    Score score;
    for (int p = 0; p < 40; ++p) score.parts.push_back({"", p, false, {note(0, 96, 60)}, {}});
    const RenderedSound rendered = Renderer().render(score);
    EXPECT_LE(to_decibels(peak_of(rendered.sound.samples)), -0.99);
}

TEST_F(Rendering, PrintsNothing) {
    Score score = piano({note(0, 96, 60)});
    score.parts[0].drums = true;
    score.parts[0].program = 99;  // a kit that soundfonts lack
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    (void)Renderer().render(score);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
}

TEST_F(Rendering, RefusesScoresItCannotPlay) {
    EXPECT_THROW((void)Renderer().render(Score{}), DataError);
    RenderConfig config;
    config.max_seconds = 1;
    EXPECT_THROW((void)Renderer(config).render(piano({note(0, 2'000, 60)})), DataError);
}

TEST(Renderer, NamesASoundfontThatIsNone) {
    const test::TemporaryFolder folder;
    write_text(folder / "bad.sf2", "this is no soundfont");
    RenderConfig config;
    config.soundfont = (folder / "bad.sf2").string();
    try {
        const Renderer renderer(config);
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("bad.sf2"));
    }
}

}  // namespace
}  // namespace affetto
