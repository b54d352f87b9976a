#include "affetto/pipeline/code_sound.hpp"

#include <algorithm>

#include "affetto/audio/sound_blocks.hpp"
#include "affetto/audio/sound_writer.hpp"
#include "affetto/pipeline/code_run.hpp"
#include "affetto/pipeline/code_streams.hpp"
#include "affetto/pipeline/sound_comparison.hpp"

namespace affetto {
namespace {

/// What a file of sound says before it is read.
struct ExpectedSound {
    std::int64_t samples = 0;  ///< at the codec's rate; 0 where the file does not say
    bool exact = false;
};

ExpectedSound expected_sound(const SoundInfo& info, int sample_rate_hz) {
    if (!info.frames) return {};
    // Lossy formats state their length to a block or so.
    const bool exact = info.format != "mp3" && info.format != "ogg";
    return {static_cast<std::int64_t>(
                resampled_frames(*info.frames, info.sample_rate_hz, sample_rate_hz)),
            exact};
}

/// The same sound in every format asked for.
class SoundWriters {
public:
    SoundWriters(const Path& folder, const std::string& name, const CodecConfig& config,
                 const std::vector<std::string>& formats, Dither dither) {
        for (const std::string& format : formats) {
            names_.push_back(name + "." + format);
            writers_.emplace_back(folder / Path(names_.back()), config.sampling_rate,
                                  config.audio_channels, format, SampleFormat::pcm16, dither);
        }
    }

