#include "affetto/features/frame_format.hpp"

#include <variant>

#include "affetto/core/config.hpp"
#include "affetto/core/error.hpp"

namespace affetto {

struct SoundFeatures::Kind {
    std::variant<MelSpectrogram, Mfcc, Chroma, CodecFrames> of;
};

SoundFeatures::SoundFeatures(const FrameFormat& format, Representation r) {
    switch (r) {
        case Representation::mel:
            kind_ = std::make_unique<const Kind>(Kind{MelSpectrogram(format.mel)});
            return;
        case Representation::mfcc:
            kind_ = std::make_unique<const Kind>(Kind{Mfcc(format.mfcc)});
            return;
        case Representation::chroma:
            kind_ = std::make_unique<const Kind>(Kind{Chroma(format.chroma)});
            return;
        case Representation::encodec:
            if (!format.encodec.codec)
                throw std::invalid_argument("SoundFeatures: the codec has not been loaded");
            validate(format.encodec);
            kind_ = std::make_unique<const Kind>(Kind{format.encodec});
            return;
        default:
            throw std::invalid_argument("SoundFeatures: " + std::string(name_of(r)) +
                                        " are not made of sound");
    }
}
SoundFeatures::~SoundFeatures() = default;
SoundFeatures::SoundFeatures(SoundFeatures&&) noexcept = default;

at::Tensor SoundFeatures::of(const at::Tensor& samples) const {
    if (const auto* mel = std::get_if<MelSpectrogram>(&kind_->of)) return mel->log_power(samples);
    if (const auto* mfcc = std::get_if<Mfcc>(&kind_->of)) return mfcc->forward(samples);
    if (const auto* chroma = std::get_if<Chroma>(&kind_->of)) return chroma->forward(samples);
    return codec_frames(std::get<CodecFrames>(kind_->of), samples);
}

namespace {

const StftConfig& stft_of(const FrameFormat& format, Representation r) {
    if (r == Representation::mfcc) return format.mfcc.mel.stft;
    return r == Representation::chroma ? format.chroma.stft : format.mel.stft;
}

}  // namespace

int sample_rate_of(const FrameFormat& format, Representation r) {
    if (r == Representation::encodec) return format.encodec.config.sampling_rate;
    if (r == Representation::mfcc) return format.mfcc.mel.sample_rate_hz;
    return r == Representation::chroma ? format.chroma.sample_rate_hz : format.mel.sample_rate_hz;
}

double frames_per_second(const FrameFormat& format, Representation r) {
    if (r == Representation::encodec) return frames_per_second(format.encodec.config);
    return static_cast<double>(sample_rate_of(format, r)) / stft_of(format, r).hop_length;
}

std::int64_t values_of(const FrameFormat& format, Representation r) {
    if (r == Representation::encodec) return values_of(format.encodec);
    if (r == Representation::mfcc) return format.mfcc.n_mfcc;
    return r == Representation::chroma ? kChroma : format.mel.bands.n_mels;
}

Json to_json(const FrameFormat& format, Representation r) {
    Json json;
    if (r == Representation::mfcc)
        json["mfcc"] = to_json(format.mfcc);
    else if (r == Representation::chroma)
        json["chroma"] = to_json(format.chroma);
    else if (r == Representation::encodec)
        json["encodec"] = to_json(format.encodec);
    else
        json["mel"] = to_json(format.mel);
    json["statistics"] = to_json(format.statistics);
    return json;
}

FrameFormat frame_format_from_json(const Json& json, Representation r, const std::string& where) {
    FrameFormat format;
    const std::string name(name_of(r));
    try {
        if (r == Representation::mfcc)
            affetto::from_json(format.mfcc, json.at(name), "format." + name);
        else if (r == Representation::chroma)
            affetto::from_json(format.chroma, json.at(name), "format." + name);
        else if (r == Representation::encodec)
            format.encodec = codec_frames_from_json(json.at(name), where);
        else
            affetto::from_json(format.mel, json.at(name), "format." + name);
        format.statistics = statistics_from_json(json.at("statistics"), where);
        if (r != Representation::encodec) (void)SoundFeatures(format, r);
    } catch (const Json::exception& fault) {
        throw DataError(where + ": " + fault.what());
    } catch (const ConfigError& fault) {
        throw DataError(where + ": " + fault.what());
    }
    if (format.statistics.mean.size(0) != values_of(format, r))
        throw DataError(where + ": statistics of " +
                        std::to_string(format.statistics.mean.size(0)) + " values, expected " +
                        std::to_string(values_of(format, r)));
    return format;
}

}  // namespace affetto
