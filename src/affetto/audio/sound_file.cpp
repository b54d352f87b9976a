#include "affetto/audio/sound_file.hpp"

#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <memory>
#include <stdexcept>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr std::array<std::string_view, 4> kFormats = {"wav", "flac", "ogg", "mp3"};
constexpr std::array<int, 9> kMp3Rates = {8'000,  11'025, 12'000, 16'000, 22'050,
                                          24'000, 32'000, 44'100, 48'000};
constexpr double kVorbisQuality = 0.6;        // of 0..1: about 190 kbit/s for stereo at 44.1 kHz
constexpr double kMp3Compression = 0.2;       // of 0..1, as libsndfile maps it to LAME's V2
constexpr sf_count_t kFramesAtATime = 4'096;  // libvorbis keeps a whole write on its stack

/// A file in memory for libsndfile to write to.
struct MemoryFile {
    Bytes bytes;
    std::size_t at = 0;
};

sf_count_t length(void* file) {
    return static_cast<sf_count_t>(static_cast<MemoryFile*>(file)->bytes.size());
}

sf_count_t seek(sf_count_t offset, int whence, void* user) {
    auto& file = *static_cast<MemoryFile*>(user);
    const sf_count_t base = whence == SEEK_SET   ? 0
                            : whence == SEEK_CUR ? static_cast<sf_count_t>(file.at)
                                                 : length(user);
    file.at = static_cast<std::size_t>(std::max<sf_count_t>(0, base + offset));
    return static_cast<sf_count_t>(file.at);
}

sf_count_t read(void* to, sf_count_t count, void* user) {
    auto& file = *static_cast<MemoryFile*>(user);
    if (file.at >= file.bytes.size()) return 0;
    const std::size_t size = std::min(static_cast<std::size_t>(count), file.bytes.size() - file.at);
    std::memcpy(to, file.bytes.data() + file.at, size);
    file.at += size;
    return static_cast<sf_count_t>(size);
}

sf_count_t write(const void* from, sf_count_t count, void* user) {
    auto& file = *static_cast<MemoryFile*>(user);
    const std::size_t end = file.at + static_cast<std::size_t>(count);
    if (end > file.bytes.size()) file.bytes.resize(end);
    std::memcpy(file.bytes.data() + file.at, from, static_cast<std::size_t>(count));
    file.at = end;
    return count;
}

sf_count_t tell(void* user) { return static_cast<sf_count_t>(static_cast<MemoryFile*>(user)->at); }

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

std::size_t bytes_of(SampleFormat samples) {
    return samples == SampleFormat::pcm16 ? 2 : samples == SampleFormat::pcm24 ? 3 : 4;
}

int sndfile_format(std::string_view format, SampleFormat samples) {
    if (format == "wav") return SF_FORMAT_WAV | sndfile_coding(samples);
    if (format == "flac") return SF_FORMAT_FLAC | sndfile_coding(samples);
    if (format == "ogg") return SF_FORMAT_OGG | SF_FORMAT_VORBIS;
    return SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
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

std::span<const std::string_view> sound_formats() { return kFormats; }

void check_sound_format(std::string_view format) {
    if (std::find(kFormats.begin(), kFormats.end(), format) != kFormats.end()) return;
    std::string message = "'" + std::string(format) + "' is no sound format; there are";
    for (const std::string_view f : kFormats) message += " " + std::string(f);
    const std::vector<std::string> names(kFormats.begin(), kFormats.end());
    if (const auto nearest = nearest_name(format, names))
        message += " (did you mean '" + *nearest + "'?)";
    throw UsageError(message);
}

Bytes encode_sound(const AudioBuffer& sound, std::string_view format, SampleFormat samples) {
    check_sound_format(format);
    const bool stores = samples == SampleFormat::pcm16 || format == "wav" ||
                        (format == "flac" && samples == SampleFormat::pcm24);
    if (!stores)
        throw UsageError("'" + std::string(format) + "' stores no samples of " +
                         (samples == SampleFormat::pcm24 ? "24 bits: choose wav or flac"
                                                         : "floating point: choose wav"));
    if (sound.sample_rate_hz < 1 || sound.channels < 1)
        throw std::invalid_argument("encode_sound: needs a sample rate and channels");
    constexpr std::size_t kMaxWavBytes = std::numeric_limits<std::int32_t>::max();
    if (format == "wav" && sound.samples.size() > kMaxWavBytes / bytes_of(samples))
        throw Error("a WAV file holds 2 GB at most, and this sound of " +
                    format_fixed(sound.seconds(), 0) + " s is larger: choose flac, ogg or mp3");

    // Asked of libsndfile, a rate that LAME does not know leaks the encoder.
    if (format == "mp3" &&
        std::find(kMp3Rates.begin(), kMp3Rates.end(), sound.sample_rate_hz) == kMp3Rates.end())
        throw Error("MP3 has no rate of " + std::to_string(sound.sample_rate_hz) +
                    " Hz: choose wav, flac or ogg, or a rate of MPEG such as 44100");

    SF_INFO info{};
    info.samplerate = sound.sample_rate_hz;
    info.channels = sound.channels;
    info.format = sndfile_format(format, samples);
    const auto fail = [&](SNDFILE* file) {
        throw Error("cannot write " + std::string(format) + " (" +
                    std::to_string(sound.sample_rate_hz) + " Hz, " +
                    std::to_string(sound.channels) + " channels): " + sf_strerror(file) +
                    "; libsndfile needs to be built with that codec (Debian: libsndfile1)");
    };
    if (sf_format_check(&info) == 0) fail(nullptr);

    MemoryFile memory;
    SF_VIRTUAL_IO io{length, seek, read, write, tell};
    std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file(
        sf_open_virtual(&io, SFM_WRITE, &info, &memory), sf_close);
    if (!file) fail(nullptr);
    sf_command(file.get(), SFC_SET_CLIPPING, nullptr, SF_TRUE);
    // That chunk holds the time of day.
    sf_command(file.get(), SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
    set_quality(file.get(), format);
    const auto frames = static_cast<sf_count_t>(sound.frames());
    for (sf_count_t done = 0; done < frames;) {
        const sf_count_t count = std::min(kFramesAtATime, frames - done);
        const float* from = sound.samples.data() + done * sound.channels;
        if (sf_writef_float(file.get(), from, count) != count) fail(file.get());
        done += count;
    }
    if (sf_close(file.release()) != 0) fail(nullptr);  // completes the bytes
    return std::move(memory.bytes);
}

void write_sound(const Path& path, const AudioBuffer& sound, std::string_view format,
                 SampleFormat samples) {
    write_bytes(path, encode_sound(sound, format, samples));
}

}  // namespace affetto
