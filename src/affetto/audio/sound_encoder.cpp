#include "affetto/audio/sound_encoder.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto::detail {
namespace {

constexpr std::array<int, 9> kMp3Rates = {8'000,  11'025, 12'000, 16'000, 22'050,
                                          24'000, 32'000, 44'100, 48'000};
constexpr double kVorbisQuality = 0.6;         // of 0..1: about 190 kbit/s for stereo at 44.1 kHz
constexpr double kMp3Compression = 0.2;        // of 0..1, as libsndfile maps it to LAME's V2
constexpr std::size_t kFramesAtATime = 4'096;  // libvorbis keeps a whole write on its stack
constexpr std::uint64_t kMaxWavBytes = std::numeric_limits<std::int32_t>::max();

int sndfile_coding(SampleFormat samples) {
    switch (samples) {
        case SampleFormat::pcm16:
            return SF_FORMAT_PCM_16;
        case SampleFormat::pcm24:
            return SF_FORMAT_PCM_24;
        case SampleFormat::float32:
            return SF_FORMAT_FLOAT;
    }
    return 0;
}

std::uint64_t bytes_of(SampleFormat samples) {
    return samples == SampleFormat::pcm16 ? 2 : samples == SampleFormat::pcm24 ? 3 : 4;
}

int sndfile_format(std::string_view format, SampleFormat samples) {
    if (format == "wav") return SF_FORMAT_WAV | sndfile_coding(samples);
    if (format == "flac") return SF_FORMAT_FLAC | sndfile_coding(samples);
    if (format == "ogg") return SF_FORMAT_OGG | SF_FORMAT_VORBIS;
    return SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
}

/// Of the formats that store whole numbers; the others take samples as they are.
std::optional<SampleRounding> whole_numbers(std::string_view format, SampleFormat samples,
                                            Dither dither) {
    if ((format != "wav" && format != "flac") || samples == SampleFormat::float32)
        return std::nullopt;
    return SampleRounding(samples == SampleFormat::pcm24 ? 24 : 16, dither);
}

void set_quality(SNDFILE* file, std::string_view format) {
    if (format == "ogg") {
        double quality = kVorbisQuality;
        sf_command(file, SFC_SET_VBR_ENCODING_QUALITY, &quality, sizeof quality);
    } else if (format == "mp3") {
        int mode = SF_BITRATE_MODE_VARIABLE;
        double compression = kMp3Compression;
        sf_command(file, SFC_SET_BITRATE_MODE, &mode, sizeof mode);
        sf_command(file, SFC_SET_COMPRESSION_LEVEL, &compression, sizeof compression);
    }
}

}  // namespace

