#include <gtest/gtest.h>

#include "affetto/codec/codec.hpp"
#include "affetto/codec/codec_stream.hpp"
#include "affetto/core/error.hpp"
#include "affetto/tensor/random_tensors.hpp"
#include "codec/small_codec.hpp"

namespace affetto {
namespace {

constexpr CodecOptions kBfloat16{Precision::bfloat16};
const char* const kNoProcessor = "this processor has no AVX512_BF16";

/// The root of the mean square of the difference, relative to that of `real`.
double relative_difference(const at::Tensor& made, const at::Tensor& real) {
    return ((made - real).norm() / real.norm()).item<double>();
}

TEST(Bfloat16, ProductsAreThoseOfTheRoundedNumbers) {
    if (bfloat16_kernels() == nullptr) GTEST_SKIP() << kNoProcessor;
    constexpr std::int64_t kDepth = 38, kPitch = 6;  // rows overlap
    at::Generator rng = make_generator(1);
    const auto rounded = [](const at::Tensor& x) { return x.to(at::kBFloat16).to(at::kDouble); };
    for (const std::int64_t columns : {1, 16, 17, 40, 300})
        for (const std::int64_t rows : {1, 2, 3, 13, 14, 15, 29, 1000}) {
            const at::Tensor x = uniform({(rows - 1) * kPitch + kDepth}, 2, rng);
            const at::Tensor w = uniform({kDepth, columns}, 2, rng);
            const at::Tensor addend = uniform({rows, columns}, 2, rng);
            const PackedWeights packed(
                kDepth, columns,
                [&](std::int64_t k, std::int64_t column) {
                    return w.data_ptr<float>()[k * columns + column];
                },
                Precision::bfloat16);
            const std::vector<float> bias =
                packed_bias(std::vector<float>(static_cast<std::size_t>(columns), 0.25f));
            const Product product = packed.with(x.data_ptr<float>(), kPitch);
            const std::vector<Product> products{product, product};
            const at::Tensor out = at::empty({rows, columns});
            multiply_rows({products.data(), 2, bias.data(), addend.data_ptr<float>(), columns,
                           Activation::elu},
                          rows, columns, out.data_ptr<float>(), columns);
            const at::Tensor sums =
                2 * at::mm(rounded(x.as_strided({rows, kDepth}, {kPitch, 1})), rounded(w)) + 0.25 +
                addend;
            EXPECT_LE((out - at::elu(sums)).abs().max().item<double>(), 2e-4)
                << rows << " x " << columns;
        }
}

TEST(Bfloat16, ACodecIsNearItsFloat32) {
    if (bfloat16_kernels() == nullptr) GTEST_SKIP() << kNoProcessor;
    for (CodecConfig config : {test::small_config(), test::small_segmented_config()})
        for (const int filters : {4, 6, 9}) {  // 9: odd channels stay as they are
            config.num_filters = filters;
            const Codec wide(config, test::random_weights(config), "weights");
            const Codec narrow(config, test::random_weights(config), "weights", kBfloat16);
            at::Generator rng = make_generator(7);
            const at::Tensor sound = uniform({2, config.audio_channels, 301}, 0.8, rng);
            const at::Tensor latents = wide.encode(sound);
            const double encoded = relative_difference(narrow.encode(sound), latents);
            const double decoded =
                relative_difference(narrow.decode(latents), wide.decode(latents));
            EXPECT_GT(encoded, 0) << filters;  // it is another computation
            EXPECT_LT(encoded, 0.02) << filters;
            EXPECT_LT(decoded, 0.02) << filters;
        }
}

TEST(Bfloat16, InPiecesIsTheWholeBitForBit) {
    if (bfloat16_kernels() == nullptr) GTEST_SKIP() << kNoProcessor;
    const CodecConfig config = test::small_config();
    const Codec codec(config, test::random_weights(config), "weights", kBfloat16);
    at::Generator rng = make_generator(7);
    const at::Tensor latents = codec.encode(uniform({2, 1, 303}, 0.8, rng));
    DecoderStream decoder(codec, 2);
    std::vector<at::Tensor> sounds;
    for (const at::Tensor& piece : latents.split(2, 2)) sounds.push_back(decoder.push({piece, {}}));
    sounds.push_back(decoder.finish());
    EXPECT_TRUE(at::cat(sounds, 2).equal(codec.decode(latents)));
}

TEST(Bfloat16, IsRefusedWhereTheProcessorLacksIt) {
    if (bfloat16_kernels() != nullptr) GTEST_SKIP() << "this processor has AVX512_BF16";
    const CodecConfig config = test::small_config();
    EXPECT_THROW(Codec(config, test::random_weights(config), "weights", kBfloat16), UsageError);
}

}  // namespace
}  // namespace affetto
