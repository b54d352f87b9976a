#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "affetto/codec/codec.hpp"
#include "support/npy.hpp"
#include "support/test_data.hpp"

namespace affetto::test {

/// The vectors computed with Meta's EnCodec 0.1.2a3 on PyTorch 1.13.1, float32. Their own rounding
/// was measured as at most 1e-5; these bounds are those that they come with for an implementation
/// with other convolutions.
inline constexpr double kNear = 5e-5;
inline constexpr double kExact = 1e-6;

class CodecReference : public testing::Test {
protected:
    void SetUp() override {
        if (!test_data("reference/encodec")) GTEST_SKIP() << kNoTestData;
    }
    static Path root() { return *test_data("reference/encodec"); }

    static at::Tensor floats(const Path& file) {
        const FloatArray array = read_npy(file);
        return at::tensor(array.values, at::kFloat).view(array.shape);
    }
    static at::Tensor integers(const Path& file) {
        const IntegerArray array = read_npy_integers(file);
        return at::tensor(array.values, at::kLong).view(array.shape);
    }
    /// "small24k" or "small48k".
    static CodecConfig config_of(const std::string& model) {
        const Path file = root() / model / "config.json";
        return parse_codec_config(read_text(file), display(file));
    }
    static Codec codec_of(const std::string& model, const std::string& weights = "weights_hf") {
        const Path file = root() / model / (weights + ".safetensors");
        return {config_of(model), read_weight_tensors(file), display(file)};
    }
    /// The folders of a model's cases, by name.
    static std::vector<Path> cases_of(const std::string& model) {
        std::vector<Path> folders;
        for (const auto& entry : std::filesystem::directory_iterator(root() / model))
            if (entry.is_directory()) folders.push_back(entry.path());
        std::sort(folders.begin(), folders.end());
        return folders;
    }

    void expect_near(const at::Tensor& ours, const Path& file, double tolerance) {
        const at::Tensor theirs = floats(file);
        ASSERT_EQ(ours.sizes(), theirs.sizes()) << file;
        const double difference = (ours - theirs).abs().max().item<double>();
        EXPECT_LE(difference, tolerance) << file;
        double& largest = tolerance == kNear ? largest_ : largest_exact_;
        largest = std::max(largest, difference);
    }

    /// Equal wherever the margin to the second nearest vector is above 1e-3; after a nearer tie
    /// the frame's later codes may be anything.
    static void expect_codes(const at::Tensor& ours, const at::Tensor& theirs,
                             const at::Tensor& margins, const Path& where) {
        constexpr float kMargin = 1e-3f;
        ASSERT_EQ(ours.sizes(), theirs.sizes()) << where;
        std::int64_t close = 0;
        for (std::int64_t b = 0; b < ours.size(1); ++b)
            for (std::int64_t t = 0; t < ours.size(2); ++t)
                for (std::int64_t k = 0; k < ours.size(0); ++k) {
                    if (ours[k][b][t].item<std::int64_t>() == theirs[k][b][t].item<std::int64_t>())
                        continue;
                    EXPECT_LE(margins[k][b][t].item<float>(), kMargin)
                        << where << ": codebook " << k << ", clip " << b << ", frame " << t;
                    ++close;
                    break;
                }
        RecordProperty("frames_with_near_ties", static_cast<int>(close));
    }

    void TearDown() override {
        if (IsSkipped()) return;
        RecordProperty("largest_difference", std::to_string(largest_));
        std::printf("             largest difference %.2g, of exact sums %.2g\n", largest_,
                    largest_exact_);
    }

    double largest_ = 0, largest_exact_ = 0;
};

}  // namespace affetto::test
