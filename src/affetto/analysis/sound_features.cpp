#include "affetto/analysis/sound_features.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "affetto/analysis/entropy.hpp"
#include "affetto/analysis/sound_harmony.hpp"
#include "affetto/analysis/sound_onsets.hpp"
#include "affetto/core/error.hpp"

namespace affetto {
namespace {

constexpr double kSilentDb = -90, kRangeDb = 50;
constexpr double kShortestSeconds = 1;
constexpr std::size_t kCepstra = 12;  // 1 to 12; the 0th is the level once more

/// Mean and standard deviation of a value over frames.
struct Spread {
    double mean = 0, sd = 0;
};
template <class Value>
Spread spread_over(const std::vector<std::size_t>& frames, Value value) {
    Spread s;
    const auto n = static_cast<double>(frames.size());
    for (const std::size_t t : frames) s.mean += value(t) / n;
    double square = 0;
    for (const std::size_t t : frames) square += (value(t) - s.mean) * (value(t) - s.mean) / n;
    s.sd = std::sqrt(square);
    return s;
}

/// What the features have in common, measured once.
struct Measured {
    const SoundFrames& frames;
    std::vector<std::size_t> sounding;  ///< frames that count
    SoundOnsets onsets;
    PitchClassWeights pitch_classes;
    std::vector<double> centroid;  ///< [T], log2 Hz; 0 in frames that do not count
    std::vector<double> rolloff;
    double level = 0;

