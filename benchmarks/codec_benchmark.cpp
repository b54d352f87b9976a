#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <ctime>
#include <iostream>

#include "affetto/codec/codec_clip.hpp"
#include "affetto/codec/codec_folder.hpp"
#include "affetto/codec/codec_stream.hpp"
#include "affetto/core/json.hpp"
#include "affetto/tensor/random_tensors.hpp"
#include "affetto/tensor/runtime.hpp"
#include "affetto/tensor/tensor_file.hpp"

// Speed of EnCodec, as one JSON line like that of peers/encodec_peer.py: seconds of sound a second
// by the clock and a second of processor time. codec_compare says what is in the files, and runs
// both.

namespace affetto {
namespace {

struct Request {
    std::string model, stage = "encode", precision = "float32", input, write;
    int clips = 1, threads = 1, repetitions = 5;
    double seconds = 10, kbps = 6;
};

/// What the stages take, and what they made of it.
struct Material {
    at::Tensor sound;                // [B, C, S]
    std::vector<at::Tensor> codes;   // of each segment [K, B, T]
    std::vector<at::Tensor> scales;  // of each segment [B, 1]
};

Material material_for(const Codec& codec, const Request& request) {
    const CodecConfig& config = codec.config();
    Material made;
    if (!request.input.empty()) {
        const TensorFile file = read_tensor_file(request.input, Unverified::let_through);
        made.sound = file.tensors.at("sound");
        const at::Tensor frames = file.tensors.at("frames");
        const std::vector<std::int64_t> sizes(frames.data_ptr<std::int64_t>(),
                                              frames.data_ptr<std::int64_t>() + frames.numel());
        made.codes = at::split_with_sizes(file.tensors.at("codes"), sizes, 2);
        if (config.normalize) made.scales = file.tensors.at("scales").split(1, 1);
    } else {
        at::Generator rng = make_generator(1);
        const auto samples = static_cast<std::int64_t>(request.seconds * config.sampling_rate);
        made.sound = uniform({request.clips, config.audio_channels, samples}, 0.5, rng);
        for (const EncodedSegment& segment : encode_clip(codec, made.sound)) {
            made.codes.push_back(
                codec.quantize(segment.latents, codebooks_for_bandwidth(config, request.kbps)));
            made.scales.push_back(segment.scale);
        }
    }
    if (made.scales.empty())
        made.scales.assign(made.codes.size(), at::ones({made.sound.size(0), 1}));
    return made;
}

Material encode(const Codec& codec, const Material& given, int codebooks) {
    Material made;
    for (const EncodedSegment& segment : encode_clip(codec, given.sound)) {
        made.codes.push_back(codec.quantize(segment.latents, codebooks));
        made.scales.push_back(segment.scale);
    }
    return made;
}

Material decode(const Codec& codec, const Material& given) {
    std::vector<EncodedSegment> segments;
    for (std::size_t i = 0; i < given.codes.size(); ++i)
        segments.push_back({codec.dequantize(given.codes[i]), given.scales[i]});
    Material made;
    made.sound = decode_clip(codec, segments);
    return made;
}

/// Decodes frame by frame, or segment by segment where the model has them, until there is sound.
Material first_sound(const Codec& codec, const Material& given) {
    DecoderStream stream(codec, given.sound.size(0));
    Material made;
    for (std::size_t i = 0; i < given.codes.size(); ++i) {
        const bool segments = codec.config().chunk_length_s.has_value();
        for (const at::Tensor& codes :
             given.codes[i].split(segments ? given.codes[i].size(2) : 1, 2)) {
            made.sound = stream.push({codec.dequantize(codes), given.scales[i]});
            if (made.sound.size(2) > 0) return made;
        }
    }
    made.sound = stream.finish();
    return made;
}

void write(const Codec& codec, const Material& made, const std::string& file) {
    NamedTensors tensors;
    if (made.sound.defined()) tensors["sound"] = made.sound;
    if (!made.codes.empty()) tensors["codes"] = at::cat(made.codes, 2);
    if (!made.scales.empty() && codec.config().normalize)
        tensors["scales"] = at::cat(made.scales, 1);
    write_tensor_file(file, tensors, {});
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

Json measure(const Request& request) {
    const auto codec =
        read_codec(request.model, CodecOptions{precision_from_name(request.precision)});
    const Material given = material_for(*codec, request);
    const int codebooks = codebooks_for_bandwidth(codec->config(), request.kbps);
    const double seconds = static_cast<double>(given.sound.size(0) * given.sound.size(2)) /
                           codec->config().sampling_rate;
    std::vector<double> wall, processor;
    Material made;
    for (int i = 0; i <= request.repetitions; ++i) {
        const auto start = std::chrono::steady_clock::now();
        const std::clock_t start_processor = std::clock();
        made = request.stage == "encode"   ? encode(*codec, given, codebooks)
               : request.stage == "decode" ? decode(*codec, given)
                                           : first_sound(*codec, given);
        const std::clock_t end_processor = std::clock();
        const auto end = std::chrono::steady_clock::now();
        if (i == 0) continue;  // fills caches
        wall.push_back(std::chrono::duration<double>(end - start).count());
        processor.push_back(static_cast<double>(end_processor - start_processor) / CLOCKS_PER_SEC);
    }
    if (!request.write.empty()) write(*codec, made, request.write);
    return {{"stage", request.stage},
            {"precision", request.precision},
            {"batch", given.sound.size(0)},
            {"threads", request.threads},
            {"milliseconds", 1000 * median(wall)},
            {"cpu_milliseconds", 1000 * median(processor)},
            {"audio_seconds_per_second", seconds / median(wall)},
            {"audio_seconds_per_cpu_second", seconds / median(processor)}};
}

int run(int argc, char** argv) {
    CLI::App app("Speed of EnCodec");
    Request request;
    app.add_option("model", request.model, "Folder with config.json and model.safetensors")
        ->required();
    app.add_option("--stage", request.stage)
        ->check(CLI::IsMember({"encode", "decode", "first-sound"}));
    app.add_option("--precision", request.precision)->check(CLI::IsMember({"float32", "bfloat16"}));
    app.add_option("--batch", request.clips, "Clips at once");
    app.add_option("--threads", request.threads);
    app.add_option("--repetitions", request.repetitions)->check(CLI::PositiveNumber);
    app.add_option("--seconds", request.seconds, "Length of a clip");
    app.add_option("--bandwidth", request.kbps, "kbit/s");
    app.add_option("--input", request.input, "Sound and codes; without it, noise");
    app.add_option("--write", request.write, "Where the result goes");
    CLI11_PARSE(app, argc, argv);
    configure_runtime({request.threads});
    try {
        std::cout << measure(request).dump() << '\n';
    } catch (const std::exception& fault) {
        std::cerr << fault.what() << '\n';
        return 1;
    }
    return 0;
}

}  // namespace
}  // namespace affetto

int main(int argc, char** argv) { return affetto::run(argc, argv); }
