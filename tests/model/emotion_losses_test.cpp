#include <gtest/gtest.h>

#include "affetto/core/name_weights.hpp"
#include "affetto/model/model_folder.hpp"
#include "support/test_data.hpp"

namespace affetto {
namespace {

// What the networks of scores and of sound make of ModelConfig::emotion, the emotion head and the
// adversary.

ModelDescription tiny(Representation representation) {
    ModelDescription d;
    d.representation = representation;
    d.model.encoder_dim = d.model.decoder_dim = d.model.attention_dim = d.model.head_dim = 16;
    d.model.attention_heads = 2;
    d.model.embedding_dim = 6;
    d.model.latent_dim = 4;
    d.model.emotion_dim = 4;
    d.model.conv_dim = 16;
    d.model.frames_per_latent = 4;
    d.model.mixture = 3;
    d.frames.mel.bands.n_mels = 6;
    d.window = 32;
    return d;
}

std::shared_ptr<Network> network_of(const ModelDescription& description) {
    at::Generator rng = make_generator(5);
    return make_network(description, rng);
}

/// Two clips, with labels.
Batch batch_of(const ModelDescription& d) {
    Random draws(3);
    std::vector<LatentClip> clips;
    const auto sizes = NoteVocabulary(d.format).sizes;
    for (const float valence : {0.6f, -0.6f}) {
        LatentClip clip;
        clip.emotion = Emotion{valence, 0.5f};
        clip.condition.length = 10;
        if (d.representation == Representation::notes) {
            clip.features = at::zeros({16, kNoteFields}, at::kShort);
            for (int t = 0; t < 16; ++t)
                for (int f = 0; f < kNoteFields; ++f)
                    clip.features[t][f] = draws.integer(0, sizes[static_cast<std::size_t>(f)] - 1);
        } else {
            clip.features = at::zeros({16, 6});
            for (int t = 0; t < 16; ++t)
                for (int v = 0; v < 6; ++v) clip.features[t][v] = draws.normal();
        }
        clips.push_back(clip);
    }
    const std::vector<Window> windows = {{&clips[0], 0, 16}, {&clips[1], 0, 16}};
    if (d.representation == Representation::notes) return note_batch(windows, d.format);
    FeatureStatistics statistics;
    statistics.mean = at::zeros({6});
    statistics.deviation = at::ones({6});
    return frame_batch(windows, statistics);
}

constexpr Representation kBoth[] = {Representation::notes, Representation::mel};

double total(const Network& network, const Batch& batch) {
    torch::NoGradGuard no_grad;
    return network.loss(batch, {}, {}).total.item<double>();
}

TEST(EmotionModes, EachTrainsAndHearsTheLabelExceptNone) {
    for (const Representation r : kBoth)
        for (const char* mode : {"point", "names", "both", "none"}) {
            ModelDescription d = tiny(r);
            d.model.emotion = mode;
            const auto network = network_of(d);
            Batch batch = batch_of(d);
            const double first = total(*network, batch);
            batch.emotion = -batch.emotion;
            batch.names = batch.names.flip(1);
            const bool same = total(*network, batch) == first;
            EXPECT_EQ(same, std::string(mode) == "none") << mode << " " << name_of(r);
            at::Generator noise = make_generator(1);
            network->loss(batch, {}, {&noise}).total.backward();
        }
}

TEST(EmotionModes, OnlyAModelOfNamesHearsADistributionBesideItsPoint) {
    for (const Representation r : kBoth)
        for (const char* mode : {"point", "names"}) {
            ModelDescription d = tiny(r);
            d.model.emotion = mode;
            const auto network = network_of(d);
            Batch batch = batch_of(d);
            const double near = total(*network, batch);
            const NameWeights tender = weights_of({{"tender", 1.0f}});
            for (std::int64_t b = 0; b < 2; ++b)
                std::copy(tender.begin(), tender.end(), batch.names[b].data_ptr<float>());
            EXPECT_EQ(total(*network, batch) == near, std::string(mode) == "point")
                << mode << " " << name_of(r);
        }
}

TEST(EmotionModes, AModelRemembersWhichVectorIsWhose) {
    ModelDescription d = tiny(Representation::notes);
    d.model.emotion = "names";
    d.model.emotion_names = {"sad", "happy"};
    const Json json = to_json(d);
    const ModelDescription again = model_description_from_json(json, "config.json");
    EXPECT_EQ(again.model.emotion_names, d.model.emotion_names);
    EXPECT_EQ(parameters_of(*network_of(again)).at("emotion_embedding.names").size(0), 2);
}

TEST(EmotionHead, IsChargedInBothNetworksAndLowersItsErrorAlone) {
    for (const Representation r : kBoth) {
        ModelDescription d = tiny(r);
        d.model.emotion_head_weight = 2;
        const auto network = network_of(d);
        const Batch batch = batch_of(d);
        const auto error = [&] {
            torch::NoGradGuard no_grad;
            return network->loss(batch, {}, {}).emotion_error.value();
        };
        const double before = error();
        for (int i = 0; i < 40; ++i) {
            for (const at::Tensor& p : network->parameters()) p.mutable_grad() = at::Tensor();
            network->loss(batch, {}, {}).total.backward();
            torch::NoGradGuard no_grad;
            for (at::Tensor p : network->parameters())
                if (p.grad().defined()) p -= 2e-3 * p.grad().sign();
        }
        EXPECT_LT(error(), 0.5 * before) << name_of(r);
    }
}

TEST(LatentAdversary, TurnsTheEncoderAndLeavesTheLossAsItIs) {
    for (const Representation r : kBoth) {
        ModelDescription plain = tiny(r), turned = tiny(r);
        turned.model.latent_adversary_weight = 10;
        const auto without = network_of(plain), with = network_of(turned);
        const Batch batch = batch_of(plain);
        const VaeLoss a = without->loss(batch, {}, {}), b = with->loss(batch, {}, {});
        EXPECT_FALSE(a.adversary_loss.has_value());
        EXPECT_TRUE(b.adversary_loss.has_value());
        EXPECT_EQ(a.total.item<float>(), b.total.item<float>()) << name_of(r);
        a.total.backward();
        b.total.backward();
        // Weights are drawn alike: what differs is the adversary's part of the gradients.
        const std::string encoder =
            r == Representation::notes ? "to_mean.weight" : "to_posterior.weight";
        const at::Tensor one = parameters_of(*without).at(encoder).grad();
        EXPECT_FALSE(at::allclose(one, parameters_of(*with).at(encoder).grad())) << name_of(r);
    }
}

TEST(ModelFolder, AModelFromBeforeEmotionHadModesHearsPoints) {
    const TrainedModel model = read_model(test::source_folder("models/etudes"));
    EXPECT_EQ(model.description.model.emotion, "point");
    EXPECT_EQ(parameters_of(*model.network).count("emotion_embedding.names"), 0u);
}

}  // namespace
}  // namespace affetto
