#include "affetto/pipeline/sound_tools.hpp"

#include "affetto/analysis/sound_features.hpp"
#include "affetto/audio/mono_sound.hpp"
#include "affetto/audio/sound_length.hpp"
#include "affetto/features/feature_sound.hpp"
#include "affetto/features/sound_analysis.hpp"
#include "affetto/pipeline/frame_pictures.hpp"
#include "affetto/pipeline/model_codec.hpp"
#include "affetto/pipeline/player_sound.hpp"
#include "affetto/plots/svg.hpp"
#include "affetto/plots/waveform.hpp"

namespace affetto {
namespace {

at::Tensor tensor_of(AudioBuffer& sound) {
    return at::from_blob(sound.samples.data(), {static_cast<std::int64_t>(sound.samples.size())},
                         at::kFloat);
}

AudioBuffer beginning_of(const Path& file, int sample_rate_hz, double max_seconds) {
    MonoOptions options;
    options.window.end_seconds = max_seconds;
    return read_mono(file, sample_rate_hz, options);
}

void hear_sound(JudgedPiece& piece, const SoundFrames& frames) {
    piece.features = sound_features(frames);
    piece.texture = sound_texture(frames);
    piece.sharpness = sound_sharpness(frames);
}

std::string figure_of(const std::string& title, const Path& file) {
    constexpr double kMostSeconds = 60;
    AudioBuffer sound = beginning_of(file, kAnalysisRate, kMostSeconds);
    FrameFormat format;
    format.mel.stft.padding = "zeros";
    const at::Tensor mel = MelSpectrogram(format.mel).log_power(tensor_of(sound));
    return waveform_svg(title, sound.samples, sound.sample_rate_hz, svg::kColourScale) +
           frames_svg("", mel, format, Representation::mel);
}

}  // namespace

PieceTools recording_tools() {
    PieceTools tools;
    tools.feature_set = &sound_feature_set();
    tools.extensions = {".wav", ".flac", ".ogg", ".mp3"};
    tools.file_word = "sound";
    tools.figure_note = "Above the waveform, below the mel spectrogram.";
    const auto analysis = std::make_shared<const SoundAnalysis>();
    tools.judge = [analysis](const Path& file, double max_seconds) {
        AudioBuffer sound = beginning_of(file, kAnalysisRate, max_seconds);
        JudgedPiece piece;
        hear_sound(piece, analysis->analyse(tensor_of(sound)));
        piece.seconds = sound_seconds(file);
        return piece;
    };
    tools.player = player_of_recording;
    tools.figure = figure_of;
    return tools;
}

std::function<JudgedPiece(const Path& file, double max_seconds)> judge_after_resynthesis(
    const Path& model, const CodecChoice& codec, bool snap_codes) {
    const ModelDescription description = read_model_with_codec(model, codec).description;
    const Representation r = description.representation;
    if (!has_sound(r)) return nullptr;
    const auto features = std::make_shared<const SoundFeatures>(description.frames, r);
    const auto analysis = std::make_shared<const SoundAnalysis>();
    const bool snap = snap_codes && r == Representation::encodec;
    return [=](const Path& file, double max_seconds) {
        const int rate = sample_rate_of(description.frames, r);
        AudioBuffer sound = beginning_of(file, rate, max_seconds);
        at::Tensor frames = features->of(tensor_of(sound));
        if (snap) frames = snapped_to_codes(*description.frames.encodec.codec, frames);
        const at::Tensor again =
            sound_of_frames(frames, description.frames, r).mean(0).contiguous();
        const auto* first = again.data_ptr<float>();
        AudioBuffer back{rate, 1, {first, first + again.size(0)}};
        back = resample(back, kAnalysisRate);
        JudgedPiece piece;
        hear_sound(piece, analysis->analyse(tensor_of(back)));
        piece.seconds = back.seconds();
        return piece;
    };
}

}  // namespace affetto
