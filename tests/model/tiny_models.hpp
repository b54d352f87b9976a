#pragma once

#include <string>
#include <vector>

#include "affetto/model/model_folder.hpp"

namespace affetto::test {

inline constexpr const char* kFamilies[] = {"conv", "lstm", "gru", "transformer"};

inline ModelConfig tiny_config(const std::string& encoder, const std::string& decoder) {
    ModelConfig c;
    c.encoder = encoder;
    c.decoder = decoder;
    c.encoder_dim = c.decoder_dim = c.conv_dim = 16;
    c.attention_dim = 16;
    c.attention_heads = 2;
    c.head_dim = 16;
    c.embedding_dim = 6;
    c.latent_dim = 4;
    c.emotion_dim = 4;
    c.frames_per_latent = 4;
    c.mixture = 3;
    c.emotion_dropout = 0;
    return c;
}

/// A tiny model of notes and clips of drawn notes.
struct TinyNotes {
    TinyNotes(const std::string& encoder, const std::string& decoder) {
        description.model = tiny_config(encoder, decoder);
        description.window = 64;
        at::Generator rng = make_generator(5);
        network = std::dynamic_pointer_cast<Cvae>(make_network(description, rng));
        Random notes(3);
        const auto sizes = NoteVocabulary(description.format).sizes;
        for (int length : {20, 13}) {
            LatentClip clip;
            clip.emotion = Emotion{0.5f, -0.5f};
            clip.condition.length = 10;
            clip.features = at::zeros({length, kNoteFields}, at::kShort);
            for (int t = 0; t < length; ++t)
                for (int f = 0; f < kNoteFields; ++f)
                    clip.features[t][f] = notes.integer(0, sizes[static_cast<std::size_t>(f)] - 1);
            clips.push_back(clip);
        }
        windows = {{&clips[0], 0, 20}, {&clips[1], 0, 13}};
    }
    Batch batch() const { return note_batch(windows, description.format); }

    ModelDescription description;
    std::shared_ptr<Cvae> network;
    std::vector<LatentClip> clips;
    std::vector<Window> windows;
};

/// Two clips of frames that rise and fall at the pace of their arousal; the second is `second`
/// frames long.
inline Batch waves(std::int64_t values, std::int64_t frames, std::int64_t second) {
    Batch batch;
    batch.lengths = at::tensor({frames, second}, at::kLong);
    batch.mask = at::zeros({frames, 2});
    batch.mask.select(1, 0).fill_(1);
    batch.mask.select(1, 1).narrow(0, 0, second).fill_(1);
    batch.emotion = at::tensor({0.6f, 0.6f, 0.6f, -0.6f}).view({2, 2});
    batch.known = at::ones({2, 1});
    const at::Tensor t = at::arange(frames, at::kFloat).unsqueeze(1);
    const at::Tensor k = at::arange(values, at::kFloat).unsqueeze(0);
    batch.steps =
        at::stack({at::sin(t * 0.9 + k), at::sin(t * 0.2 + k)}, 1) * batch.mask.unsqueeze(2);
    return batch;
}

/// Steps of plain descent by the gradients' signs on one batch.
inline void learn_by_heart(const Network& network, const Batch& batch, int steps) {
    configure_runtime({1});  // threads that wait for such small products only spin
    at::Generator noise = make_generator(2);
    for (int i = 0; i < steps; ++i) {
        for (const at::Tensor& p : network.parameters()) p.mutable_grad() = at::Tensor();
        network.loss(batch, {0.1, 0}, {&noise}).total.backward();
        torch::NoGradGuard no_grad;
        for (at::Tensor p : network.parameters()) p -= 6e-3 * p.grad().sign();
    }
}

}  // namespace affetto::test
