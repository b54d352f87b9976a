#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <map>
#include <set>
#include <stdexcept>

#include "affetto/core/error.hpp"
#include "affetto/midi/instruments.hpp"
#include "affetto/midi/midi_file.hpp"
#include "corpus/corpus_under_test.hpp"

namespace affetto {
namespace {

double seconds_of(const Score& score) { return TempoMap(score).seconds(score.end()).value; }

TEST(Etudes, DependOnSeedAndIndexAlone) {
    CorpusConfig shorter;
    shorter.clips = 3;
    for (const int index : {0, 7, 19, 399}) {
        const Etude again = compose_etude(shorter, index);
        const Etude& known = test::corpus()[static_cast<std::size_t>(index)];
        EXPECT_EQ(serialize_midi(again.score), serialize_midi(known.score)) << known.id;
        EXPECT_EQ(again.cues, known.cues);
        EXPECT_EQ(again.emotion, known.emotion);
    }
    CorpusConfig other;
    other.seed = 2;
    EXPECT_FALSE(compose_etude(other, 0).score == test::corpus()[0].score);
}

TEST(Etudes, RefuseWhatTheyCannotBe) {
    EXPECT_THROW(compose_etude({}, -1), std::invalid_argument);
    CorpusConfig none;
    none.clips = 0;
    EXPECT_THROW(validate(none), ConfigError);
    CorpusConfig crowded;
    for (const double share : {-0.1, 0.6, std::numeric_limits<double>::quiet_NaN()}) {
        crowded.twin_share = share;
        EXPECT_THROW(validate(crowded), ConfigError) << share;
    }
}

TEST(Etudes, LastBetween25And50Seconds) {
    for (const Etude& etude : test::corpus()) {
        if (etude.moved_cue == "tempo") continue;  // the same bars at another speed
        EXPECT_GE(seconds_of(etude.score), 25) << etude.id;
        EXPECT_LE(seconds_of(etude.score), 50) << etude.id;
    }
}

TEST(Etudes, StandOnTheSixteenthGridOfOneTempo) {
    for (const Etude& etude : test::corpus()) {
        const Score& score = etude.score;
        EXPECT_EQ(score.tempos.size(), 1u) << etude.id;
        ASSERT_EQ(score.ticks_per_beat % 4, 0);
        std::size_t off = 0;
        for (const Part& part : score.parts)
            for (const Note& note : part.notes)
                if (note.onset.value % (score.ticks_per_beat / 4) != 0) ++off;
        EXPECT_EQ(off, 0u) << etude.id;
    }
}

TEST(Etudes, HaveNamedPartsAndNotesInRange) {
    for (const Etude& etude : test::corpus()) {
        EXPECT_GE(etude.score.parts.size(), 2u) << etude.id;
        EXPECT_LE(etude.score.parts.size(), 4u) << etude.id;
        EXPECT_EQ(etude.score.time_signatures.size(), 1u);
        EXPECT_EQ(etude.score.key_signatures.size(), 1u);
        for (const Part& part : etude.score.parts) {
            EXPECT_FALSE(part.name.empty()) << etude.id;
            EXPECT_GE(part.notes.size(), 8u) << etude.id << " " << part.name;
            for (const Note& note : part.notes) {
                ASSERT_TRUE(part.drums || instrument_of(part.program).plays(note.pitch))
                    << etude.id << " " << part.name << " " << note.pitch;
                ASSERT_TRUE(note.velocity >= 1 && note.velocity <= 127) << etude.id;
                ASSERT_GT(note.duration.value, 0) << etude.id;
            }
        }
    }
}

TEST(Etudes, EndWithAWholeBar) {
    for (const Etude& etude : test::corpus()) {
        const TimeSignature& metre = etude.score.time_signatures.front();
        const std::int64_t bar =
            std::int64_t{4} * etude.score.ticks_per_beat * metre.numerator / metre.denominator;
        EXPECT_EQ(etude.score.end().value % bar, 0) << etude.id;
    }
}

TEST(Etudes, HaveKeySignaturesAsMusicHasThem) {
    int many = 0;
    for (const Etude* etude : test::originals()) {
        const KeySignature& signature = etude->score.key_signatures.front();
        EXPECT_EQ(signature.minor, etude->key.find("minor") != std::string::npos) << etude->key;
        if (std::abs(signature.sharps) >= 5) ++many;
    }
    EXPECT_LE(many, static_cast<int>(test::originals().size()) / 20);
}

TEST(Etudes, SurviveTheMidiFile) {
    for (std::size_t i = 0; i < test::corpus().size(); i += 37) {
        const Score& score = test::corpus()[i].score;
        const Score back = parse_midi(serialize_midi(score), "etude").score;
        ASSERT_EQ(back.parts.size(), score.parts.size()) << test::corpus()[i].id;
        for (std::size_t p = 0; p < score.parts.size(); ++p)
            EXPECT_EQ(back.parts[p].notes, score.parts[p].notes) << test::corpus()[i].id;
    }
}

TEST(Corpus, IsVariedInKeyMetreFormTextureAndInstruments) {
    std::set<std::string> keys, metres, forms, patterns;
    std::set<int> programs;
    std::set<std::size_t> sizes;
    for (const Etude& etude : test::corpus()) {
        keys.insert(etude.key.substr(0, etude.key.find(' ')));
        metres.insert(etude.metre);
        forms.insert(etude.form);
        patterns.insert(etude.accompaniment);
        sizes.insert(etude.score.parts.size());
        for (const Part& part : etude.score.parts)
            if (!part.drums) programs.insert(part.program);
    }
    std::printf("%zu tonics, %zu metres, %zu forms, %zu accompaniments, %zu programs\n",
                keys.size(), metres.size(), forms.size(), patterns.size(), programs.size());
    EXPECT_GE(keys.size(), 12u);
    EXPECT_GE(metres.size(), 4u);
    EXPECT_GE(forms.size(), 8u);
    EXPECT_GE(patterns.size(), 10u);
    EXPECT_GE(programs.size(), 6u);
    EXPECT_GE(sizes.size(), 3u);
}

TEST(Corpus, CoversTheWholePlane) {
    int cells[4][4] = {};
    for (const Etude* etude : test::originals()) {
        const auto cell = [](float x) { return std::clamp(static_cast<int>((x + 1) * 2), 0, 3); };
        ++cells[cell(etude->emotion.valence)][cell(etude->emotion.arousal)];
    }
    for (const auto& column : cells)
        for (const int count : column) EXPECT_GE(count, 8);
}

TEST(Corpus, KeepsAGroupInOneSplitAndFillsAllSplits) {
    std::map<std::string, std::set<std::string>> splits_of_group;
    std::map<std::string, int> sizes;
    for (const Etude& etude : test::corpus()) {
        splits_of_group[etude.group].insert(etude.split);
        ++sizes[etude.split];
    }
    for (const auto& [group, splits] : splits_of_group) EXPECT_EQ(splits.size(), 1u) << group;
    EXPECT_GE(sizes["train"], 280);
    EXPECT_GE(sizes["val"], 20);
    EXPECT_GE(sizes["test"], 20);
    EXPECT_EQ(sizes.size(), 3u);
}

TEST(Corpus, IsComposedFasterThanItCouldBePlayed) {
    CorpusConfig other;
    other.seed = 11;
    const auto begin = std::chrono::steady_clock::now();
    const int pieces = 40;
    double music = 0;
    for (int i = 0; i < pieces; ++i) music += seconds_of(compose_etude(other, i).score);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    std::printf("%.0f pieces a second on one core\n", pieces / taken.count());
    EXPECT_LT(taken.count(), music / 10);
}

}  // namespace
}  // namespace affetto
