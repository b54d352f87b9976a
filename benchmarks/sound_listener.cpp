// How well the listener for sound agrees with people: fitted on the training split of a clips
// folder of recordings, judged on the rest, beside listeners fitted on labels dealt out at random.
//
//   sound_listener CLIPS

#include <cstdio>
#include <exception>

#include "affetto/analysis/sound_features.hpp"
#include "affetto/core/error.hpp"
#include "affetto/data/clips.hpp"
#include "affetto/listener/judgement.hpp"
#include "affetto/pipeline/sound_tools.hpp"

namespace affetto {
namespace {

void print(const char* what, const Agreement& a) {
    std::printf("| %s | %zu | %.3f | %.3f | %.3f | %.3f | %.3f |\n", what, a.pieces,
                a.quadrant_accuracy, a.arousal_accuracy, a.valence_accuracy, a.arousal_correlation,
                a.valence_correlation);
}

void judge(const Path& folder) {
    const ClipSet clips = read_clips(folder);
    const PieceTools tools = recording_tools();
    std::vector<LabelledFeatures> training, held_out;
    for (const Clip& clip : clips.clips) {
        if (!clip.emotion) continue;
        try {
            const JudgedPiece piece = tools.judge(clips.file_of(clip), clip.duration);
            (clip.split == Split::train ? training : held_out)
                .push_back({piece.features, *clip.emotion});
        } catch (const DataError& fault) {
            std::fprintf(stderr, "%s\n", fault.what());
        }
    }
    const FeatureSet& set = sound_feature_set();
    ListenerConfig without_loudness;
    without_loudness.without_loudness = true;
    const Listener listener = fit_listener(set, training);
    std::printf(
        "fitted on %zu clips; spread of what it leaves unexplained: valence %.2f, "
        "arousal %.2f\n\n",
        training.size(), listener.valence.residual_sd, listener.arousal.residual_sd);
    std::puts("| listener | clips | quadrant | arousal | valence | arousal r | valence r |");
    std::puts("| --- | --- | --- | --- | --- | --- | --- |");
    print("all features", measure_agreement(listener, held_out));
    print("without the level",
          measure_agreement(fit_listener(set, training, without_loudness), held_out));
    Random rng(1);
    constexpr int kDeals = 10;
    std::printf("| shuffled labels (mean of %d deals) | %zu | %.3f | | | | |\n", kDeals,
                held_out.size(), shuffled_label_accuracy(set, training, held_out, {}, kDeals, rng));
}

}  // namespace
}  // namespace affetto

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: sound_listener CLIPS\n", stderr);
        return 2;
    }
    try {
        affetto::judge(argv[1]);
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "%s\n", fault.what());
        return 1;
    }
}
