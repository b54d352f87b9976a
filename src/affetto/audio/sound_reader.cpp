#include "affetto/audio/sound_reader.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>

#include "affetto/audio/growing_sound.hpp"
#include "affetto/audio/sound_decoder.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr std::size_t kBlockFrames = 4'096;

bool is_lossy(SoundContainer container) {
    return container == SoundContainer::mp3 || container == SoundContainer::ogg;
}

/// The index of the first sample that is NaN, infinite or too large for one of sound. In blocks of
/// a fixed size without branches, which compilers turn into vector instructions.
std::optional<std::size_t> find_implausible(std::span<const float> samples) {
    constexpr std::size_t kBlock = 256;
    constexpr std::uint32_t kMagnitude = 0x7FFF'FFFF;
    constexpr auto kLargest = std::bit_cast<std::uint32_t>(kMaxSample);
    // Infinity and NaN, as whole numbers, are larger than every float.
    const auto implausible = [](float sample) {
        return static_cast<std::uint32_t>((std::bit_cast<std::uint32_t>(sample) & kMagnitude) >
                                          kLargest);
    };
    std::size_t at = 0;
    for (; at + kBlock <= samples.size(); at += kBlock) {
        std::uint32_t any = 0;
        for (std::size_t i = 0; i < kBlock; ++i) any |= implausible(samples[at + i]);
        if (any != 0) break;
    }
    for (; at < samples.size(); ++at)
        if (implausible(samples[at]) != 0) return at;
    return std::nullopt;
}

}  // namespace

struct SoundReader::State {
    std::unique_ptr<ByteSource> source;
    std::string name;
    SoundReaderOptions options;
    SoundHeader header;
    std::unique_ptr<detail::SoundDecoder> decoder;
    SoundInfo info;
    std::uint64_t position = 0;
    bool ended = false;
    std::vector<float> block;

    State(std::unique_ptr<ByteSource> from, std::string its_name, const SoundReaderOptions& o)
        : source(std::move(from)), name(std::move(its_name)), options(o) {
        header = read_sound_header(*source, name);
        check_stated(header);
        for (const SoundHeader& joined : header.further) check_stated(joined);
        check_held_frames();
        decoder = detail::open_decoder(*source, header, name);
        check_channels(decoder->channels());
        check_rate(decoder->sample_rate_hz());
        info.sample_rate_hz = decoder->sample_rate_hz();
        info.channels = decoder->channels();
        info.format = name_of(header.container);
        info.streams = 1 + static_cast<int>(header.further.size());
        info.frames = header.held_frames ? header.held_frames : decoder->frames();
        if (const auto seconds = info.seconds()) check_seconds(*seconds);
        check_closed(header);
        for (const SoundHeader& joined : header.further) check_closed(joined);
    }

    [[noreturn]] void refuse(const std::string& why) const { throw DataError(name + ": " + why); }

    std::string seconds_text(std::uint64_t frames) const {
        const double rate = decoder ? info.sample_rate_hz : *header.sample_rate_hz;
        return format_fixed(static_cast<double>(frames) / rate, 3) + " s";
    }

    void check_stated(const SoundHeader& stream) const {
        if (stream.channels) check_channels(*stream.channels);
        if (stream.sample_rate_hz) check_rate(*stream.sample_rate_hz);
    }

    void check_closed(const SoundHeader& stream) const {
        if (stream.closed || options.accept_incomplete) return;
        if (&stream == &header && !header.further.empty())
            refuse("is cut off: its first OGG stream ends at byte " + std::to_string(stream.end) +
                   " without its last page");
        refuse("is cut off: this OGG file ends without its last page" +
               (info.frames ? ", after " + seconds_text(*info.frames) : std::string()));
    }

    void check_channels(int count) const {
        if (count < 1 || count > options.limits.max_channels)
            refuse("has " + std::to_string(count) + " channels, expected 1 to " +
                   std::to_string(options.limits.max_channels));
    }

    void check_rate(double hz) const {
        const SoundLimits& limits = options.limits;
        if (hz < limits.min_sample_rate_hz || hz > limits.max_sample_rate_hz)
            refuse("has a sample rate of " + format_number(hz) + " Hz, expected " +
                   std::to_string(limits.min_sample_rate_hz) + " to " +
                   std::to_string(limits.max_sample_rate_hz));
    }

    void check_seconds(double seconds) const {
        if (seconds > options.limits.max_seconds)
            refuse("lasts longer than " + format_number(options.limits.max_seconds) +
                   " s, the limit; cut it into parts");
    }

    void check_held_frames() const {
        const auto& stated = header.stated_frames;
        const auto& held = header.held_frames;
        if (stated.value_or(1) == 0 || held.value_or(1) == 0) refuse("holds no sound");
        if (stated && held && *held < *stated && !options.accept_incomplete)
            refuse("is cut off, or its header lies: expected " + seconds_text(*stated) +
                   " of sound, found " + seconds_text(*held));
    }

    void check_samples(std::span<const float> samples) const {
        const auto bad = find_implausible(samples);
        if (!bad) return;
        const auto width = static_cast<std::size_t>(info.channels);
        const std::uint64_t frame = position + *bad / width;
        const std::string place = " at " + seconds_text(frame) + " (frame " +
                                  std::to_string(frame) + ", channel " +
                                  std::to_string(*bad % width + 1) + ")";
        if (!std::isfinite(samples[*bad])) refuse("has a sample that is NaN or infinite" + place);
        refuse("has a sample of " + format_number(samples[*bad]) + place +
               ", which is no sound: full scale is 1, and at most " + format_number(kMaxSample) +
               " is read; scale the file, or repair it");
    }

