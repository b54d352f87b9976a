#include "affetto/codec/codec_clip.hpp"
#include "codec/codec_reference.hpp"
#include "codec/formula_weights.hpp"

namespace affetto {
namespace {

/// What rounding to bfloat16 does to the reference models, root mean square over all their sounds,
/// beside float32.
class Bfloat16Parity : public test::CodecReference {
protected:
    void SetUp() override {
        if (bfloat16_kernels() == nullptr) GTEST_SKIP() << "this processor has no AVX512_BF16";
        CodecReference::SetUp();
    }
    void TearDown() override {}

    struct Difference {
        double square = 0, whole = 0;
        void add(const at::Tensor& made, const at::Tensor& real) {
            square += (made - real).square().sum().item<double>();
            whole += real.square().sum().item<double>();
        }
        double relative() const { return std::sqrt(square / whole); }
    };

    /// `codes` counts those of all codebooks; a changed one changes those after it.
    void measure(const Codec& wide, const Codec& narrow, const std::vector<Path>& inputs) {
        Difference latents, sound;
        std::int64_t codes = 0, different = 0, first = 0, first_different = 0;
        const int codebooks = num_codebooks(wide.config());
        for (const Path& input : inputs) {
            const at::Tensor real = floats(input);
            const auto expected = encode_clip(wide, real), found = encode_clip(narrow, real);
            for (std::size_t i = 0; i < expected.size(); ++i) {
                latents.add(found[i].latents, expected[i].latents);
                const at::Tensor a = wide.quantize(expected[i].latents, codebooks),
                                 b = narrow.quantize(found[i].latents, codebooks);
                codes += a.numel();
                different += a.ne(b).sum().item<std::int64_t>();
                first += a[0].numel();
                first_different += a[0].ne(b[0]).sum().item<std::int64_t>();
                const at::Tensor quantized = wide.dequantize(a);
                sound.add(narrow.decode(quantized), wide.decode(quantized));
            }
        }
        const double share = static_cast<double>(different) / static_cast<double>(codes);
        const double of_first = static_cast<double>(first_different) / static_cast<double>(first);
        std::printf(
            "             latents %.2g, sound %.2g (%.1f dB), codes %.1f%%, of the first codebook "
            "%.1f%%\n",
            latents.relative(), sound.relative(), 20 * std::log10(sound.relative()), 100 * share,
            100 * of_first);
        EXPECT_LT(latents.relative(), kLatents);
        EXPECT_LT(sound.relative(), kSound);
        EXPECT_LT(of_first, kFirstCodes);
    }

    static constexpr double kLatents = 0.02, kSound = 0.02, kFirstCodes = 0.05;
    static constexpr CodecOptions kBfloat16{Precision::bfloat16};
};

TEST_F(Bfloat16Parity, OfTheSmallModels) {
    for (const std::string model : {"small24k", "small48k"}) {
        const WeightTensors weights =
            read_weight_tensors(root() / model / "weights_hf.safetensors");
        std::vector<Path> inputs;
        for (const Path& folder : cases_of(model)) inputs.push_back(folder / "input.npy");
        measure(Codec(config_of(model), weights, model),
                Codec(config_of(model), weights, model, kBfloat16), inputs);
    }
}

TEST_F(Bfloat16Parity, OfTheFullSizeModel) {
    const Path folder = root() / "full24k";
    const CodecConfig config = codec_preset("encodec_24khz");
    const WeightTensors weights = test::formula_weights(folder);
    measure(Codec(config, weights, "formula"), Codec(config, weights, "formula", kBfloat16),
            {folder / "input.npy"});
}

}  // namespace
}  // namespace affetto
