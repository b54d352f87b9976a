#include <algorithm>
#include <chrono>
#include <cmath>

#include "affetto/features/feature_sound.hpp"
#include "affetto/generation/sound_generator.hpp"
#include "affetto/pipeline/frame_files.hpp"
#include "affetto/pipeline/piece_writer.hpp"
#ifdef AFFETTO_WITH_AUDIO
#include "affetto/audio/sound_file.hpp"
#include "affetto/pipeline/frame_pictures.hpp"
#endif

namespace affetto {
namespace {

/// A sound [channels, S] that begins and ends in silence, and stays below full scale.
constexpr double kFadeInSeconds = 0.02, kFadeOutSeconds = 0.5;
constexpr float kLargestPeak = 0.97F;

void finish_sound(at::Tensor& samples, int sample_rate) {
    const auto fade = [&](double seconds) {
        const auto length = std::min<std::int64_t>(
            samples.size(1), static_cast<std::int64_t>(seconds * sample_rate));
        return at::arange(1, length + 1, at::kFloat) / static_cast<double>(length);
    };
    const at::Tensor rise = fade(kFadeInSeconds), fall = fade(kFadeOutSeconds).flip(0);
    samples.narrow(1, 0, rise.size(0)).mul_(rise);
    samples.narrow(1, samples.size(1) - fall.size(0), fall.size(0)).mul_(fall);
    const auto peak = samples.abs().max().item<float>();
    if (peak > kLargestPeak) samples.mul_(kLargestPeak / peak);
}

std::string way_back(const ModelDescription& d, bool snapped) {
    if (d.representation == Representation::encodec)
        return "codec " + d.frames.encodec.name + (snapped ? ", by way of its code vectors" : "");
    return d.representation == Representation::mfcc
               ? "envelope of the coefficients, then Griffin-Lim: rough"
               : "Griffin-Lim";
}

/// [channels, S] interleaved.
AudioBuffer buffer_of(const at::Tensor& samples, int sample_rate) {
    const at::Tensor rows = samples.t().contiguous();
    const auto* first = rows.data_ptr<float>();
    return {sample_rate, static_cast<int>(samples.size(0)), {first, first + rows.numel()}};
}

class SoundWriter : public PieceWriter {
public:
    SoundWriter(const GenerateOptions& options, const SamplingConfig& sampling,
                const TrainedModel& model, std::vector<std::string> formats)
        : options_(&options), sampling_(sampling), model_(&model), formats_(std::move(formats)) {}

    std::vector<WrittenPiece> write(const PieceBatch& batch) override {
        std::vector<Random> rngs = batch.generators(options_->seed);
        const std::vector<EmotionCurve> emotions(rngs.size(), options_->emotion);
        const auto start = std::chrono::steady_clock::now();
        const std::vector<at::Tensor> pieces =
            generate_frames(*model_, emotions, options_->seconds, sampling_, rngs);
        compute_seconds_ +=
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        std::vector<WrittenPiece> written;
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            throw_if_interrupted();
            written.push_back(write_piece(batch.folder, [&](WrittenPiece& piece) {
                write(pieces[i], batch.folder, batch.names[i], piece);
            }));
        }
        return written;
    }

private:
    void write(at::Tensor frames, const Path& folder, const std::string& name,
               WrittenPiece& piece) {
        const ModelDescription& d = model_->description;
        piece.facts = {{"frames", frames.size(0)},
                       {"frames_per_second", frames_per_second(d.frames, d.representation)}};
        piece.seconds = options_->seconds;
        if (d.representation == Representation::encodec)
            piece.facts["codec"] = {{"name", d.frames.encodec.name},
                                    {"sha256", d.frames.encodec.sha256},
                                    {"snapped_to_codes", options_->snap_codes}};
        if (options_->snap_codes) frames = snapped_to_codes(*d.frames.encodec.codec, frames);
        at::Tensor samples;
        for (const std::string& format : formats_) {
            piece.files.push_back(name + "." + format);
            const Path path = folder / piece.files.back();
            if (format == "csv") {
                write_frames_csv(path, frames, d.frames, d.representation);
                continue;
            }
#ifdef AFFETTO_WITH_AUDIO
            if (format == "svg") {
                write_text(path, frames_svg(name, frames, d.frames, d.representation));
                continue;
            }
            if (!samples.defined()) samples = sound_of(frames, piece);
            write_sound(path, buffer_of(samples, sample_rate_of(d.frames, d.representation)),
                        format, SampleFormat::pcm16, dither_from_name(options_->dither));
#endif
        }
    }

    at::Tensor sound_of(const at::Tensor& frames, WrittenPiece& piece) {
        const ModelDescription& d = model_->description;
        const auto start = std::chrono::steady_clock::now();
        at::Tensor samples = sound_of_frames(frames, d.frames, d.representation);
        const int rate = sample_rate_of(d.frames, d.representation);
        samples = samples
                      .narrow(1, 0,
                              std::min<std::int64_t>(samples.size(1),
                                                     std::llround(options_->seconds * rate)))
                      .contiguous();
        finish_sound(samples, rate);
        compute_seconds_ +=
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        piece.facts["back_to_sound"] = way_back(d, options_->snap_codes);
        return samples;
    }

    const GenerateOptions* options_;
    SamplingConfig sampling_;
    const TrainedModel* model_;
    std::vector<std::string> formats_;
};

}  // namespace

std::unique_ptr<PieceWriter> make_sound_writer(const GenerateOptions& options,
                                               const SamplingConfig& sampling,
                                               const TrainedModel& model,
                                               std::vector<std::string> formats) {
    return std::make_unique<SoundWriter>(options, sampling, model, std::move(formats));
}

}  // namespace affetto
