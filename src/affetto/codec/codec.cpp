#include "affetto/codec/codec.hpp"

#include <algorithm>
#include <stdexcept>

#include "affetto/core/error.hpp"
#include "affetto/tensor/tensor_file.hpp"
#include "affetto/tensor/threads.hpp"

namespace affetto {
namespace {

/// Frames that go through the layers together: few enough for activations at the sound's rate to
/// stay in the second level cache, enough for each weight of the slow layers to be used often.
constexpr std::int64_t kFrames = 28;

[[noreturn]] void wrong(const char* what, const std::string& expected, const at::Tensor& found) {
    throw std::invalid_argument(std::string(what) + ": expected " + expected + ", got " +
                                shape_text(found.sizes()) + " of type " +
                                std::string(found.dtype().name()) + " on " + found.device().str());
}

void require_clips(const char* what, const at::Tensor& x, std::int64_t channels) {
    if (x.dim() == 3 && x.size(0) > 0 && x.size(1) == channels && x.size(2) > 0 &&
        x.scalar_type() == at::kFloat && x.device().is_cpu())
        return;
    wrong(what, "float32 [clips, " + std::to_string(channels) + ", time] on the CPU", x);
}

const CodecConfig& valid(const CodecConfig& config) {
    validate(config);
    return config;
}

Precision available(Precision wanted) {
    if (wanted == Precision::bfloat16 && bfloat16_kernels() == nullptr)
        throw UsageError(
            "codec: bfloat16 needs a processor with AVX512_BF16 (x86-64 from AMD's Zen 4 and "
            "Intel's Cooper Lake on), which this one, or this build, lacks; take float32");
    return wanted;
}

/// Rows that go through a network and those that come out.
struct Passage {
    const float* in;
    std::int64_t rows, channels;
    float* out;
    std::int64_t out_rows, out_channels;
    std::int64_t chunk;  ///< rows that go in at a time
};

void run_clips(const RowNetwork& network, const Passage& p, std::int64_t from, std::int64_t to) {
    RowStream stream(network, to - from);
    std::int64_t done = 0;
    for (std::int64_t row = 0; row < p.rows; row += p.chunk) {
        const std::int64_t n = std::min(p.chunk, p.rows - row);
        for (std::int64_t clip = from; clip < to; ++clip)
            std::copy_n(p.in + (clip * p.rows + row) * p.channels, n * p.channels,
                        stream.grow(clip - from, n));
        stream.run(row + n == p.rows);
        const std::int64_t ready = stream.ready();
        if (ready == 0) continue;
        for (std::int64_t clip = from; clip < to; ++clip)
            std::copy_n(stream.output(clip - from), ready * p.out_channels,
                        p.out + (clip * p.out_rows + done) * p.out_channels);
        stream.drop(ready);
        done += ready;
    }
}

/// x [B, channels, T] through a network that makes `out_rows` rows of `out_channels`. Threads take
/// clips; to share the layers of one clip they would have to wait for each other thousands of
/// times a second.
at::Tensor run(const RowNetwork& network, const CodecConfig& config, const at::Tensor& x,
               std::int64_t chunk, std::int64_t out_rows, std::int64_t out_channels) {
    // [B, T, channels]; the same memory where there is one channel.
    const at::Tensor in = x.detach().transpose(1, 2).contiguous();
    const at::Tensor out = at::empty({x.size(0), out_rows, out_channels}, at::kFloat);
    if (config.norm_type == "time_group_norm") chunk = x.size(2);
    const Passage passage{
        in.data_ptr<float>(), x.size(2), x.size(1), out.data_ptr<float>(), out_rows,
        out_channels,         chunk};
    over_threads(x.size(0), 1, [&](std::int64_t from, std::int64_t to) {
        run_clips(network, passage, from, to);
    });
    return out.transpose(1, 2).contiguous();
}

}  // namespace

Codec::Codec(const CodecConfig& config, WeightTensors weights, std::string_view where,
             const CodecOptions& options)
    : Codec(config, codec_weights(std::move(weights), valid(config), where),
            available(options.precision)) {}

Codec::Codec(const CodecConfig& config, const WeightTensors& weights, Precision precision)
    : config_(config),
      encoder_(encoder_layout(config), config, weights, precision),
      decoder_(decoder_layout(config), config, weights, precision),
      quantizer_(config, weights) {}

at::Tensor Codec::encode(const at::Tensor& sound) const {
    require_clips("sound", sound, config_.audio_channels);
    return run(encoder_, config_, sound, kFrames * hop_length(config_),
               frames_of(config_, sound.size(2)), config_.hidden_size);
}

at::Tensor Codec::decode(const at::Tensor& latents) const {
    require_clips("latents", latents, config_.hidden_size);
    return run(decoder_, config_, latents, kFrames, latents.size(2) * hop_length(config_),
               config_.audio_channels);
}

at::Tensor Codec::quantize(const at::Tensor& latents, int codebooks) const {
    require_clips("latents", latents, config_.hidden_size);
    if (codebooks < 1 || codebooks > num_codebooks(config_))
        throw std::invalid_argument("codebooks: must lie in [1, " +
                                    std::to_string(num_codebooks(config_)) + "], got " +
                                    std::to_string(codebooks));
    const std::int64_t clips = latents.size(0), frames = latents.size(2);
    const at::Tensor rows = latents.detach().transpose(1, 2).contiguous();
    const at::Tensor codes = at::empty({codebooks, clips, frames}, at::kLong);
    quantizer_.encode(rows.data_ptr<float>(), clips * frames, codebooks,
                      codes.data_ptr<std::int64_t>());
    return codes;
}

at::Tensor Codec::dequantize(const at::Tensor& codes) const {
    if (codes.dim() != 3 || codes.size(0) < 1 || codes.size(0) > num_codebooks(config_) ||
        codes.numel() == 0 || codes.scalar_type() != at::kLong || !codes.device().is_cpu())
        wrong("codes",
              "int64 [at most " + std::to_string(num_codebooks(config_)) +
                  " codebooks, clips, frames] on the CPU",
              codes);
    const at::Tensor whole = codes.contiguous();
    const std::int64_t* const begin = whole.data_ptr<std::int64_t>();
    const auto [low, high] = std::minmax_element(begin, begin + whole.numel());
    if (*low < 0 || *high >= config_.codebook_size)
        throw std::invalid_argument("codes: must lie in [0, " +
                                    std::to_string(config_.codebook_size - 1) + "], got " +
                                    std::to_string(*low < 0 ? *low : *high));
    const at::Tensor rows =
        at::empty({codes.size(1), codes.size(2), config_.hidden_size}, at::kFloat);
    quantizer_.decode(begin, codes.size(1) * codes.size(2), codes.size(0), rows.data_ptr<float>());
    return rows.transpose(1, 2).contiguous();
}

}  // namespace affetto