    /// Up to `count` frames in one go; 0 at the end.
    std::size_t read_block(float* to, std::size_t count) {
        const std::size_t have = decoder->read(to, count);
        check_samples({to, have * static_cast<std::size_t>(info.channels)});
        position += have;
        check_seconds(static_cast<double>(position) / info.sample_rate_hz);
        return have;
    }

    void check_end() const {
        const double slack =
            is_lossy(header.container) ? detail::kLossySlackSeconds * info.sample_rate_hz : 0;
        const bool too_short = info.frames && static_cast<double>(position) + slack <
                                                  static_cast<double>(*info.frames);
        const bool may_be_damaged = !info.frames || too_short;  // behind the end nobody minds
        if (const auto fault = decoder->fault();
            fault && may_be_damaged && !options.accept_incomplete)
            refuse("is damaged at " + seconds_text(position) + ": " + *fault);
        if (too_short && !options.accept_incomplete)
            refuse("is cut off, or its header lies: expected " + seconds_text(*info.frames) +
                   " of sound, found " + seconds_text(position));
        if (position == 0) refuse("holds no sound");
    }

    bool can_jump() const { return !is_lossy(header.container); }
};

std::optional<double> SoundInfo::seconds() const {
    if (!frames) return std::nullopt;
    return static_cast<double>(*frames) / sample_rate_hz;
}

SoundReader::SoundReader(const Path& path, const SoundReaderOptions& options)
    : state_(std::make_unique<State>(std::make_unique<FileSource>(path), display(path), options)) {}

SoundReader::SoundReader(std::span<const std::byte> bytes, const std::string& name,
                         const SoundReaderOptions& options)
    : state_(std::make_unique<State>(std::make_unique<MemorySource>(bytes), name, options)) {}

SoundReader::~SoundReader() = default;
SoundReader::SoundReader(SoundReader&&) noexcept = default;
SoundReader& SoundReader::operator=(SoundReader&&) noexcept = default;

const SoundInfo& SoundReader::info() const { return state_->info; }
std::uint64_t SoundReader::position() const { return state_->position; }

std::size_t SoundReader::read(std::span<float> samples) {
    State& s = *state_;
    const auto width = static_cast<std::size_t>(s.info.channels);
    if (samples.size() % width != 0)
        throw std::invalid_argument("SoundReader: a block must hold whole frames");
    const std::size_t wanted = samples.size() / width;
    std::size_t have = 0;
    while (have < wanted && !s.ended) {
        const std::size_t more = s.read_block(samples.data() + have * width, wanted - have);
        have += more;
        if (more > 0) continue;
        s.ended = true;
        s.check_end();
    }
    return have;
}

bool SoundReader::skip_to(std::uint64_t frame) {
    State& s = *state_;
    if (frame < s.position) throw std::invalid_argument("SoundReader: skips forward only");
    if (s.can_jump() && s.info.frames && frame < *s.info.frames && s.decoder->seek(frame)) {
        s.position = frame;
        return true;
    }
    const auto width = static_cast<std::size_t>(s.info.channels);
    s.block.resize(kBlockFrames * width);
    while (s.position < frame) {
        const auto count =
            static_cast<std::size_t>(std::min<std::uint64_t>(kBlockFrames, frame - s.position));
        if (read(std::span(s.block).first(count * width)) < count) return false;
    }
    return true;
}

void SoundReader::read_window(const SoundWindow& window,
                              const std::function<void(std::span<const float>)>& visit) {
    State& s = *state_;
    const auto width = static_cast<std::size_t>(s.info.channels);
    const FrameWindow frames = frames_of(window, s.info.sample_rate_hz);
    bool any = false;
    if (skip_to(frames.first)) {
        s.block.resize(kBlockFrames * width);
        while (s.position < frames.last) {
            const auto wanted = static_cast<std::size_t>(
                std::min<std::uint64_t>(frames.last - s.position, kBlockFrames));
            const std::size_t have = read(std::span(s.block).first(wanted * width));
            if (have > 0) visit(std::span(s.block).first(have * width));
            any = any || have > 0;
            if (have < wanted) break;
        }
    }
    if (!any)
        s.refuse("ends before " + format_number(window.start_seconds) +
                 " s, where the wanted part begins");
}

FrameWindow frames_of(const SoundWindow& window, int sample_rate_hz) {
    if (!(window.start_seconds >= 0) || !(window.end_seconds > window.start_seconds))
        throw std::invalid_argument(
            "a window of a sound must be [start, end) with 0 <= start < end");
    constexpr double kMostFrames = 1e15;
    const auto frame_at = [&](double seconds) {
        return static_cast<std::uint64_t>(
            std::min(std::round(seconds * sample_rate_hz), kMostFrames));
    };
    return {frame_at(window.start_seconds), frame_at(window.end_seconds)};
}

AudioBuffer read_sound(const Path& path, const SoundLimits& limits, const SoundWindow& window) {
    SoundReader reader(path, {.limits = limits});
    const SoundInfo& info = reader.info();
    detail::GrowingSound sound(display(path), info.sample_rate_hz, info.channels,
                               detail::frames_within(info, window), limits);
    reader.read_window(window, [&](std::span<const float> block) { sound.add(block); });
    return sound.take();
}

}  // namespace affetto
