#include "sounds.hpp"

#include <sndfile.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

#include "support/temporary_folder.hpp"

namespace affetto::test {

AudioBuffer sines(double seconds, int sample_rate_hz, int channels, double hertz) {
    AudioBuffer sound{sample_rate_hz, channels, {}};
    const auto frames = static_cast<int>(std::lround(seconds * sample_rate_hz));
    for (int i = 0; i < frames; ++i)
        for (int c = 0; c < channels; ++c)
            sound.samples.push_back(static_cast<float>(
                0.5 / (c + 1) *
                std::sin(2 * std::numbers::pi * hertz * (1 + 0.5 * c) * i / sample_rate_hz)));
    return sound;
}

Bytes encode_as(const AudioBuffer& sound, int sndfile_format) {
    const TemporaryFolder folder;
    const Path path = folder / "sound";
    SF_INFO info{};
    info.samplerate = sound.sample_rate_hz;
    info.channels = sound.channels;
    info.format = sndfile_format;
    SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
    if (file == nullptr) throw std::runtime_error(sf_strerror(nullptr));
    sf_command(file, SFC_SET_CLIPPING, nullptr, SF_TRUE);
    sf_command(file, SFC_RF64_AUTO_DOWNGRADE, nullptr, SF_FALSE);
    // libvorbis keeps a whole write on its stack.
    const auto frames = static_cast<sf_count_t>(sound.frames());
    for (sf_count_t at = 0; at < frames; at += 4'096)
        sf_writef_float(file, sound.samples.data() + at * sound.channels,
                        std::min<sf_count_t>(4'096, frames - at));
    sf_close(file);
    return read_bytes(path);
}

Bytes bytes_of(const std::string& text) {
    const auto* data = reinterpret_cast<const std::byte*>(text.data());
    return {data, data + text.size()};
}

Bytes beginning(const Bytes& bytes, std::size_t count) {
    return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count)};
}

Bytes wav_file(const WavHeader& h, std::size_t data_bytes_held) {
    std::string text = "RIFF";
    const auto number = [&](std::uint64_t value, int bytes) {
        for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 0xFF);
    };
    number(36 + h.data_bytes, 4);
    text += "WAVEfmt ";
    number(h.format_bytes, 4);
    number(static_cast<std::uint64_t>(h.tag), 2);
    number(static_cast<std::uint64_t>(h.channels), 2);
    number(h.sample_rate_hz, 4);
    number(std::uint64_t{h.sample_rate_hz} * static_cast<std::uint64_t>(h.frame_bytes), 4);
    number(static_cast<std::uint64_t>(h.frame_bytes), 2);
    number(static_cast<std::uint64_t>(h.bits), 2);
    text += "data";
    number(h.data_bytes, 4);
    text.resize(text.size() + data_bytes_held);
    return bytes_of(text);
}

double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
    if (a.size() != b.size()) return std::numeric_limits<double>::infinity();
    double worst = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        worst = std::max(worst, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
    return worst;
}

}  // namespace affetto::test

// libsndfile 1.2.0 forgets the head of an OGG file that it cannot open.
extern "C" const char* __lsan_default_suppressions() { return "leak:vorbis_info_init\n"; }