SoundEncoder::SoundEncoder(SoundBytes& bytes, std::string name, int sample_rate_hz, int channels,
                           std::string_view format, SampleFormat samples, Dither dither)
    : bytes_(bytes),
      name_(std::move(name)),
      sample_rate_hz_(sample_rate_hz),
      channels_(channels),
      format_(format),
      max_samples_(format == "wav" ? kMaxWavBytes / bytes_of(samples)
                                   : std::numeric_limits<std::uint64_t>::max()),
      rounding_(whole_numbers(format, samples, dither)),
      left_shift_(samples == SampleFormat::pcm24 ? 8 : 16),
      file_(nullptr, sf_close) {
    check_sound_format(format);
    const bool stores = samples == SampleFormat::pcm16 || format == "wav" ||
                        (format == "flac" && samples == SampleFormat::pcm24);
    if (!stores)
        throw UsageError("'" + format_ + "' stores no samples of " +
                         (samples == SampleFormat::pcm24 ? "24 bits: choose wav or flac"
                                                         : "floating point: choose wav"));
    if (sample_rate_hz < 1 || channels < 1)
        throw std::invalid_argument("a sound file needs a sample rate and channels");
    // Asked of libsndfile, a rate that LAME does not know leaks the encoder.
    if (format == "mp3" &&
        std::find(kMp3Rates.begin(), kMp3Rates.end(), sample_rate_hz) == kMp3Rates.end())
        throw Error(name_ + "MP3 has no rate of " + std::to_string(sample_rate_hz) +
                    " Hz: choose wav, flac or ogg, or a rate of MPEG such as 44100");

    SF_INFO info{};
    info.samplerate = sample_rate_hz;
    info.channels = channels;
    info.format = sndfile_format(format, samples);
    if (sf_format_check(&info) == 0) fail(nullptr);
    SF_VIRTUAL_IO io{length, seek, read, write_bytes, tell};
    file_.reset(sf_open_virtual(&io, SFM_WRITE, &info, this));
    if (!file_) fail(nullptr);
    sf_command(file_.get(), SFC_SET_CLIPPING, nullptr, SF_TRUE);
    // That chunk holds the time of day.
    sf_command(file_.get(), SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
    set_quality(file_.get(), format);
}

SoundEncoder::~SoundEncoder() = default;

void SoundEncoder::write(std::span<const float> samples) {
    const auto width = static_cast<std::size_t>(channels_);
    if (!file_ || samples.size() % width != 0)
        throw std::invalid_argument("a sound file takes whole frames, until it is finished");
    if (samples.size() > max_samples_ - samples_)
        throw Error(name_ + "a WAV file holds 2 GB at most, and this sound is longer than the " +
                    format_fixed(static_cast<double>(max_samples_ / width) / sample_rate_hz_, 0) +
                    " s that fit: choose flac, ogg or mp3");
    samples_ += samples.size();
    // Blocks of one size, whatever the pieces: libvorbis decides by what it has at hand.
    const std::size_t block = kFramesAtATime * width;
    while (!samples.empty()) {
        const auto some = samples.first(std::min(block - waiting_.size(), samples.size()));
        waiting_.insert(waiting_.end(), some.begin(), some.end());
        samples = samples.subspan(some.size());
        if (waiting_.size() == block) flush();
    }
}

void SoundEncoder::flush() {
    const auto frames = static_cast<sf_count_t>(waiting_.size()) / channels_;
    sf_count_t written = 0;
    if (rounding_) {
        // libsndfile, given floats, would cut off what lies below the last bit.
        whole_.resize(waiting_.size());
        rounding_->round(waiting_, whole_);
        for (std::int32_t& sample : whole_) sample *= 1 << left_shift_;
        written = sf_writef_int(file_.get(), whole_.data(), frames);
    } else {
        written = sf_writef_float(file_.get(), waiting_.data(), frames);
    }
    if (written != frames || fault_) fail(file_.get());
    waiting_.clear();
}

void SoundEncoder::finish() {
    if (!waiting_.empty()) flush();
    if (sf_close(file_.release()) != 0 || fault_) fail(nullptr);
}

void SoundEncoder::fail(SNDFILE* file) {
    if (fault_) std::rethrow_exception(fault_);
    throw Error(name_ + "cannot write " + format_ + " (" + std::to_string(sample_rate_hz_) +
                " Hz, " + std::to_string(channels_) + " channels): " + sf_strerror(file) +
                "; libsndfile needs to be built with that codec (Debian: libsndfile1)");
}

void SoundEncoder::put(std::span<const std::byte> bytes) {
    const std::uint64_t size = bytes_.size();
    if (at_ > size)
        throw Error(name_ + "cannot write " + format_ + ": libsndfile left a gap in the file");
    const auto inside = static_cast<std::size_t>(std::min<std::uint64_t>(size - at_, bytes.size()));
    if (inside > 0) bytes_.overwrite(at_, bytes.first(inside));
    if (inside < bytes.size()) bytes_.append(bytes.subspan(inside));
    at_ += bytes.size();
}

sf_count_t SoundEncoder::length(void* user) {
    return static_cast<sf_count_t>(static_cast<SoundEncoder*>(user)->bytes_.size());
}

sf_count_t SoundEncoder::seek(sf_count_t offset, int whence, void* user) {
    auto& self = *static_cast<SoundEncoder*>(user);
    const sf_count_t base = whence == SEEK_SET   ? 0
                            : whence == SEEK_CUR ? static_cast<sf_count_t>(self.at_)
                                                 : length(user);
    self.at_ = static_cast<std::uint64_t>(std::max<sf_count_t>(0, base + offset));
    return static_cast<sf_count_t>(self.at_);
}

sf_count_t SoundEncoder::read(void*, sf_count_t, void*) { return 0; }

sf_count_t SoundEncoder::write_bytes(const void* from, sf_count_t count, void* user) {
    auto& self = *static_cast<SoundEncoder*>(user);
    // A write that fails is kept for the caller and not told to libsndfile, which would give up
    // without freeing what libvorbis holds.
    if (self.fault_) return count;
    try {
        self.put({static_cast<const std::byte*>(from), static_cast<std::size_t>(count)});
    } catch (...) {
        self.fault_ = std::current_exception();
    }
    return count;
}

sf_count_t SoundEncoder::tell(void* user) {
    return static_cast<sf_count_t>(static_cast<SoundEncoder*>(user)->at_);
}

}  // namespace affetto::detail
