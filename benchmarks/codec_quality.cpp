// No speed: how much of a sound a codec keeps, beside what else makes sound of few bits. Prints one
// table for folders of clips (the first ten seconds of each):
//
//   codec_quality [--codec CODEC] [--out DIR] NAME=DIR...
//
// "moved by 0.5 ms" is the floor of the distances: the clip itself, with a change that nobody
// hears. Opus comes from opusenc and opusdec (opus-tools), without either its row is left out.
// Mel + Griffin-Lim is Affetto's own way from a spectrogram of unquantized values to sound. With
// --out everything that was made stays, as WAV, with the first clip's spectrograms.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>

#include "affetto/audio/sound_blocks.hpp"
#include "affetto/audio/sound_file.hpp"
#include "affetto/codec/codec_clip.hpp"
#include "affetto/core/text.hpp"
#include "affetto/features/feature_sound.hpp"
#include "affetto/pipeline/find_codec.hpp"
#include "affetto/pipeline/frame_pictures.hpp"
#include "affetto/pipeline/load_codec.hpp"
#include "affetto/training/codec_losses.hpp"
#include "affetto/training/codec_training_config.hpp"
#include "affetto/training/spectral_loss.hpp"

namespace affetto {
namespace {

constexpr int kRate = 24'000;
constexpr std::int64_t kSamples = 10 * kRate;

using Sound = at::Tensor;  // [S] at kRate

/// One way to bring sound through a narrow place.
struct Way {
    std::string name;
    std::function<Sound(const Sound&)> through;
};

struct Figures {
    double clips = 0, mel = 0, mel_db = 0, si_sdr = 0;
};

Sound read_clip(const Path& file) {
    const AudioBuffer sound = read_sound(file, kRate, 1, {});
    const at::Tensor samples = at::tensor(sound.samples, at::kFloat);
    return samples.narrow(0, 0, std::min(samples.size(0), kSamples));
}

void write_clip(const Path& file, const Sound& sound) {
    const at::Tensor samples = sound.contiguous();
    const float* first = samples.data_ptr<float>();
    write_sound(file, {kRate, 1, {first, first + samples.numel()}}, "wav");
}

Sound moved(const Sound& sound) { return at::roll(sound, kRate / 2'000); }

Sound through_codec(const Codec& codec, int codebooks, const Sound& sound) {
    const CodecConfig& config = codec.config();
    if (config.sampling_rate != kRate || config.audio_channels != 1)
        throw Error("codec_quality compares codecs of 24 kHz mono");
    std::vector<EncodedSegment> segments = encode_clip(codec, sound.reshape({1, 1, -1}));
    for (EncodedSegment& segment : segments)
        segment.latents = codec.dequantize(codec.quantize(segment.latents, codebooks));
    return decode_clip(codec, segments).flatten();
}

Sound through_mel(const Sound& sound) {
    const MelConfig config;
    return sound_of_log_mel(MelSpectrogram(config).log_power(sound), config, {});
}

Sound through_opus(const Path& scratch, int kbps, const Sound& sound) {
    const Path wav = scratch / "opus.wav", opus = scratch / "opus.opus";
    write_clip(wav, sound);
    const std::string in = "'" + wav.string() + "' ", coded = "'" + opus.string() + "' ";
    const std::string command = "opusenc --quiet --bitrate " + std::to_string(kbps) + " " + in +
                                coded + "&& opusdec --quiet --rate 24000 --force-wav " + coded + in;
    if (std::system(command.c_str()) != 0) throw Error("failed: " + command);
    return read_clip(wav);
}

/// Mean difference in dB of the log-mel spectrogram that `affetto latents` makes, down to 80 dB
/// below the clip's loudest value.
double mel_db_distance(const Sound& made, const Sound& real) {
    static const MelSpectrogram mel{MelConfig{}};
    const at::Tensor y = mel.log_power(real), x = mel.log_power(made);
    const at::Tensor floor = y.max() - 80;
    return (at::maximum(x, floor) - at::maximum(y, floor)).abs().mean().item<double>();
}

void add(Figures& sum, const Sound& made, const Sound& real, const SpectralLoss& spectral) {
    const std::int64_t samples = std::min(made.size(0), real.size(0));
    const Sound x = made.narrow(0, 0, samples), y = real.narrow(0, 0, samples);
    sum.clips += 1;
    sum.mel += spectral(x.unsqueeze(0), y.unsqueeze(0)).item<double>();
    sum.mel_db += mel_db_distance(x, y);
    sum.si_sdr += si_sdr(x.unsqueeze(0), y.unsqueeze(0)).item<double>();
}

std::vector<Path> sounds_in(const Path& folder) {
    std::vector<Path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

std::string folder_name(const Way& way) {
    std::string name = way.name;
    std::replace(name.begin(), name.end(), '/', ' ');
    return name;
}

void write_spectrogram(const Path& folder, const std::string& title, const Sound& sound) {
    const FrameFormat format;
    const MelSpectrogram mel(format.mel);
    std::filesystem::create_directories(folder);
    write_text(folder / "spectrogram.svg",
               frames_svg(title, mel.log_power(sound), format, Representation::mel));
}

bool have_opus() { return std::system("command -v opusenc opusdec >/dev/null") == 0; }

std::vector<Way> ways(const LoadedCodec& loaded, const Path& scratch) {
    constexpr int kOpusKbps = 6;
    std::vector<Way> list{{"moved by 0.5 ms", moved}};
    for (const double kbps : loaded.codec->config().target_bandwidths) {
        const int codebooks = codebooks_for_bandwidth(loaded.codec->config(), kbps);
        list.push_back({loaded.files.name + ", " + format_fixed(kbps, 1) + " kbit/s",
                        [codec = loaded.codec, codebooks](const Sound& sound) {
                            return through_codec(*codec, codebooks, sound);
                        }});
    }
    list.push_back(
        {loaded.files.name + ", not quantized", [codec = loaded.codec](const Sound& s) {
             return decode_clip(*codec, encode_clip(*codec, s.reshape({1, 1, -1}))).flatten();
         }});
    if (have_opus())
        list.push_back({"Opus, " + std::to_string(kOpusKbps) + " kbit/s",
                        [scratch](const Sound& s) { return through_opus(scratch, kOpusKbps, s); }});
    list.push_back({"mel + Griffin-Lim 32", through_mel});
    return list;
}

void compare(const CodecChoice& choice, const Path& out, const std::vector<std::string>& sets) {
    const torch::NoGradGuard no_grad;
    const LoadedCodec loaded = load_codec(find_codec(choice));
    const SpectralLoss spectral(kRate, CodecTrainingConfig{}.mel_windows);
    const Path scratch = std::filesystem::temp_directory_path() / "affetto-codec-quality";
    std::filesystem::create_directories(scratch);
    std::puts("| | clips | log-mel, several resolutions (log10) | log-mel (dB) | SI-SDR (dB) |");
    std::puts("| --- | --- | --- | --- | --- |");
    for (const std::string& set : sets) {
        const std::size_t equals = set.find('=');
        if (equals == set.npos) throw Error("expected NAME=DIR, got \"" + set + "\"");
        const std::vector<Path> files = sounds_in(set.substr(equals + 1));
        if (files.empty()) throw Error(set + ": no files");
        if (!out.empty())
            write_spectrogram(out / set.substr(0, equals), "The clip", read_clip(files.front()));
        for (const Way& way : ways(loaded, scratch)) {
            Figures sum;
            for (const Path& file : files) {
                const Sound real = read_clip(file);
                const Sound made = way.through(real);
                add(sum, made, real, spectral);
                if (!out.empty()) {
                    const Path folder = out / set.substr(0, equals) / folder_name(way);
                    std::filesystem::create_directories(folder);
                    write_clip(folder / file.filename(), made);
                    if (&file == &files.front()) write_spectrogram(folder, way.name, made);
                }
            }
            std::printf("| %s: %s | %.0f | %.3f | %.2f | %.2f |\n", set.substr(0, equals).c_str(),
                        way.name.c_str(), sum.clips, sum.mel / sum.clips, sum.mel_db / sum.clips,
                        sum.si_sdr / sum.clips);
            std::fflush(stdout);
        }
    }
    std::filesystem::remove_all(scratch);
}

}  // namespace
}  // namespace affetto

int main(int argc, char** argv) {
    CLI::App app;
    affetto::CodecChoice choice;
    std::string out;
    std::vector<std::string> sets;
    app.add_option("--codec", choice.codec);
    app.add_option("--out", out);
    app.add_option("sets", sets)->required();
    CLI11_PARSE(app, argc, argv);
    try {
        affetto::compare(choice, out, sets);
    } catch (const std::exception& fault) {
        std::cerr << fault.what() << "\n";
        return 1;
    }
}
