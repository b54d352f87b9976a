#include <algorithm>
#include <span>
#include <vector>

#include "affetto/audio/resampler.hpp"
#include "affetto/audio/sound_decoder.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto::detail {
namespace {

constexpr std::size_t kBlockFrames = 4'096;

std::unique_ptr<SoundDecoder> open_stream(ByteSource& source, const SoundHeader& header,
                                          const std::string& name) {
    return header.container == SoundContainer::mp3 ? open_with_mpg123(source, header, name)
                                                   : open_with_sndfile(source, header, name);
}

/// Streams one after another, as one of the highest rate and the most channels among them.
class JoinedDecoder final : public SoundDecoder {
public:
    JoinedDecoder(ByteSource& source, const SoundHeader& header, const std::string& name)
        : source_(source), name_(name), headers_(header.further) {
        headers_.insert(headers_.begin(), header);
        struct Facts {
            int sample_rate_hz, channels;
            std::optional<std::uint64_t> frames;
        };
        std::vector<Facts> facts;
        for (const SoundHeader& one : headers_) {
            const auto decoder = open_stream(source, one, name);
            facts.push_back({decoder->sample_rate_hz(), decoder->channels(), decoder->frames()});
            sample_rate_hz_ = std::max(sample_rate_hz_, facts.back().sample_rate_hz);
            channels_ = std::max(channels_, facts.back().channels);
        }
        frames_ = 0;
        for (std::size_t i = 0; i < facts.size(); ++i) {
            if (facts[i].channels != 1 && facts[i].channels != channels_)
                throw DataError(name + ": its stream " + std::to_string(i + 1) +
                                ", joined at byte " + std::to_string(headers_[i].begin) + ", has " +
                                std::to_string(facts[i].channels) + " channels, another has " +
                                std::to_string(channels_) + "; cut the file into parts");
            if (frames_ && facts[i].frames)
                *frames_ +=
                    resampled_frames(*facts[i].frames, facts[i].sample_rate_hz, sample_rate_hz_);
            else
                frames_.reset();
        }
        begin(0);
    }

    std::size_t read(float* to, std::size_t count) override {
        const auto width = static_cast<std::size_t>(channels_);
        while ((ready_.size() - taken_) / width < count && !ended_) fill();
        const std::size_t have = std::min(count, (ready_.size() - taken_) / width);
        std::copy_n(ready_.begin() + static_cast<std::ptrdiff_t>(taken_), have * width, to);
        taken_ += have * width;
        return have;
    }

    bool seek(std::uint64_t) override { return false; }

    std::optional<std::string> fault() const override { return fault_; }

private:
    void begin(std::size_t index) {
        index_ = index;
        position_ = 0;
        decoder_ = open_stream(source_, headers_[index], name_);
        resampler_.emplace(decoder_->sample_rate_hz(), sample_rate_hz_, channels_);
    }

    /// The next block of the stream at hand, or its rest and the beginning of the next stream.
    void fill() {
        ready_.erase(ready_.begin(), ready_.begin() + static_cast<std::ptrdiff_t>(taken_));
        taken_ = 0;
        const auto own = static_cast<std::size_t>(decoder_->channels());
        block_.resize(kBlockFrames * own);
        const std::size_t frames = decoder_->read(block_.data(), kBlockFrames);
        position_ += frames;
        if (frames > 0) {
            keep(resampler_->process(spread(std::span(block_).first(frames * own))));
            return;
        }
        keep(resampler_->flush());
        fault_ = fault_of_stream();
        ended_ = fault_ || index_ + 1 == headers_.size();
        if (!ended_) begin(index_ + 1);
    }

    void keep(std::span<const float> samples) {
        ready_.insert(ready_.end(), samples.begin(), samples.end());
    }

    std::span<const float> spread(std::span<const float> samples) {
        if (decoder_->channels() == channels_) return samples;
        wide_.clear();
        for (const float sample : samples)
            wide_.insert(wide_.end(), static_cast<std::size_t>(channels_), sample);
        return wide_;
    }

    /// Why the stream at hand ended before its end.
    std::optional<std::string> fault_of_stream() const {
        const auto& stated = decoder_->frames();
        const double slack = kLossySlackSeconds * decoder_->sample_rate_hz();
        if (stated && static_cast<double>(position_) + slack >= static_cast<double>(*stated))
            return std::nullopt;
        std::optional<std::string> fault = decoder_->fault();
        if (!fault && stated)
            fault = "it is cut off: expected " + seconds_text(*stated) + ", found " +
                    seconds_text(position_);
        if (!fault) return std::nullopt;
        return "in stream " + std::to_string(index_ + 1) + " of " +
               std::to_string(headers_.size()) + " that are joined: " + *fault;
    }

    std::string seconds_text(std::uint64_t frames) const {
        return format_fixed(static_cast<double>(frames) / decoder_->sample_rate_hz(), 3) + " s";
    }

    ByteSource& source_;
    std::string name_;
    std::vector<SoundHeader> headers_;
    std::size_t index_ = 0;
    std::unique_ptr<SoundDecoder> decoder_;  // of stream index_
    std::optional<Resampler> resampler_;     // from its rate to that of all
    std::uint64_t position_ = 0;             // in it, in its own frames
    std::vector<float> block_, wide_, ready_;
    std::size_t taken_ = 0;  // of ready_
    bool ended_ = false;
    std::optional<std::string> fault_;
};

}  // namespace

std::unique_ptr<SoundDecoder> open_decoder(ByteSource& source, const SoundHeader& header,
                                           const std::string& name) {
    if (header.further.empty()) return open_stream(source, header, name);
    return std::make_unique<JoinedDecoder>(source, header, name);
}

}  // namespace affetto::detail
