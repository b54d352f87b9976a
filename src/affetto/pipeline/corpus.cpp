#include "affetto/pipeline/corpus.hpp"

#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/result_folder.hpp"
#include "affetto/core/text.hpp"
#include "affetto/core/version.hpp"
#include "affetto/corpus/etudes.hpp"
#include "affetto/midi/midi_file.hpp"

namespace affetto {
namespace {

std::vector<std::string> header() {
    // The first six are the columns of a manifest of one's own; the others describe the music.
    std::vector<std::string> names = {"path",  "valence", "arousal", "label",
                                      "group", "split",   "twin_of", "moved_cue",
                                      "key",   "metre",   "form",    "accompaniment"};
    for (const std::string& cue : cue_names()) names.push_back(cue);
    return names;
}

std::vector<std::string> row_of(const Etude& etude, const Path& file) {
    std::vector<std::string> row = {display(file),
                                    format_number(etude.emotion.valence),
                                    format_number(etude.emotion.arousal),
                                    std::string(name_of(quadrant_of(etude.emotion))),
                                    etude.group,
                                    etude.split,
                                    etude.twin_of,
                                    etude.moved_cue,
                                    etude.key,
                                    etude.metre,
                                    etude.form,
                                    etude.accompaniment};
    for (const auto& cue : etude.cues) row.push_back(format_number(cue.second));
    return row;
}

std::string readme(const CorpusConfig& config) {
    return "Etudes: the embedded corpus of Affetto " + std::string(version()) + ", " +
           std::to_string(config.clips) + " pieces, seed " + std::to_string(config.seed) +
           ".\n\n"
           "This music is SYNTHETIC. It was written by rule, and its labels are not listeners'\n"
           "ratings: valence and arousal were drawn first, cues (tempo, mode, loudness, ...) were\n"
           "derived from them after published effects of musical features on perceived emotion,\n"
           "and the music was composed from the cues.\n\n"
           "midi/          one MIDI file a piece\n"
           "manifest.csv   one row a piece: path, valence and arousal in [-1, 1], label (the\n"
           "               quadrant), group (a piece and its twin share it), split; then what is\n"
           "               known of the music: twin_of and moved_cue (a twin is the same piece\n"
           "               again with that one cue moved), key, metre, form, accompaniment and\n"
           "               the value of every cue\n\n"
           "Read it with `affetto preprocess --dataset etudes --root <this folder> --out clips`.\n";
}

}  // namespace

CorpusSummary write_corpus(const CorpusOptions& options, Progress& progress) {
    if (options.clips < 1)
        throw UsageError("--clips must be at least 1, got " + std::to_string(options.clips));
    CorpusConfig config;
    config.clips = options.clips;
    config.seed = options.seed;
    validate(config);

    ResultFolder folder(options.out, options.overwrite);
    std::vector<std::vector<std::string>> rows;
    CorpusSummary summary;
    double seconds = 0;
    for (int index = 0; index < config.clips; ++index) {
        throw_if_interrupted();
        const Etude etude = compose_etude(config, index);
        const Path file = Path("midi") / (etude.id + ".mid");
        write_midi(folder.path() / file, etude.score);
        rows.push_back(row_of(etude, file));
        seconds += TempoMap(etude.score).seconds(etude.score.end()).value;
        progress.update("corpus", ++summary.clips, config.clips, etude.id);
    }
    summary.hours = seconds / 3600;
    write_text(folder.path() / "manifest.csv", to_csv(header(), rows));
    write_text(folder.path() / "README.txt", readme(config));
    folder.commit();
    return summary;
}

}  // namespace affetto
