#include "affetto/model/vae.hpp"

#include <gtest/gtest.h>

#include "affetto/core/error.hpp"
#include "affetto/model/note_stream.hpp"
#include "support/temporary_folder.hpp"
#include "tiny_models.hpp"

namespace affetto {
namespace {

using test::kFamilies;
using test::TinyNotes;

TEST(Kl, IsZeroWhenThePosteriorIsThePrior) {
    const Posterior q{at::zeros({3, 4}), at::zeros({3, 4})};
    EXPECT_EQ(kl_per_dimension(q).sum().item<float>(), 0);
}

TEST(Kl, EqualsTheFormulaByHand) {
    const Posterior q{at::full({1, 1}, 2.0), at::zeros({1, 1})};
    EXPECT_FLOAT_EQ(kl_per_dimension(q).item<float>(), 2.0f);
    EXPECT_FLOAT_EQ(charged_kl(q, 3.0).item<float>(), 3.0f);
}

TEST(Cvae, DecodesStepByStepAsInAWholeWindow) {
    for (const char* family : kFamilies) {
        const TinyNotes tiny(family, family);
        torch::NoGradGuard no_grad;
        const Batch batch = tiny.batch();
        const Forward mode;
        const at::Tensor condition = tiny.network->condition(at::zeros({2, 4}), batch.emotion,
                                                             batch.known, batch.piece, mode);
        const at::Tensor whole = tiny.network->decode(batch, condition, mode);
        const at::Tensor input = tiny.network->stream().decoder_input(batch, 0, mode);
        DecoderState state = tiny.network->start(2);
        for (int t = 0; t < 13; ++t)
            EXPECT_TRUE(at::allclose(tiny.network->decode_step(input[t], condition, state),
                                     whole[t], 1e-4, 1e-5))
                << family << " step " << t;
    }
}

TEST(Cvae, APosteriorDoesNotDependOnPadding) {
    for (const char* family : kFamilies) {
        const TinyNotes tiny(family, family);
        torch::NoGradGuard no_grad;
        const Posterior both = tiny.network->encode(tiny.batch(), {});
        const std::vector<Window> second{tiny.windows[1]};
        const Posterior alone =
            tiny.network->encode(note_batch(second, tiny.description.format), {});
        EXPECT_TRUE(at::allclose(both.mean[1], alone.mean[0], 1e-4, 1e-5)) << family;
    }
}

TEST(ModelFolder, ReadsBackWhatItWroteAndRefusesDamage) {
    TinyNotes tiny("gru", "gru");
    torch::NoGradGuard no_grad;
    Prior prior;
    prior.posterior = {at::zeros({1, 4}), at::zeros({1, 4})};
    prior.emotions = {Emotion{0.1f, 0.2f}};
    prior.conditions = {PieceCondition{3, 90, 3, 4, 0, 12}};
    prior.instruments = {{true}};
    prior.weights = {0.5};
    const test::TemporaryFolder folder;
    write_model(folder.path(), tiny.description, *tiny.network, prior, false);
    const TrainedModel model = read_model(folder.path());
    const auto before = parameters_of(*tiny.network), after = parameters_of(*model.network);
    for (const auto& [name, tensor] : before)
        EXPECT_TRUE(at::equal(tensor, after.at(name))) << name;
    EXPECT_EQ(model.prior.conditions[0].metre_numerator, 3);
    EXPECT_EQ(model.prior.weights[0], 0.5);

    Bytes bytes = read_bytes(folder / "model.safetensors");
    bytes[bytes.size() / 2] ^= std::byte{1};
    write_bytes(folder / "model.safetensors", bytes);
    EXPECT_THROW(read_model(folder.path()), CheckpointError);
}

}  // namespace
}  // namespace affetto
