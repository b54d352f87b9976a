#include "affetto/core/json.hpp"
#include "codec/codec_reference.hpp"
#include "codec/formula_weights.hpp"

namespace affetto {
namespace {

class FullCodecParity : public test::CodecReference {};

TEST_F(FullCodecParity, WeightsOfTheFormula) {
    const Json tensors = read_json(root() / "full24k" / "weights_formula.json")["tensors"];
    const WeightTensors weights = test::formula_weights(root() / "full24k");
    EXPECT_EQ(weights.size(), tensors.size());
    for (const Json& tensor : tensors) {
        const auto& values = weights.at(tensor["name"].get<std::string>()).values;
        if (!tensor.contains("first4")) continue;
        for (std::size_t i = 0; i < tensor["first4"].size(); ++i)
            EXPECT_EQ(values[i], tensor["first4"][i].get<float>()) << tensor["name"];
        EXPECT_EQ(values.back(), tensor["last"].get<float>()) << tensor["name"];
    }
}

TEST_F(FullCodecParity, LatentsCodesAndSound) {
    const Path folder = root() / "full24k";
    const Codec codec(codec_preset("encodec_24khz"), test::formula_weights(folder), "formula");
    const at::Tensor latents = codec.encode(floats(folder / "input.npy"));
    expect_near(latents, folder / "latents.npy", test::kNear);
    const at::Tensor margins = floats(folder / "code_margins_nq32.npy");
    for (const double kbps : codec.config().target_bandwidths) {
        const int codebooks = codebooks_for_bandwidth(codec.config(), kbps);
        const Path file = folder / ("codes_nq" + std::to_string(codebooks) + ".npy");
        expect_codes(codec.quantize(latents, codebooks), integers(file), margins, file);
    }
    for (const std::string count : {"8", "32"}) {
        const at::Tensor quantized =
            codec.dequantize(integers(folder / ("codes_nq" + count + ".npy")));
        expect_near(quantized, folder / ("quantized_nq" + count + ".npy"), test::kExact);
        expect_near(codec.decode(quantized), folder / ("audio_nq" + count + ".npy"), test::kNear);
    }
}

}  // namespace
}  // namespace affetto
