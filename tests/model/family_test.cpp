#include <gtest/gtest.h>

#include "affetto/core/error.hpp"
#include "tiny_models.hpp"

// What holds for every family of encoders and decoders, on either side, of every representation.

namespace affetto {
namespace {

using test::kFamilies;
using test::tiny_config;
using test::TinyNotes;
using test::waves;

constexpr std::int64_t kDim = 16, kValues = 6, kWindow = 32;

std::shared_ptr<SequenceDecoder> decoder_of(const std::string& family, bool attention) {
    ModelConfig config = tiny_config("gru", family);
    config.decoder_layers = 2;
    config.decoder_attention = attention;
    at::Generator rng = make_generator(1);
    return make_decoder(config, 128, rng);
}

TEST(DecoderFamilies, StepByStepIsTheSameAsAllAtOnce) {
    torch::NoGradGuard no_grad;
    for (const char* family : kFamilies)
        for (const bool attention : {false, true}) {
            const auto decoder = decoder_of(family, attention);
            at::Generator rng = make_generator(2);
            const at::Tensor x = normal({90, 3, kDim}, 1, rng);  // beyond the widest dilation
            const at::Tensor whole = decoder->forward(x, {});
            DecoderState state = decoder->start(3);
            for (std::int64_t t = 0; t < x.size(0); ++t)
                ASSERT_TRUE(at::allclose(decoder->step(x[t], state), whole[t], 1e-4, 1e-5))
                    << family << " step " << t;
        }
}

TEST(DecoderFamilies, GoOnWithTheRowsThatAreKept) {
    torch::NoGradGuard no_grad;
    for (const char* family : kFamilies) {
        const auto decoder = decoder_of(family, true);
        at::Generator rng = make_generator(2);
        const at::Tensor x = normal({12, 3, kDim}, 1, rng), rows = at::tensor({2, 0}, at::kLong);
        const at::Tensor whole = decoder->forward(x, {});
        DecoderState state = decoder->start(3);
        for (std::int64_t t = 0; t < 7; ++t) decoder->step(x[t], state);
        state.keep(rows);
        for (std::int64_t t = 7; t < 12; ++t)
            ASSERT_TRUE(at::allclose(decoder->step(x[t].index_select(0, rows), state),
                                     whole[t].index_select(0, rows), 1e-4, 1e-5))
                << family << " step " << t;
    }
}

TEST(DecoderFamilies, SeeNothingOfLaterSteps) {
    torch::NoGradGuard no_grad;
    for (const char* family : kFamilies) {
        const auto decoder = decoder_of(family, true);
        at::Generator rng = make_generator(2);
        const at::Tensor x = normal({40, 2, kDim}, 1, rng), before = decoder->forward(x, {});
        x.narrow(0, 25, 15).fill_(3);
        const at::Tensor after = decoder->forward(x, {});
        EXPECT_TRUE(at::allclose(before.narrow(0, 0, 25), after.narrow(0, 0, 25), 1e-5, 1e-6))
            << family;
        EXPECT_FALSE(at::allclose(before[25], after[25], 1e-2, 1e-2)) << family;
    }
}

TEST(EncoderFamilies, DoNotSeePadding) {
    torch::NoGradGuard no_grad;
    for (const char* family : kFamilies) {
        ModelConfig config = tiny_config(family, "gru");
        config.encoder_layers = 2;
        at::Generator rng = make_generator(1);
        const auto encoder = make_encoder(config, 5, rng);
        const at::Tensor x = normal({30, 2, 5}, 1, rng), lengths = at::tensor({30, 17}, at::kLong);
        const at::Tensor alone = x.narrow(0, 0, 17).narrow(1, 1, 1);
        const at::Tensor own = at::tensor({17}, at::kLong);
        const at::Tensor both = encoder->states(x, lengths, {});
        EXPECT_TRUE(at::allclose(both.narrow(0, 0, 17).narrow(1, 1, 1),
                                 encoder->states(alone, own, {}), 1e-4, 1e-5))
            << family;
        EXPECT_TRUE(at::allclose(encoder->forward(x, lengths, {})[1],
                                 encoder->forward(alone, own, {})[0], 1e-4, 1e-5))
            << family;
    }
}

TEST(EncoderFamilies, SeeBothSidesOfAStep) {
    torch::NoGradGuard no_grad;
    for (const char* family : kFamilies) {
        at::Generator rng = make_generator(1);
        const auto encoder = make_encoder(tiny_config(family, "gru"), 5, rng);
        const at::Tensor x = normal({9, 1, 5}, 1, rng), lengths = at::tensor({9}, at::kLong);
        const at::Tensor before = encoder->states(x, lengths, {});
        x[4].add_(1);
        const at::Tensor moved =
            (encoder->states(x, lengths, {}) - before).abs().amax(2).squeeze(1);
        EXPECT_GT(moved[3].item<float>(), 1e-4) << family;
        EXPECT_GT(moved[5].item<float>(), 1e-4) << family;
    }
}

/// The names of parameters to which no gradient comes.
std::string left_out(const Network& network, const Batch& batch) {
    at::Generator noise = make_generator(2);
    network.loss(batch, {1, 0}, {&noise}).total.backward();
    std::string names;
    for (const auto& item : network.named_parameters())
        if (!item.value().grad().defined() || item.value().grad().abs().sum().item<float>() == 0)
            names += item.key() + " ";
    return names;
}

TEST(Families, EveryPairTrainsEachOfItsParameters) {
    for (const char* encoder : kFamilies)
        for (const char* decoder : kFamilies) {
            const TinyNotes notes(encoder, decoder);
            Batch steps = notes.batch(), batch = waves(kValues, kWindow, kWindow - 5);
            steps.known[1][0] = batch.known[1][0] = 0;
            EXPECT_EQ(left_out(*notes.network, steps), "") << encoder << " " << decoder;
            at::Generator rng = make_generator(1);
            const FrameCvae frames(tiny_config(encoder, decoder), kValues, kWindow, rng);
            EXPECT_EQ(left_out(frames, batch), "") << encoder << " " << decoder;
        }
}

TEST(Families, LearnNotesByHeart) {
    for (const char* family : kFamilies) {
        const TinyNotes tiny(family, family);
        const Batch batch = tiny.batch();
        const double before = tiny.network->loss(batch, {0.1, 0}, {}).reconstruction;
        test::learn_by_heart(*tiny.network, batch, 25);
        // Drawn notes: what is learnt is learnt by heart.
        EXPECT_LT(tiny.network->loss(batch, {0.1, 0}, {}).reconstruction, 0.75 * before) << family;
    }
}

TEST(Families, LearnFramesByHeart) {
    for (const char* family : kFamilies) {
        at::Generator rng = make_generator(1);
        const FrameCvae network(tiny_config(family, family), kValues, kWindow, rng);
        const Batch batch = waves(kValues, kWindow, kWindow - 5);
        const double before = network.loss(batch, {0.1, 0}, {}).reconstruction;
        test::learn_by_heart(network, batch, 50);
        // Nats a frame: half a nat a value is the error divided by e.
        EXPECT_LT(network.loss(batch, {0.1, 0}, {}).reconstruction, before - kValues * 0.5)
            << family;
    }
}

TEST(Families, OneSeedGivesOneLoss) {
    for (const char* family : kFamilies) {
        const TinyNotes first(family, family), second(family, family);
        at::Generator one = make_generator(4), other = make_generator(4);
        EXPECT_EQ(first.network->loss(first.batch(), {}, {&one}).total.item<double>(),
                  second.network->loss(second.batch(), {}, {&other}).total.item<double>())
            << family;
    }
}

TEST(Families, OfFramesDoNotSeePaddingBehindTheClips) {
    torch::NoGradGuard no_grad;
    for (const char* family : {"lstm", "gru", "transformer"}) {
        at::Generator rng = make_generator(1);
        const FrameCvae network(tiny_config(family, family), kValues, kWindow, rng);
        Batch batch = waves(kValues, kWindow, kWindow - 12);
        const double tight = network.loss(batch, {}, {}).total.item<double>();
        batch.steps = at::constant_pad_nd(batch.steps, {0, 0, 0, 0, 0, kWindow}, 5);
        batch.mask = at::constant_pad_nd(batch.mask, {0, 0, 0, kWindow});
        EXPECT_NEAR(network.loss(batch, {}, {}).total.item<double>(), tight, 1e-4) << family;
    }
}

TEST(Families, OfOldModelsKeepTheNamesOfTheirParameters) {
    at::Generator rng = make_generator(1);
    const FrameCvae frames(tiny_config("conv", "conv"), kValues, kWindow, rng);
    const auto of_frames = frames.named_parameters();
    for (const char* name :
         {"frames_in.weight", "encoder0.around.weight", "encoder2.across.bias", "slower1.weight",
          "to_posterior.weight", "latents_in.weight", "decoder0.around.weight",
          "faster1.pairs.weight", "frames_out.bias", "prior.network.gru0.weight_ih"})
        EXPECT_NE(of_frames.find(name), nullptr) << name;
    EXPECT_EQ(of_frames.size(), 61u);
    const TinyNotes notes("gru", "gru");
    const auto of_notes = notes.network->named_parameters();
    for (const char* name :
         {"encoder.forward0.weight_ih", "encoder.backward0.bias_hh", "decoder.gru0.weight_hh",
          "decoder.attention.to_qkv.weight", "decoder.attention.norm_attention.bias"})
        EXPECT_NE(of_notes.find(name), nullptr) << name;
}

TEST(Families, AutoIsGruForScoresAndConvForSound) {
    ModelConfig scores, sound, mixed;
    mixed.encoder = "lstm";
    settle_families(scores, false);
    settle_families(sound, true);
    settle_families(mixed, true);
    EXPECT_EQ(scores.encoder + scores.decoder, "grugru");
    EXPECT_EQ(sound.encoder + sound.decoder, "convconv");
    EXPECT_EQ(mixed.encoder + mixed.decoder, "lstmconv");
}

TEST(Families, AnUnknownOneIsRefusedWithThoseThatExist) {
    ModelConfig config;
    config.decoder = "mamba";
    try {
        validate(config);
        FAIL() << "accepted";
    } catch (const ConfigError& error) {
        EXPECT_STREQ(error.what(),
                     "model.decoder: must be auto, conv, lstm, gru or transformer, got 'mamba'");
    }
}

}  // namespace
}  // namespace affetto
