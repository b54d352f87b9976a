#include "affetto/codec/codec_clip.hpp"
#include "affetto/codec/codec_layout.hpp"
#include "affetto/codec/seanet.hpp"
#include "codec/codec_reference.hpp"

namespace affetto {
namespace {

class CodecParity : public test::CodecReference {
protected:
    static constexpr double kNear = test::kNear, kExact = test::kExact;
    static constexpr const char* kMono = "small24k";
    static constexpr const char* kStereo = "small48k";

    static NamedTensors tensors_of(const std::string& model) {
        const Path file = root() / model / "weights_hf.safetensors";
        return to_tensors(codec_weights(read_weight_tensors(file), config_of(model), "weights"));
    }

    /// The differentiable network, layer by layer; the fast one has no layers to look at, and its
    /// latents and sound are held to the same values below.
    void expect_layers(const std::string& model, const Path& input, const Path& quantized) {
        const CodecConfig config = config_of(model);
        const NamedTensors weights = tensors_of(model);
        const Path folder = root() / model / "len12345" / "layers";
        const auto check = [&](const std::string& side) {
            return [&, side](std::size_t i, const at::Tensor& x) {
                const std::string digits = (i < 10 ? "0" : "") + std::to_string(i);
                expect_near(x, folder / (side + "_" + digits + ".npy"), kNear);
            };
        };
        run_seanet(encoder_layout(config), config, weights, floats(input), check("encoder"));
        run_seanet(decoder_layout(config), config, weights, floats(quantized), check("decoder"));
    }
};

TEST_F(CodecParity, LatentsOf24kHz) {
    const Codec codec = codec_of(kMono);
    for (const Path& folder : cases_of(kMono))
        expect_near(codec.encode(floats(folder / "input.npy")), folder / "latents.npy", kNear);
}

TEST_F(CodecParity, CodesOf24kHzAtEachBandwidth) {
    const Codec codec = codec_of(kMono);
    for (const Path& folder : cases_of(kMono))
        for (const double kbps : codec.config().target_bandwidths) {
            const int codebooks = codebooks_for_bandwidth(codec.config(), kbps);
            const std::string name = "codes_nq" + std::to_string(codebooks) + ".npy";
            expect_codes(codec.quantize(codec.encode(floats(folder / "input.npy")), codebooks),
                         integers(folder / name), floats(folder / "code_margins_nq8.npy"),
                         folder / name);
        }
}

TEST_F(CodecParity, DequantizedLatentsAndSoundOf24kHz) {
    const Codec codec = codec_of(kMono);
    for (const Path& folder : cases_of(kMono))
        for (const std::string count : {"4", "8"}) {
            const at::Tensor quantized =
                codec.dequantize(integers(folder / ("codes_nq" + count + ".npy")));
            expect_near(quantized, folder / ("quantized_nq" + count + ".npy"), kExact);
            expect_near(codec.decode(quantized), folder / ("audio_nq" + count + ".npy"), kNear);
        }
}

TEST_F(CodecParity, LayersOf24kHz) {
    const Path folder = root() / kMono / "len12345";
    expect_layers(kMono, folder / "input.npy", folder / "quantized_nq8.npy");
}

TEST_F(CodecParity, PaddingBeforeTheFirstConvolution) {
    const CodecConfig config = config_of(kMono);
    const auto first = std::get<ConvolutionLayout>(encoder_layout(config).front());
    for (const Path& folder : cases_of(kMono)) {
        const at::Tensor input = floats(folder / "input.npy");
        const std::int64_t length = input.size(2), left = first.padding();
        std::vector<at::Tensor> columns;
        for (std::int64_t i = -left; i < length; ++i) {
            const std::int64_t row = padded_row(i, length, left, config.pad_mode);
            columns.push_back(row < 0 ? at::zeros({input.size(0), 1}) : input.select(2, row));
        }
        expect_near(at::stack(columns, 2), folder / "input_padded_first_conv.npy", 0);
    }
}

TEST_F(CodecParity, EverySpellingOfTheWeightsGivesTheSameLatents) {
    for (const std::string model : {kMono, kStereo}) {
        const at::Tensor input = floats(root() / model / "len12345" / "input.npy");
        const at::Tensor latents = codec_of(model).encode(input);
        EXPECT_TRUE(latents.equal(codec_of(model, "weights_meta").encode(input)));
        if (model == kStereo) continue;
        EXPECT_TRUE(latents.equal(codec_of(model, "weights_hf_parametrizations").encode(input)));
    }
}

TEST_F(CodecParity, SegmentsOf48kHz) {
    const Codec codec = codec_of(kStereo);
    for (const Path& folder : cases_of(kStereo)) {
        const at::Tensor input = floats(folder / "input.npy");
        const std::vector<EncodedSegment> segments = encode_clip(codec, input);
        const SegmentPlan plan = *segment_plan(codec.config());
        for (std::size_t i = 0; i < segments.size(); ++i) {
            const std::string name = "seg" + std::to_string(i) + "_";
            expect_near(segments[i].scale, folder / (name + "scale.npy"), kExact);
            expect_near(segments[i].latents, folder / (name + "latents.npy"), kNear);
            const auto begin = static_cast<std::int64_t>(i) * plan.stride;
            const Path normalized = folder / (name + "input_normalized.npy");
            if (std::filesystem::exists(normalized))
                expect_near(input.narrow(2, begin, std::min(plan.length, input.size(2) - begin)) /
                                segments[i].scale.unsqueeze(2),
                            normalized, kNear);
        }
        EXPECT_FALSE(std::filesystem::exists(
            folder / ("seg" + std::to_string(segments.size()) + "_scale.npy")))
            << folder;
    }
}

TEST_F(CodecParity, CodesOf48kHzAtEachBandwidth) {
    const Codec codec = codec_of(kStereo);
    for (const Path& folder : cases_of(kStereo)) {
        const std::vector<EncodedSegment> segments =
            encode_clip(codec, floats(folder / "input.npy"));
        for (std::size_t i = 0; i < segments.size(); ++i)
            for (const double kbps : codec.config().target_bandwidths) {
                const int codebooks = codebooks_for_bandwidth(codec.config(), kbps);
                const std::string segment = "seg" + std::to_string(i) + "_";
                const std::string name = segment + "codes_nq" + std::to_string(codebooks) + ".npy";
                expect_codes(codec.quantize(segments[i].latents, codebooks),
                             integers(folder / name),
                             floats(folder / (segment + "code_margins_nq8.npy")), folder / name);
            }
    }
}

TEST_F(CodecParity, SoundOf48kHz) {
    const Codec codec = codec_of(kStereo);
    for (const Path& folder : cases_of(kStereo))
        for (const std::string count : {"4", "8"}) {
            std::vector<EncodedSegment> segments;
            for (std::size_t i = 0;; ++i) {
                const std::string name = "seg" + std::to_string(i) + "_";
                if (!std::filesystem::exists(folder / (name + "scale.npy"))) break;
                segments.push_back(
                    {codec.dequantize(integers(folder / (name + "codes_nq" + count + ".npy"))),
                     floats(folder / (name + "scale.npy"))});
                if (count != "8") continue;
                expect_near(segments.back().latents, folder / (name + "quantized_nq8.npy"), kExact);
                const Path decoded = folder / (name + "audio_nq8.npy");
                if (std::filesystem::exists(decoded))
                    expect_near(
                        codec.decode(segments.back().latents) * segments.back().scale.unsqueeze(2),
                        decoded, kNear);
            }
            const Path whole = folder / ("audio_nq" + count + ".npy");
            if (std::filesystem::exists(whole))
                expect_near(decode_clip(codec, segments), whole, kNear);
        }
}

TEST_F(CodecParity, OverlapAddOf48kHz) {
    for (const std::string name : {"len47521", "len48001", "len72001"}) {
        const Path folder = root() / kStereo / name;
        const std::vector<at::Tensor> segments{floats(folder / "seg0_audio_nq8.npy"),
                                               floats(folder / "seg1_audio_nq8.npy")};
        expect_near(overlap_add(segments, segment_plan(config_of(kStereo))->stride),
                    folder / "audio_nq8.npy", kExact);
    }
}

TEST_F(CodecParity, LayersOf48kHz) {
    const Path folder = root() / kStereo / "len12345";
    expect_layers(kStereo, folder / "seg0_input_normalized.npy", folder / "seg0_quantized_nq8.npy");
}

}  // namespace
}  // namespace affetto
