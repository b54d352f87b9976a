#include "affetto/pipeline/corpus.hpp"

#include <gmock/gmock.h>

#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/corpus/etudes.hpp"
#include "affetto/data/dataset.hpp"
#include "affetto/midi/midi_file.hpp"
#include "affetto/pipeline/preprocess.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

class Corpus : public testing::Test {
protected:
    void SetUp() override {
        options_.out = folder_ / "corpus";
        options_.clips = 12;
        options_.seed = 3;
        Progress silent;
        summary_ = write_corpus(options_, silent);
    }

    test::TemporaryFolder folder_;
    CorpusOptions options_;
    CorpusSummary summary_;
};

TEST_F(Corpus, HoldsOneMidiFileAPieceAsComposed) {
    CorpusConfig config;
    config.clips = 12;
    config.seed = 3;
    EXPECT_EQ(summary_.clips, 12);
    double seconds = 0;
    for (int i = 0; i < 12; ++i) {
        const Etude etude = compose_etude(config, i);
        EXPECT_EQ(read_bytes(options_.out / "midi" / (etude.id + ".mid")),
                  serialize_midi(etude.score));
        seconds += TempoMap(etude.score).seconds(etude.score.end()).value;
    }
    EXPECT_NEAR(summary_.hours, seconds / 3600, 1e-9);
}

TEST_F(Corpus, RecordsLabelsTwinsAndEveryCue) {
    CorpusConfig config;
    config.clips = 12;
    config.seed = 3;
    const CsvTable table = read_csv(options_.out / "manifest.csv");
    ASSERT_EQ(table.rows.size(), 12u);
    for (std::size_t i = 0; i < 12; ++i) {
        const Etude etude = compose_etude(config, static_cast<int>(i));
        EXPECT_EQ(table.at(i, "twin_of"), etude.twin_of);
        EXPECT_EQ(table.at(i, "moved_cue"), etude.moved_cue);
        EXPECT_EQ(table.at(i, "key"), etude.key);
        EXPECT_EQ(table.at(i, "label"), name_of(quadrant_of(etude.emotion)));
        ASSERT_EQ(etude.cues.size(), cue_names().size());
        for (const auto& [cue, value] : etude.cues)
            EXPECT_EQ(std::stod(table.at(i, cue)), value) << cue;
    }
}

TEST_F(Corpus, IsReadByItsReaderWithTheLabelsItWasGiven) {
    const DatasetListing listing = list_dataset("etudes", options_.out);
    EXPECT_TRUE(listing.skipped.empty());
    ASSERT_EQ(listing.clips.size(), 12u);
    CorpusConfig config;
    config.clips = 12;
    config.seed = 3;
    for (std::size_t i = 0; i < 12; ++i) {
        const Etude etude = compose_etude(config, static_cast<int>(i));
        EXPECT_EQ(listing.clips[i].emotion, etude.emotion);
        EXPECT_EQ(listing.clips[i].group, etude.group);
        EXPECT_EQ(listing.clips[i].split, split_from_name(etude.split));
    }
}

TEST_F(Corpus, IsAPlainManifestOnceTheCuesAreDropped) {
    const CsvTable table = read_csv(options_.out / "manifest.csv");
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < table.rows.size(); ++i)
        rows.emplace_back(table.rows[i].begin(), table.rows[i].begin() + 6);
    const std::vector<std::string> header(table.header.begin(), table.header.begin() + 6);
    write_text(options_.out / "plain.csv", to_csv(header, rows));
    EXPECT_EQ(list_dataset("manifest", options_.out / "plain.csv").clips.size(), 12u);
}

TEST_F(Corpus, SaysThatItIsSynthetic) {
    EXPECT_THAT(read_text(options_.out / "README.txt"), testing::HasSubstr("SYNTHETIC"));
}

TEST_F(Corpus, PreprocessesOnTheGridOfItsBeats) {
    PreprocessOptions options;
    options.dataset = "etudes";
    options.root = options_.out;
    options.out = folder_ / "clips";
    Progress silent;
    const PreprocessSummary summary = preprocess(options, silent);
    EXPECT_EQ(summary.clips, 12);
    EXPECT_EQ(summary.labelled, 12);
    EXPECT_EQ(summary.time_base, "beats");
}

TEST_F(Corpus, RefusesAFolderInUseAndNoPieces) {
    Progress silent;
    EXPECT_THROW(write_corpus(options_, silent), UsageError);
    options_.clips = 0;
    options_.overwrite = true;
    EXPECT_THROW(write_corpus(options_, silent), UsageError);
    EXPECT_TRUE(exists(options_.out / "manifest.csv"));
}

}  // namespace
}  // namespace affetto
