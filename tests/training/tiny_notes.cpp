#include "training/tiny_notes.hpp"

#include <algorithm>

#include "affetto/core/random.hpp"

namespace affetto::test {

LatentSet tiny_notes() {
    LatentSet set;
    set.window = 24;
    Random notes(3);
    const auto sizes = NoteVocabulary(set.format).sizes;
    for (int i = 0; i < 12; ++i) {
        LatentClip clip;
        clip.id = "clip" + std::to_string(i);
        clip.split = i < 9 ? "train" : "validation";
        clip.emotion = Emotion{i % 2 == 0 ? 0.6f : -0.6f, 0.6f};
        clip.condition.length = 10;
        clip.features = at::zeros({30, kNoteFields}, at::kShort);
        for (int t = 0; t < 30; ++t)
            for (int f = 0; f < kNoteFields; ++f)
                clip.features[t][f] =
                    notes.integer(0, std::min(4, sizes[static_cast<std::size_t>(f)] - 1));
        set.clips.push_back(clip);
    }
    return set;
}

ModelDescription tiny_model(const LatentSet& set) {
    ModelDescription d;
    d.model.encoder_dim = d.model.decoder_dim = 16;
    d.model.attention_dim = 16;
    d.model.attention_heads = 2;
    d.model.head_dim = 16;
    d.model.embedding_dim = 6;
    d.model.latent_dim = 4;
    d.format = set.format;
    d.window = set.window;
    return d;
}

TrainingConfig tiny_training(std::int64_t steps) {
    TrainingConfig c;
    c.batch_size = 3;
    c.max_steps = steps;
    c.checkpoint_steps = 5;
    c.warmup_steps = 5;
    return c;
}

}  // namespace affetto::test
