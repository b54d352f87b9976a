#include "affetto/pipeline/sound_chunks.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "affetto/audio/levels.hpp"
#include "affetto/audio/mono_sound.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/sha256.hpp"
#include "affetto/core/text.hpp"
#include "affetto/data/segment_stream.hpp"

namespace affetto {
namespace {

constexpr double kLongestChunk = 3'600;  // seconds, of a recording that is one chunk

/// The end of a stream of samples, as far back as anybody needs it.
class RecentSamples {
public:
    void add(std::span<const float> samples) {
        samples_.insert(samples_.end(), samples.begin(), samples.end());
    }
    std::uint64_t end() const { return first_ + samples_.size(); }
    /// From `begin` on, at most `count`, as far as there are any.
    std::span<const float> from(std::uint64_t begin, std::size_t count) const {
        const auto at = static_cast<std::size_t>(std::min(begin - first_, end() - first_));
        return std::span(samples_).subspan(at, std::min(count, samples_.size() - at));
    }
    void forget_before(std::uint64_t position) {
        constexpr std::size_t kWorthMoving = 1 << 15;
        const auto count = static_cast<std::size_t>(
            std::min(position > first_ ? position - first_ : 0, end() - first_));
        if (count < std::max(kWorthMoving, samples_.size() / 2)) return;
        samples_.erase(samples_.begin(), samples_.begin() + static_cast<std::ptrdiff_t>(count));
        first_ += count;
    }

private:
    std::vector<float> samples_;
    std::uint64_t first_ = 0;
};

/// SHA-256 of samples as 16-bit numbers: the same for the same sound in lossless files.
class SampleHash {
public:
    void add(std::span<const float> samples) {
        values_.resize(samples.size());
        std::transform(samples.begin(), samples.end(), values_.begin(), [](float sample) {
            return static_cast<std::int16_t>(std::lrint(std::clamp(sample, -1.0f, 1.0f) * 32'767));
        });
        hash_.add(std::as_bytes(std::span(values_)));
    }
    std::string hex() { return hash_.hex(); }

private:
    Sha256 hash_;
    std::vector<std::int16_t> values_;
};

/// To `digits` places, so that records stay short.
double rounded(double value, int digits) {
    const double scale = std::pow(10, digits);
    return std::round(value * scale) / scale;
}

class Cutter {
public:
    Cutter(const ChunkConfig& config,
           const std::function<void(const Chunk&, const AudioBuffer&)>& write)
        : rate_(config.sample_rate_hz),
          block_(static_cast<std::size_t>(std::max(1, rate_ / 10))),
          stream_(config.segmentation, static_cast<double>(block_) / rate_),
          is_whole_(config.segmentation.lengths.empty()),
          write_(write) {}

    void add(std::span<const float> samples) {
        hash_.add(samples);
        recent_.add(samples);
        if (is_whole_ && seconds() > kLongestChunk)
            throw DataError("lasts longer than " + format_number(kLongestChunk) +
                            " s, the most that one chunk may: give lengths (--chunk 5,10)");
        for (; recent_.end() - listened_ >= block_; listened_ += block_)
            stream_.add_block(level(recent_.from(listened_, block_)), cut_);
        write_cut();
        const double needed = std::floor(stream_.needed_from() * rate_) - 1;
        recent_.forget_before(
            std::min(listened_, needed > 0 ? static_cast<std::uint64_t>(needed) : 0));
    }

    /// Everything but what the file says of itself.
    CutRecording finish() {
        std::vector<double> rest;
        if (recent_.end() > listened_) rest.push_back(level(recent_.from(listened_, block_)));
        stream_.finish(seconds(), rest, cut_);
        write_cut();
        std::stable_sort(done_.begin(), done_.end(),
                         [](const Done& a, const Done& b) { return a.rank < b.rank; });
        CutRecording recording;
        for (const Done& done : done_) recording.chunks.push_back(done.chunk);
        recording.seconds = seconds();
        recording.content = hash_.hex();
        recording.silent = stream_.silent();
        recording.remainders = stream_.remainders();
        return recording;
    }

private:
    struct Done {
        MeasuredChunk chunk;
        std::size_t rank = 0;
    };

    double seconds() const { return static_cast<double>(recent_.end()) / rate_; }
    static double level(std::span<const float> samples) { return to_decibels(rms_of(samples)); }

    void write_cut() {
        for (const CutChunk& cut : cut_) {
            const Chunk& chunk = cut.chunk;
            const auto begin = static_cast<std::uint64_t>(std::llround(chunk.start * rate_));
            const auto length = static_cast<std::size_t>(std::llround(chunk.length * rate_));
            const std::span<const float> sound = recent_.from(begin, length);
            AudioBuffer buffer{rate_, 1, {sound.begin(), sound.end()}};
            buffer.samples.resize(length +
                                  static_cast<std::size_t>(std::llround(chunk.padding * rate_)));
            write_(chunk, buffer);
            done_.push_back(
                {{chunk, rounded(level(sound), 3), rounded(peak_of(sound), 6)}, cut.rank});
        }
        cut_.clear();
    }

    int rate_;
    std::size_t block_;
    SegmentStream stream_;
    bool is_whole_;
    const std::function<void(const Chunk&, const AudioBuffer&)>& write_;
    SampleHash hash_;
    RecentSamples recent_;
    std::uint64_t listened_ = 0;  // samples whose level the stream has
    std::vector<CutChunk> cut_;   // not yet written
    std::vector<Done> done_;
};

[[noreturn]] void refuse_empty(const CutRecording& recording) {
    const std::string seconds = format_fixed(recording.seconds, 3) + " s";
    if (recording.silent > 0)
        throw DataError("silent: all " + std::to_string(recording.silent) + " chunks of its " +
                        seconds + " are");
    throw DataError("too short for a chunk: lasts " + seconds);
}

}  // namespace

CutRecording cut_recording(const ListedClip& clip, const ChunkConfig& config,
                           const std::function<void(const Chunk&, const AudioBuffer&)>& write) {
    MonoOptions options;
    options.window.start_seconds = clip.start;
    if (clip.end) options.window.end_seconds = *clip.end;
    Cutter cutter(config, write);
    const SoundInfo info =
        read_mono_blocks(clip.source, config.sample_rate_hz, options,
                         [&](std::span<const float> block) { cutter.add(block); });
    CutRecording recording = cutter.finish();
    recording.sample_rate_hz = info.sample_rate_hz;
    recording.channels = info.channels;
    recording.format = info.format;
    if (recording.chunks.empty()) refuse_empty(recording);
    return recording;
}

}  // namespace affetto
