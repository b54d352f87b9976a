#include "affetto/pipeline/code_streams.hpp"

#include <chrono>

namespace affetto {
namespace {

/// Adds the time until it goes to `sum`, in seconds.
class Stopwatch {
public:
    explicit Stopwatch(double& sum) : sum_(sum) {}
    ~Stopwatch() {
        sum_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    }
    Stopwatch(const Stopwatch&) = delete;
    Stopwatch& operator=(const Stopwatch&) = delete;

private:
    double& sum_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Interleaved frames as [1, channels, frames].
at::Tensor as_tensor(std::span<const float> interleaved, int channels) {
    const auto frames = static_cast<std::int64_t>(interleaved.size()) / channels;
    return at::from_blob(const_cast<float*>(interleaved.data()), {1, frames, channels}, at::kFloat)
        .transpose(1, 2)
        .contiguous();
}

}  // namespace

SoundToCodes::SoundToCodes(const Codec& codec, int codebooks)
    : codec_(codec), codebooks_(codebooks), stream_(codec) {}

void SoundToCodes::push(std::span<const float> interleaved, const Visit& visit) {
    const CodecConfig& config = codec_.config();
    waiting_.insert(waiting_.end(), interleaved.begin(), interleaved.end());
    samples_ += static_cast<std::int64_t>(interleaved.size()) / config.audio_channels;
    // The network works best on pieces of some length.
    const auto second = static_cast<std::size_t>(config.sampling_rate) *
                        static_cast<std::size_t>(config.audio_channels);
    if (waiting_.size() >= second) encode(false, visit);
}

void SoundToCodes::finish(const Visit& visit) { encode(true, visit); }

void SoundToCodes::encode(bool last, const Visit& visit) {
    std::vector<CodePiece> pieces;
    {
        const Stopwatch watch(seconds_);
        std::vector<EncodedSegment> encoded;
        if (!waiting_.empty())
            encoded = stream_.push(as_tensor(waiting_, codec_.config().audio_channels));
        waiting_.clear();
        if (last)
            for (EncodedSegment& rest : stream_.finish()) encoded.push_back(std::move(rest));
        const bool flows = follows_sound(codec_.config());
        for (const EncodedSegment& segment : encoded) {
            const at::Tensor codes = codec_.quantize(segment.latents, codebooks_)
                                         .squeeze(1)
                                         .t()
                                         .to(at::kInt)
                                         .contiguous();  // [T, K]
            const auto* first = codes.data_ptr<std::int32_t>();
            pieces.push_back({!flows || !begun_,
                              !flows,
                              segment.scale.item<float>(),
                              {first, first + codes.numel()}});
            begun_ = true;
        }
    }
    if (last && !pieces.empty()) pieces.back().ends_segment = true;
    for (const CodePiece& piece : pieces) visit(piece);
}

CodesToSound::CodesToSound(const Codec& codec, int codebooks)
    : codec_(codec), codebooks_(codebooks), stream_(codec) {}

void CodesToSound::end_at(std::int64_t samples) { end_ = samples; }

void CodesToSound::push(const CodePiece& piece, const Visit& visit) {
    waiting_.insert(waiting_.end(), piece.codes.begin(), piece.codes.end());
    if (!follows_sound(codec_.config()) && !piece.ends_segment) return;
    at::Tensor sound;
    {
        const Stopwatch watch(seconds_);
        const auto frames = static_cast<std::int64_t>(waiting_.size()) / codebooks_;
        const at::Tensor codes = at::from_blob(waiting_.data(), {frames, codebooks_}, at::kInt)
                                     .t()
                                     .to(at::kLong)
                                     .unsqueeze(1);  // [K, 1, T]
        sound = stream_.push({codec_.dequantize(codes), at::full({1, 1}, piece.scale)});
        waiting_.clear();
    }
    hand_on(sound, visit);
}

void CodesToSound::finish(const Visit& visit) {
    at::Tensor sound;
    {
        const Stopwatch watch(seconds_);
        sound = stream_.finish();
    }
    hand_on(sound, visit);
}

void CodesToSound::hand_on(const at::Tensor& sound, const Visit& visit) {
    const std::int64_t samples = std::min(end_ - samples_, sound.size(2));
    if (samples <= 0) return;
    const at::Tensor frames = sound.narrow(2, 0, samples).transpose(1, 2).contiguous();
    visit({frames.data_ptr<float>(), static_cast<std::size_t>(frames.numel())});
    samples_ += samples;
}

}  // namespace affetto
