#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "affetto/core/emotion.hpp"
#include "affetto/midi/score.hpp"

namespace affetto {

/// The embedded corpus: short piano and ensemble pieces written by rule, with a valence-arousal
/// label by construction. The label is drawn first; every cue (tempo, mode, loudness, ...) is a
/// linear function of it plus a spread (corpus/cues.hpp), and the music is composed from the cues.
/// The corpus is synthetic and says nothing about listeners.
struct CorpusConfig {
    int clips = 400;         ///< at least 1
    std::uint64_t seed = 1;  ///< decides every piece
    double twin_share =
        0.1;  ///< of all clips: the same piece again with one cue moved, in [0, 0.5]
};

template <class Visitor>
void visit_fields(CorpusConfig& c, Visitor&& v) {
    v.field("clips", c.clips, "Pieces to write, twins included");
    v.field("seed", c.seed, "Decides every piece");
    v.field("twin_share", c.twin_share, "Share of pieces that repeat another with one cue moved");
}

/// Throws ConfigError naming the field, its limits and the value found.
void validate(const CorpusConfig& config);

/// One piece with all that is known of it.
struct Etude {
    std::string id;  ///< "etude_0007"; a file name
    Score score;
    Emotion emotion;                                   ///< the label, by construction
    std::vector<std::pair<std::string, double>> cues;  ///< in the order of cue_names()
    std::string key;                                   ///< "F# minor"
    std::string metre;                                 ///< "6/8"
    std::string form;                                  ///< "AABA"
    std::string accompaniment;                         ///< of the first section: "alberti"
    std::string ensemble;                              ///< "flute and piano"
    std::string cadences;                              ///< a phrase each: "half authentic"
    std::string group;                                 ///< an original and its twin share it
    std::string twin_of;                               ///< the original's id; empty for an original
    std::string moved_cue;  ///< the one cue that differs from the original; empty for an original
    std::string split;      ///< "train", "val" or "test"; one for a whole group
};

/// Piece `index` of the corpus; depends on the configuration's seed and twin share and on `index`
/// alone. Throws std::invalid_argument for a negative index.
Etude compose_etude(const CorpusConfig& config, int index);

/// The names of all cues, in the order in which an etude lists them.
std::vector<std::string> cue_names();

}  // namespace affetto
