#include "synthetic_music.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/tensor/random_tensors.hpp"

namespace affetto {
namespace {

constexpr int kPhrase = 32;  // notes

NoteStep random_note(const NoteVocabulary& vocabulary, Random& rng) {
    const double gap = rng.chance(0.45) ? 0 : 0.01 - 0.25 * std::log(1 - rng.uniform());
    const double duration = 0.35 * std::exp(0.8 * rng.normal());
    NoteStep note{};
    note[kGap] = static_cast<std::int16_t>(vocabulary.gap.nearest(gap));
    note[kPitch] = static_cast<std::int16_t>(std::clamp(60 + 12 * rng.normal(), 21.0, 108.0));
    note[kDuration] = static_cast<std::int16_t>(vocabulary.duration.nearest(duration));
    note[kVelocity] =
        static_cast<std::int16_t>(vocabulary.velocity.nearest(64 + 16 * rng.normal()));
    return note;
}

}  // namespace

LatentSet synthetic_music(int count, int steps) {
    LatentSet set;
    const NoteVocabulary vocabulary(set.format);
    Random rng(1);
    for (int c = 0; c < count; ++c) {
        LatentClip clip;
        clip.id = std::to_string(c);
        clip.split = "train";
        clip.emotion =
            Emotion{static_cast<float>(rng.uniform(-1, 1)), static_cast<float>(rng.uniform(-1, 1))};
        clip.features = at::zeros({steps, kNoteFields}, at::kShort);
        auto notes = clip.features.accessor<std::int16_t, 2>();
        double now = 0;
        for (int t = 0; t < steps; ++t) {
            const NoteStep note = random_note(vocabulary, rng);
            const bool again = t / kPhrase % 2 == 1;
            for (int f = 0; f < kNoteFields; ++f)
                notes[t][f] = again ? notes[t - kPhrase][f] : note[static_cast<std::size_t>(f)];
            if (t > 0) now += vocabulary.gap.value(notes[t][kGap]);
            clip.condition.length = std::max(clip.condition.length,
                                             now + vocabulary.duration.value(notes[t][kDuration]));
        }
        set.clips.push_back(std::move(clip));
    }
    return set;
}

LatentSet synthetic_frames(int count, int steps) {
    LatentSet set;
    set.representation = Representation::mel;
    const std::int64_t values = values_of(set.frames, set.representation);
    set.frames.statistics.mean = at::zeros({values}, at::kDouble);
    set.frames.statistics.deviation = at::ones({values}, at::kDouble);
    Random rng(1);
    at::Generator noise = make_generator(1);
    for (int c = 0; c < count; ++c) {
        LatentClip clip;
        clip.id = std::to_string(c);
        clip.split = "train";
        clip.emotion =
            Emotion{static_cast<float>(rng.uniform(-1, 1)), static_cast<float>(rng.uniform(-1, 1))};
        clip.features = normal({steps, values}, 1, noise);
        set.clips.push_back(std::move(clip));
    }
    return set;
}

TrainedModel random_network(const LatentSet& set, const std::string& family) {
    TrainedModel model;
    model.description.representation = set.representation;
    model.description.format = set.format;
    model.description.frames = set.frames;
    model.description.window = set.window;
    model.description.model.encoder = model.description.model.decoder = family;
    at::Generator rng = make_generator(1);
    model.network = make_network(model.description, rng);
    return model;
}

TrainedModel untrained_model(const LatentSet& music) {
    TrainedModel model = random_network(music, "auto");

    const NoteVocabulary vocabulary(music.format);
    at::Tensor counts = at::full({vocabulary.gap.size()}, 0.01);
    for (const LatentClip& clip : music.clips)
        counts += at::bincount(clip.features.select(1, kGap).to(at::kLong), {}, counts.size(0));
    torch::NoGradGuard no_grad;
    model.network->named_parameters()["stream.out_gap.bias"].copy_((counts / counts.sum()).log());
    return model;
}

}  // namespace affetto
