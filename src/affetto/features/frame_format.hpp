#pragma once

#include <memory>
#include <string>

#include "affetto/core/config.hpp"
#include "affetto/features/chroma.hpp"
#include "affetto/features/codec_frames.hpp"
#include "affetto/features/feature_statistics.hpp"
#include "affetto/features/mfcc.hpp"
#include "affetto/features/representation.hpp"

namespace affetto {

/// How sound was made into frames of D values; the part that belongs to the representation counts.
/// Stored with the latents and with every model trained on them.
struct FrameFormat {
    MelConfig mel;
    MfccConfig mfcc;
    ChromaConfig chroma;
    CodecFrames encodec;
    FeatureStatistics statistics;  ///< over the training split
};

/// What the user may set; which codec there is, is found (pipeline/model_codec.hpp).
template <class Visitor>
void visit_fields(FrameFormat& c, Visitor&& v) {
    v.field("mel", c.mel, "The log-mel spectrogram");
    v.field("mfcc", c.mfcc, "The cepstral coefficients");
    v.field("chroma", c.chroma, "The pitch classes");
    v.field("encodec", c.encodec, "The codec's latents");
}

int sample_rate_of(const FrameFormat& format, Representation r);
double frames_per_second(const FrameFormat& format, Representation r);
/// D.
std::int64_t values_of(const FrameFormat& format, Representation r);

/// Makes frames of sound; what does not depend on the sound is computed once.
class SoundFeatures {
public:
    /// Throws ConfigError where the format's values are out of range; std::invalid_argument for
    /// encodec without its codec.
    SoundFeatures(const FrameFormat& format, Representation r);
    ~SoundFeatures();
    SoundFeatures(SoundFeatures&&) noexcept;

    /// Samples [S] at sample_rate_of() -> float32 [T, D]. Throws DataError where they are too few.
    at::Tensor of(const at::Tensor& samples) const;

private:
    struct Kind;
    std::unique_ptr<const Kind> kind_;
};

/// The configuration of this representation and the statistics.
Json to_json(const FrameFormat& format, Representation r);
/// Throws DataError naming `where`.
FrameFormat frame_format_from_json(const Json& json, Representation r, const std::string& where);

}  // namespace affetto