    void write(std::span<const float> interleaved) {
        for (SoundWriter& writer : writers_) writer.write(interleaved);
    }
    /// Returns the files' names.
    const std::vector<std::string>& commit() {
        for (SoundWriter& writer : writers_) writer.commit();
        return names_;
    }

private:
    std::vector<std::string> names_;
    std::vector<SoundWriter> writers_;
};

int codebooks_of(const CodeSoundOptions& options, const CodecConfig& config) {
    return options.bandwidth ? codebooks_for_bandwidth(config, *options.bandwidth)
                             : num_codebooks(config);
}

/// Sound seconds a second of compute.
double speed(double sound_seconds, double compute_seconds) {
    return sound_seconds / std::max(compute_seconds, 1e-9);
}

double seconds_of(std::int64_t samples, const CodecConfig& config) {
    return static_cast<double>(samples) / config.sampling_rate;
}

}  // namespace

CodeSoundSummary encode_sound_files(const CodeSoundOptions& options, Progress& progress) {
    const CodecFiles files = find_codec(options.codec);
    const CodecConfig& config = files.config;
    const int codebooks = codebooks_of(options, config);
    CodeRun run(options, progress, "coded sound");
    const LoadedCodec codec = load_codec(files, {precision_from_name(options.precision)});
    return run.run(
        "encoded", [&](const Path& file, const std::string& name, const std::string& label) {
            const std::string result = name + "." + options.code_format;
            std::unique_ptr<CodesWriter> writer;
            ExpectedSound expected;
            SoundToCodes coder(*codec.codec, codebooks);
            BitCount count(config);
            const auto keep = [&](const CodePiece& piece) {
                count.add(piece);
                writer->add(piece);
            };
            read_sound_blocks(
                file, config.sampling_rate, config.audio_channels, {},
                [&](const SoundInfo& info) {
                    expected = expected_sound(info, config.sampling_rate);
                    writer = make_codes_writer(run.folder() / Path(result), options.code_format,
                                               {files.name, expected.samples, codebooks}, config,
                                               expected.exact);
                },
                [&](std::span<const float> block) {
                    coder.push(block, keep);
                    run.tell("encode " + label, coder.samples(), expected.samples, config);
                });
            coder.finish(keep);
            writer->commit(coder.samples());
            run.bits += count.bits();
            run.summary.encode_seconds += coder.seconds();
            run.add(file, name, codec, coder.samples(), {result},
                    {{"samples", coder.samples()},
                     {"codebooks", codebooks},
                     {"bits", count.bits()},
                     {"kbps", count.kbps(coder.samples())},
                     {"bytes", std::filesystem::file_size(run.folder() / Path(result))}});
        });
}

CodeSoundSummary decode_code_files(const CodeSoundOptions& options, Progress& progress) {
    CodeRun run(options, progress, "decoded sound");
    CodecShelf shelf(options.codec, {precision_from_name(options.precision)});
    return run.run("decoded",
                   [&](const Path& file, const std::string& name, const std::string& label) {
                       const LoadedCodec* codec = nullptr;
                       const auto reader = open_codes(file, [&](const std::string& model) {
                           codec = &shelf.codec_of(model, file);
                           return codec->files.config;
                       });
                       const CodecConfig& config = codec->files.config;
                       const CodesHeader& header = reader->header();
                       SoundWriters writers(run.folder(), name, config, options.formats,
                                            dither_from_name(options.dither));
                       CodesToSound coder(*codec->codec, header.num_codebooks);
                       coder.end_at(header.samples);
                       BitCount count(config);
                       std::int64_t done = 0;
                       const auto write = [&](std::span<const float> sound) {
                           writers.write(sound);
                           done += static_cast<std::int64_t>(sound.size()) / config.audio_channels;
                           run.tell("decode " + label, done, header.samples, config);
                       };
                       while (const auto piece = reader->next()) {
                           count.add(*piece);
                           coder.push(*piece, write);
                       }
                       coder.finish(write);
                       const std::vector<std::string> results = writers.commit();
                       run.bits += count.bits();
                       run.summary.decode_seconds += coder.seconds();
                       run.add(file, name, *codec, header.samples, results,
                               {{"samples", header.samples},
                                {"codebooks", header.num_codebooks},
                                {"bits", count.bits()},
                                {"kbps", count.kbps(header.samples)}});
                   });
}

CodeSoundSummary round_trip_sound_files(const CodeSoundOptions& options, Progress& progress) {
    const CodecFiles files = find_codec(options.codec);
    const CodecConfig& config = files.config;
    const int codebooks = codebooks_of(options, config);
    CodeRun run(options, progress, "round trip");
    const LoadedCodec codec = load_codec(files, {precision_from_name(options.precision)});
    return run.run("coded", [&](const Path& file, const std::string& name,
                                const std::string& label) {
        SoundWriters writers(run.folder(), name, config, options.formats,
                             dither_from_name(options.dither));
        SoundToCodes encoder(*codec.codec, codebooks);
        CodesToSound decoder(*codec.codec, codebooks);
        SoundComparison comparison(config.sampling_rate, config.audio_channels);
        BitCount count(config);
        ExpectedSound expected;
        const auto write = [&](std::span<const float> sound) {
            writers.write(sound);
            comparison.add_made(sound);
        };
        const auto decode = [&](const CodePiece& piece) {
            count.add(piece);
            decoder.push(piece, write);
        };
        read_sound_blocks(
            file, config.sampling_rate, config.audio_channels, {},
            [&](const SoundInfo& info) { expected = expected_sound(info, config.sampling_rate); },
            [&](std::span<const float> block) {
                comparison.add_real(block);
                encoder.push(block, decode);
                run.tell("code " + label, encoder.samples(), expected.samples, config);
            });
        const std::int64_t samples = encoder.samples();
        decoder.end_at(samples);  // only the frames that are still to come reach beyond it
        encoder.finish(decode);
        decoder.finish(write);
        const std::vector<std::string> results = writers.commit();
        const SoundComparison::Result result = comparison.finish();
        const double seconds = seconds_of(samples, config);
        run.bits += count.bits();
        run.summary.encode_seconds += encoder.seconds();
        run.summary.decode_seconds += decoder.seconds();
        run.summary.si_sdr += result.si_sdr;
        run.summary.mel += result.mel;
        run.add(file, name, codec, samples, results,
                {{"samples", samples},
                 {"codebooks", codebooks},
                 {"bits", count.bits()},
                 {"kbps", count.kbps(samples)},
                 {"si_sdr", result.si_sdr},
                 {"log_mel_distance", result.mel},
                 {"encode_times_real_time", speed(seconds, encoder.seconds())},
                 {"decode_times_real_time", speed(seconds, decoder.seconds())}});
    });
}

}  // namespace affetto
