#include "affetto/corpus/etudes.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <stdexcept>

#include "affetto/analysis/key.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/corpus/composition.hpp"
#include "affetto/corpus/cues.hpp"

namespace affetto {
namespace {

// Streams beside those of the composition.
enum Purpose : std::uint64_t { kLabel = 64, kCues, kTwin, kSplit };

std::string id_of(int index) {
    std::string digits = std::to_string(index);
    if (digits.size() < 4) digits.insert(0, 4 - digits.size(), '0');
    return "etude_" + digits;
}

/// Every how many pieces one is the twin of the piece before it; 0 for none.
int twin_period(const CorpusConfig& config) {
    return config.twin_share > 0 ? std::max(2, static_cast<int>(std::lround(1 / config.twin_share)))
                                 : 0;
}

std::string choose_split(Random rng) {
    const double draw = rng.uniform();
    return draw < 0.8 ? "train" : draw < 0.9 ? "val" : "test";
}

}  // namespace

void validate(const CorpusConfig& config) {
    if (config.clips < 1)
        throw ConfigError("corpus.clips: must be at least 1, got " + std::to_string(config.clips));
    if (!(config.twin_share >= 0 && config.twin_share <= 0.5))
        throw ConfigError("corpus.twin_share: must lie in [0, 0.5], got " +
                          std::to_string(config.twin_share));
}

Etude compose_etude(const CorpusConfig& config, int index) {
    if (index < 0) throw std::invalid_argument("compose_etude: the index is negative");
    const int period = twin_period(config);
    const bool twin = period > 0 && index % period == period - 1;
    const int original = twin ? index - 1 : index;
    const Seed seed{config.seed, static_cast<std::uint64_t>(original)};

    Etude etude;
    etude.id = id_of(index);
    etude.group = id_of(original);
    etude.split = choose_split(seed.stream(kSplit));
    Random label_rng = seed.stream(kLabel);
    etude.emotion = draw_label(label_rng);
    Random cue_rng = seed.stream(kCues);
    const CueValues drawn = draw_cues(etude.emotion, cue_rng);
    CueValues cues = drawn;
    Plan plan = make_plan(drawn, drawn, seed);
    Composition composition = compose(plan, drawn, seed);
    if (twin) {
        const Score heard = composition.score;
        Random twin_rng = seed.stream(kTwin);
        const CueSpec* moved = nullptr;
        // Some cues have nothing to act on in some pieces: a thin texture doubles no bass.
        while (composition.score.parts == heard.parts && composition.score.tempos == heard.tempos) {
            moved = &cue_table()[static_cast<std::size_t>(twin_rng.integer(0, kNumCues - 1))];
            cues = drawn;
            cues[moved->cue] = moved_value(moved->cue, drawn[moved->cue]);
            plan = make_plan(cues, drawn, seed);
            composition = compose(plan, cues, seed);
        }
        etude.emotion =
            moved_label(etude.emotion, moved->cue, cues[moved->cue] - drawn[moved->cue]);
        etude.twin_of = id_of(original);
        etude.moved_cue = moved->name;
    }
    for (const CueSpec& spec : cue_table()) etude.cues.emplace_back(spec.name, cues[spec.cue]);

    etude.score = std::move(composition.score);
    etude.key = name_of(Key{plan.key.tonic, plan.key.minor, 0});
    etude.metre = plan.metre->name;
    etude.form = plan.form.name;
    etude.accompaniment = composition.figures.at('A').pattern->name;
    etude.ensemble = plan.ensemble->name;
    for (const Cadence cadence : composition.cadences) {
        if (!etude.cadences.empty()) etude.cadences += ' ';
        etude.cadences += name_of(cadence);
    }
    etude.score.title = "Etude " + std::to_string(index) + " in " + etude.key;
    return etude;
}

std::vector<std::string> cue_names() {
    std::vector<std::string> names;
    for (const CueSpec& spec : cue_table()) names.emplace_back(spec.name);
    return names;
}

}  // namespace affetto
