#include <gtest/gtest.h>

#include "affetto/features/chroma.hpp"
#include "affetto/features/mfcc.hpp"
#include "features/test_sounds.hpp"
#include "support/npy.hpp"
#include "support/test_data.hpp"

// Against float64 NumPy that follows librosa's definitions, cross-checked with torchaudio 0.13.1:
// 3 s at 24 kHz, n_fft 2048, hop 512, periodic Hann window, centred; 128 bands from 0 to 12 kHz
// with area normalisation; reflect padding but for one array. The reference lies bins by frames,
// ours frames by bins. Tolerances are those that the reference suggests for float32, but for the
// mel power: rounding of a float32 transform shows in the quietest bands, so that 1e-9 is 1e-8
// there.

namespace affetto {
namespace {

class SpectralParity : public testing::Test {
protected:
    void SetUp() override {
        const auto folder = test::test_data("reference/features");
        if (!folder) GTEST_SKIP() << test::kNoTestData;
        folder_ = *folder;
        input_ = reference("input");
    }

    at::Tensor reference(const std::string& name) const {
        const test::FloatArray array = test::read_npy(folder_ / (name + ".npy"));
        return at::tensor(array.values, at::kFloat).view(array.shape);
    }

    /// Asserts |ours - theirs| <= absolute + relative * |theirs| everywhere.
    void expect_near(const at::Tensor& ours, const std::string& name, double absolute,
                     double relative = 0) const {
        const at::Tensor theirs = reference(name).to(at::kDouble);
        ASSERT_EQ(ours.sizes(), theirs.sizes()) << name;
        const at::Tensor difference = (ours.to(at::kDouble) - theirs).abs();
        const double excess =
            (difference - theirs.abs() * relative).max().item<double>() - absolute;
        EXPECT_LE(excess, 0) << name << ": largest difference " << difference.max().item<double>();
        RecordProperty(name, std::to_string(difference.max().item<double>()));
    }

    static MelConfig mel_config(const std::string& scale) {
        MelConfig config;
        config.bands.scale = scale;
        return config;
    }

    Path folder_;
    at::Tensor input_;
};

TEST_F(SpectralParity, StftMagnitudesWithBothPaddings) {
    StftConfig config;
    expect_near(Stft(config).magnitude(input_).t(), "stft_mag_reflect", 1e-4, 1e-5);
    config.padding = "zeros";
    expect_near(Stft(config).magnitude(input_).t(), "stft_mag_zeropad", 1e-4, 1e-5);
}

TEST_F(SpectralParity, MelFilterbanks) {
    for (const std::string scale : {"htk", "slaney"})
        expect_near(MelSpectrogram(mel_config(scale)).filterbank(), "melfb_" + scale, 4e-9);
}

TEST_F(SpectralParity, MelPower) {
    for (const std::string scale : {"htk", "slaney"})
        expect_near(MelSpectrogram(mel_config(scale)).power(input_).t(), "mel_power_" + scale, 1e-8,
                    1e-5);
}

TEST_F(SpectralParity, LogMelInDecibelsAndNaturalLogarithm) {
    for (const std::string scale : {"htk", "slaney"}) {
        MelConfig config = mel_config(scale);
        expect_near(MelSpectrogram(config).log_power(input_).t(), "logmel_db_" + scale, 5e-3);
        config.top_db = 80;
        expect_near(MelSpectrogram(config).log_power(input_).t(), "logmel_db80_" + scale, 5e-3);
        config.top_db.reset();
        config.log = "ln";
        expect_near(MelSpectrogram(config).log_power(input_).t(), "logmel_ln_" + scale, 1e-3);
    }
}

TEST_F(SpectralParity, Mfcc) {
    for (const std::string scale : {"htk", "slaney"}) {
        MfccConfig config;
        config.mel.bands.scale = scale;
        expect_near(affetto::Mfcc(config).forward(input_).t(), "mfcc20_" + scale, 1e-2);
    }
}

TEST_F(SpectralParity, Chroma) {
    const affetto::Chroma chroma(ChromaConfig{});
    expect_near(chroma_filterbank(ChromaConfig{}), "chromafb", 1e-7);
    expect_near(chroma.power(input_).t(), "chroma_raw", 1e-4, 1e-5);
    expect_near(chroma.forward(input_).t(), "chroma12", 1e-4);
}

}  // namespace
}  // namespace affetto
