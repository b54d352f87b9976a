#include "affetto/features/feature_sound.hpp"

#include <gtest/gtest.h>

#include "affetto/core/error.hpp"
#include "features/test_sounds.hpp"
#include "support/npy.hpp"
#include "support/test_data.hpp"

namespace affetto {
namespace {

at::Tensor chord(std::int64_t samples) {
    return test::sine(262, samples, 0.2) + test::sine(330, samples, 0.2) +
           test::sine(392, samples, 0.2) + test::noise({samples}, 9) * 0.01;
}

/// Root mean square difference, in dB.
double log_mel_error(const MelSpectrogram& mel, const at::Tensor& sound,
                     const at::Tensor& log_mel) {
    return (mel.log_power(sound) - log_mel).square().mean().sqrt().item<double>();
}

TEST(SoundOfLogMel, HasTheLogMelThatItWasMadeFrom) {
    for (const char* log : {"db", "ln"}) {
        MelConfig config;
        config.log = log;
        const MelSpectrogram mel(config);
        const at::Tensor log_mel = mel.log_power(chord(24'000 / 512 * 512));
        const at::Tensor sound = sound_of_log_mel(log_mel, config, {});
        EXPECT_EQ(sound.size(0), 24'000 / 512 * 512);
        EXPECT_LT(log_mel_error(mel, sound, log_mel), config.log == "db" ? 3.0 : 0.7) << log;
    }
}

TEST(SoundOfLogMel, OfABatchIsThatOfItsClips) {
    const MelConfig config;
    const at::Tensor clips = at::stack({chord(10'240), test::noise({10'240}, 10)});
    const at::Tensor log_mel = MelSpectrogram(config).log_power(clips);
    const at::Tensor both = sound_of_log_mel(log_mel, config, {});
    EXPECT_TRUE(at::equal(both[1], sound_of_log_mel(log_mel[1], config, {})));
}

TEST(SoundOfLogMel, RefusesFewerFramesThanThePaddingNeeds) {
    const MelConfig config;
    EXPECT_THROW(sound_of_log_mel(at::zeros({3, 128}), config, {}), DataError);
    EXPECT_THROW(sound_of_log_mel(at::zeros({1, 128}), config, {}), DataError);
    EXPECT_NO_THROW(sound_of_log_mel(at::zeros({4, 128}), config, {}));
}

TEST(SoundOfLogMel, RefusesWhatIsNoPower) {
    EXPECT_THROW(sound_of_log_mel(at::full({9, 128}, 1e4f), MelConfig{}, {}), DataError);
}

TEST(SoundOfMfcc, KeepsTheEnvelopeOverTheBands) {
    const MfccConfig config;
    const Mfcc mfcc(config);
    const at::Tensor coefficients = mfcc.forward(test::noise({24'000}, 11));
    const at::Tensor sound = sound_of_mfcc(coefficients, config, {});
    const at::Tensor error = mfcc.forward(sound) - coefficients.slice(0, 0, 47);
    // The 0th coefficient is the level: sqrt(128) times the mean over bands in dB.
    EXPECT_LT(error.select(1, 0).abs().mean().item<double>() / std::sqrt(128.0), 3.0);
}

// 3 s of recorded music. torchaudio's Griffin-Lim after a clipped pseudo-inverse, 32 iterations
// too, comes to a convergence of 0.53 and a log-mel error of 4.3 dB on the recording that this is
// cut from (docs/performance.md).
TEST(SoundOfLogMel, OfARecordingLiesNearIt) {
    const auto path = test::test_data("reference/features/input.npy");
    if (!path) GTEST_SKIP() << test::kNoTestData;
    const test::FloatArray array = test::read_npy(*path);
    const at::Tensor x = at::tensor(array.values, at::kFloat);
    const MelConfig config;
    const MelSpectrogram mel(config);
    const at::Tensor log_mel = mel.log_power(x);
    const at::Tensor sound = sound_of_log_mel(log_mel, config, {});
    const std::int64_t n = sound.size(0), frames = mel.stft().frames(n);
    const double convergence =
        spectral_convergence(mel.stft(), sound, mel.stft().magnitude(x).slice(0, 0, frames));
    const double error = log_mel_error(mel, sound, log_mel.slice(0, 0, frames));
    std::cout << "mel to sound: spectral convergence " << convergence << ", log-mel error " << error
              << " dB\n";
    EXPECT_LT(convergence, 0.40);
    EXPECT_LT(error, 2.0);
}

}  // namespace
}  // namespace affetto
