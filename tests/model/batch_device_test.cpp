#include "affetto/model/batch_device.hpp"

#include <gtest/gtest.h>

#include "affetto/model/model_folder.hpp"
#include "affetto/tensor/random_tensors.hpp"

namespace affetto {
namespace {

/// A device that has shapes but no values: an operation that mixes it with tensors made on the CPU
/// fails, as it would on a GPU.
const at::Device kElsewhere = at::kMeta;

TEST(OnDevice, MovesEveryTensorThatThereIs) {
    Batch batch;
    batch.lengths = at::ones({2}, at::kLong);
    batch.mask = at::ones({3, 2});
    const Batch moved = on_device(batch, kElsewhere);
    EXPECT_EQ(moved.lengths.device(), kElsewhere);
    EXPECT_EQ(moved.mask.device(), kElsewhere);
    EXPECT_FALSE(moved.steps.defined());
    EXPECT_TRUE(on_device(batch, at::kCPU).mask.is_same(batch.mask));
}

class NetworkOnADevice : public testing::TestWithParam<const char*> {};

TEST_P(NetworkOnADevice, MakesNoTensorElsewhere) {
    const torch::NoGradGuard no_grad;
    LatentSet set;
    set.window = 6;
    LatentClip clip;
    clip.emotion = Emotion{0.5f, 0.5f};
    clip.features = at::ones({8, kNoteFields}, at::kShort);
    ModelDescription description;
    description.model.encoder = description.model.decoder = GetParam();
    description.model.encoder_dim = description.model.decoder_dim = 16;
    description.model.attention_dim = 16;
    description.model.attention_heads = 2;
    description.model.latent_dim = 4;
    description.format = set.format;
    description.window = set.window;
    at::Generator rng = make_generator(1);
    const auto network = make_network(description, rng);
    network->to(kElsewhere);
    const auto& model = dynamic_cast<const Cvae&>(*network);
    const std::vector<Window> windows{{&clip, 0, 6}, {&clip, 1, 5}};
    const Batch batch = on_device(make_batch(windows, set), kElsewhere);
    const Forward mode{&rng, Precision::float32};
    const Posterior q = model.encode(batch, mode);
    const at::Tensor given =
        model.condition(sample(q, rng), batch.emotion, batch.known, batch.piece, mode);
    const at::Tensor decoded = model.decode(batch, given, mode);
    const at::Tensor nll = model.stream().negative_log_likelihood(decoded, batch, mode);
    for (const at::Tensor& t : {q.mean, q.log_var, given, decoded, nll})
        EXPECT_EQ(t.device(), kElsewhere);
}

INSTANTIATE_TEST_SUITE_P(Families, NetworkOnADevice, testing::Values("gru", "transformer"));

}  // namespace
}  // namespace affetto