    double seconds() const {
        return static_cast<double>(frames.count()) / frames.frames_per_second;
    }
    Spread cepstrum(std::size_t k) const {
        return spread_over(sounding, [&](std::size_t t) { return frames.mfcc(t, k); });
    }
    /// Share of the power in bands from `low` to below `high` Hz, mean over frames.
    double share_between(double low, double high) const {
        return spread_over(sounding,
                           [&](std::size_t t) {
                               double in = 0, all = 0;
                               for (std::size_t m = 0; m < frames.band_hz.size(); ++m) {
                                   const double p = frames.mel_power(t, m);
                                   all += p;
                                   if (frames.band_hz[m] >= low && frames.band_hz[m] < high)
                                       in += p;
                               }
                               return all > 0 ? in / all : 0;
                           })
            .mean;
    }
};

std::vector<std::size_t> sounding_frames(const SoundFrames& frames) {
    const double loudest = *std::max_element(frames.level_db.begin(), frames.level_db.end());
    if (loudest < kSilentDb) throw DataError("sound features: the sound is silent");
    std::vector<std::size_t> chosen;
    for (std::size_t t = 0; t < frames.count(); ++t)
        if (frames.level_db[t] >= loudest - kRangeDb) chosen.push_back(t);
    return chosen;
}

void measure_brightness(Measured& m) {
    constexpr double kRolloff = 0.85;
    m.centroid.assign(m.frames.count(), 0.0);
    m.rolloff = m.centroid;
    for (const std::size_t t : m.sounding) {
        const auto power = m.frames.mel_power.row(t);
        double sum = 0, moment = 0;
        for (std::size_t b = 0; b < power.size(); ++b) {
            sum += power[b];
            moment += power[b] * m.frames.band_hz[b];
        }
        if (sum <= 0) continue;
        m.centroid[t] = std::log2(std::max(1.0, moment / sum));
        double below = 0;
        std::size_t b = 0;
        while (b + 1 < power.size() && (below += power[b]) < kRolloff * sum) ++b;
        m.rolloff[t] = std::log2(std::max(1.0, m.frames.band_hz[b]));
    }
}

double mean_power_db(const SoundFrames& frames) {
    double sum = 0;
    for (const double db : frames.level_db) sum += std::pow(10, db / 10);
    return 10 * std::log10(sum / static_cast<double>(frames.count()));
}

/// A feature and how it is measured. Rates and frequencies are heard in ratios: logarithms.
struct Feature {
    FeatureInfo info;
    double (*measure)(const Measured&);
};

constexpr std::array kNamed = {
    Feature{{"level", "dB", "how loud: root mean square, of full scale", true},
            [](const Measured& m) { return m.level; }},
    Feature{
        {"level_sd", "dB", "how much the level moves"},
        [](const Measured& m) {
            return spread_over(m.sounding, [&](std::size_t t) { return m.frames.level_db[t]; }).sd;
        }},
    Feature{{"soft_share", "", "share of frames more than 6 dB below the mean power"},
            [](const Measured& m) {
                return spread_over(m.sounding,
                                   [&](std::size_t t) {
                                       return m.frames.level_db[t] < m.level - 6 ? 1.0 : 0.0;
                                   })
                    .mean;
            }},
    Feature{{"brightness", "log2 Hz", "centre of the spectrum"},
            [](const Measured& m) {
                return spread_over(m.sounding, [&](std::size_t t) { return m.centroid[t]; }).mean;
            }},
    Feature{{"brightness_sd", "octaves", "how much the brightness moves"},
            [](const Measured& m) {
                return spread_over(m.sounding, [&](std::size_t t) { return m.centroid[t]; }).sd;
            }},
    Feature{{"rolloff", "log2 Hz", "85% of the power lie below"},
            [](const Measured& m) {
                return spread_over(m.sounding, [&](std::size_t t) { return m.rolloff[t]; }).mean;
            }},
    Feature{{"bass_share", "", "share of the power below 200 Hz"},
            [](const Measured& m) { return m.share_between(0, 200); }},
    Feature{{"treble_share", "", "share of the power from 2 kHz up"},
            [](const Measured& m) { return m.share_between(2000, 1e9); }},
    Feature{{"onsets_per_second", "log2 1/s", "how many notes or chords begin a second"},
            [](const Measured& m) {
                const auto count = static_cast<double>(m.onsets.peaks.size());
                return std::log2(std::max(0.1, count / m.seconds()));
            }},
    Feature{{"onset_strength", "dB", "how suddenly they begin"},
            [](const Measured& m) {
                return spread_over(m.onsets.peaks, [&](std::size_t t) { return m.onsets.curve[t]; })
                    .mean;
            }},
    Feature{
        {"flux", "dB", "how much the spectrum rises from frame to frame"},
        [](const Measured& m) {
            return spread_over(m.sounding, [&](std::size_t t) { return m.onsets.curve[t]; }).mean;
        }},
    Feature{{"pulse_clarity", "", "how clearly onsets agree on a beat"},
            [](const Measured& m) {
                return pulse_clarity(m.onsets.curve, m.frames.frames_per_second);
            }},
    Feature{{"mode_index", "", "fit of the best major key minus that of the best minor key"},
            [](const Measured& m) { return mode_index(m.pitch_classes); }},
    Feature{{"scale_mode_index", "", "fit of the major scale's tones minus that of the minor's"},
            [](const Measured& m) { return scale_mode_index(m.pitch_classes); }},
    Feature{{"key_clarity", "", "fit of the best key"},
            [](const Measured& m) { return estimate_key(m.pitch_classes).strength; }},
    Feature{{"pitch_class_entropy", "bits", "how many of the twelve tones are in use"},
            [](const Measured& m) { return entropy_bits(m.pitch_classes); }},
    Feature{{"triad_balance", "", "major minus minor colour of the chords"},
            [](const Measured& m) {
                return triad_balance(m.frames.chroma, m.frames.frames_per_second);
            }},
    Feature{{"harmonic_change", "", "how much the harmony moves"},
            [](const Measured& m) {
                return harmonic_change(m.frames.chroma, m.frames.frames_per_second);
            }},
    Feature{{"semitone_share", "", "roughness: neighbouring tones that sound together"},
            [](const Measured& m) {
                return semitone_share(m.frames.chroma, m.frames.frames_per_second);
            }},
};

constexpr std::array<FeatureInfo, 2 * kCepstra> kCepstral = {{
    {"mfcc_1_mean", "", "colour: tilt of the spectrum"},
    {"mfcc_1_sd", "", "how much it moves"},
    {"mfcc_2_mean", "", "colour: middle against ends of the spectrum"},
    {"mfcc_2_sd", "", "how much it moves"},
    {"mfcc_3_mean", "", "colour of the sound"},
    {"mfcc_3_sd", "", "how much it moves"},
    {"mfcc_4_mean", "", "colour of the sound"},
    {"mfcc_4_sd", "", "how much it moves"},
    {"mfcc_5_mean", "", "colour of the sound"},
    {"mfcc_5_sd", "", "how much it moves"},
    {"mfcc_6_mean", "", "colour of the sound"},
    {"mfcc_6_sd", "", "how much it moves"},
    {"mfcc_7_mean", "", "colour of the sound"},
    {"mfcc_7_sd", "", "how much it moves"},
    {"mfcc_8_mean", "", "colour of the sound"},
    {"mfcc_8_sd", "", "how much it moves"},
    {"mfcc_9_mean", "", "colour of the sound"},
    {"mfcc_9_sd", "", "how much it moves"},
    {"mfcc_10_mean", "", "colour of the sound"},
    {"mfcc_10_sd", "", "how much it moves"},
    {"mfcc_11_mean", "", "colour of the sound"},
    {"mfcc_11_sd", "", "how much it moves"},
    {"mfcc_12_mean", "", "colour of the sound"},
    {"mfcc_12_sd", "", "how much it moves"},
}};

constexpr auto kInfos = [] {
    std::array<FeatureInfo, kNamed.size() + kCepstral.size()> infos;
    for (std::size_t i = 0; i < kNamed.size(); ++i) infos[i] = kNamed[i].info;
    for (std::size_t i = 0; i < kCepstral.size(); ++i) infos[kNamed.size() + i] = kCepstral[i];
    return infos;
}();

}  // namespace

SoundTexture sound_texture(const SoundFrames& frames) {
    const std::vector<std::size_t> sounding = sounding_frames(frames);
    SoundTexture texture;
    texture.crest_db = 20 * std::log10(std::max(frames.peak, 1e-10)) - mean_power_db(frames);
    texture.flatness =
        spread_over(sounding, [&](std::size_t t) { return frames.flatness[t]; }).mean;
    return texture;
}

const FeatureSet& sound_feature_set() {
    static constexpr FeatureSet kSet{"sound", 1, kInfos};
    return kSet;
}

FeatureVector sound_features(const SoundFrames& frames) {
    if (frames.mfcc.columns <= kCepstra)
        throw DataError("sound features: 13 cepstral coefficients are needed, got " +
                        std::to_string(frames.mfcc.columns));
    if (static_cast<double>(frames.count()) < kShortestSeconds * frames.frames_per_second)
        throw DataError("sound features: the sound is shorter than a second");
    Measured measured{frames, sounding_frames(frames), find_onsets(frames), {}, {}, {}, 0};
    measured.pitch_classes = chroma_weights(frames.chroma, measured.sounding);
    measured.level = mean_power_db(frames);
    measure_brightness(measured);
    FeatureVector features;
    for (const Feature& feature : kNamed) features.values.push_back(feature.measure(measured));
    for (std::size_t k = 1; k <= kCepstra; ++k) {
        const Spread s = measured.cepstrum(k);
        features.values.push_back(s.mean);
        features.values.push_back(s.sd);
    }
    return features;
}

}  // namespace affetto
