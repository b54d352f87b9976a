#include "affetto/pipeline/survey_pictures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "affetto/analysis/entropy.hpp"
#include "affetto/core/text.hpp"
#include "affetto/listener/linear_model.hpp"
#include "affetto/pipeline/emotion_clouds.hpp"
#include "affetto/plots/image_chart.hpp"
#include "affetto/plots/line_chart.hpp"

namespace affetto {
namespace {

constexpr std::size_t kMostClips = 800;  // that t-SNE lays out
constexpr double kReach = 4;             // deviations on either side
constexpr std::size_t kBinsPerDeviation = 6;

/// Shares of the frames, the most frequent code first, as many as the codebook has.
std::vector<float> sorted_shares(const std::vector<std::int64_t>& counts, std::size_t size) {
    double frames = 0;
    for (const std::int64_t count : counts) frames += static_cast<double>(count);
    std::vector<float> shares;
    for (const std::int64_t count : counts)
        shares.push_back(static_cast<float>(static_cast<double>(count) / std::max(1.0, frames)));
    shares.resize(size);
    std::sort(shares.rbegin(), shares.rend());
    return shares;
}

}  // namespace

Figure values_figure(const FrameSurvey& survey, const LatentSet& set) {
    const at::Tensor frames = set.frames.statistics.normalise(survey.frames());
    const std::int64_t values = frames.size(1);
    constexpr auto kBins = static_cast<std::int64_t>(2 * kReach * kBinsPerDeviation);
    // [N, D] bins, then how many frames lie in each: [bins, D].
    const at::Tensor bins = ((frames + kReach) * static_cast<double>(kBinsPerDeviation))
                                .floor()
                                .clamp(0, static_cast<double>(kBins - 1))
                                .to(at::kLong);
    const at::Tensor counts =
        at::zeros({kBins, values}).scatter_add(0, bins, at::ones(bins.sizes(), at::kFloat));
    const at::Tensor shares = (counts * (100.0 / static_cast<double>(frames.size(0)))).contiguous();

    ImageChart chart;
    chart.rows = static_cast<std::size_t>(kBins);
    chart.values.assign(shares.data_ptr<float>(), shares.data_ptr<float>() + shares.numel());
    chart.width = static_cast<double>(values);
    chart.x_label = "value";
    chart.y_label = "deviations from its mean";
    chart.value_label = "% of frames";
    chart.lowest = 0;
    for (int deviation = -static_cast<int>(kReach); deviation <= kReach; ++deviation)
        chart.row_ticks.push_back({(deviation + kReach) * static_cast<double>(kBinsPerDeviation),
                                   std::to_string(deviation)});
    return {"values", image_chart_svg("How each value is spread", chart)};
}

std::vector<Figure> clip_figures(const FrameSurvey& survey) {
    const FrameSurvey::Clips clips = survey.clips(kMostClips);
    if (clips.emotions.size() < 2) return {};  // no deviations
    // No value counts more for its unit.
    const Matrix standard = fit_standardisation(clips.summaries)
                                .apply(clips.summaries, std::numeric_limits<double>::infinity());
    return emotion_clouds("clips", "Clips", standard, clips.emotions);
}

std::vector<CodeUse> code_use(const FrameSurvey& survey) {
    std::vector<CodeUse> uses;
    for (const std::vector<std::int64_t>& counts : survey.code_counts()) {
        const std::vector<double> weights(counts.begin(), counts.end());
        CodeUse use;
        use.perplexity = std::exp2(entropy_bits(weights));
        use.used =
            std::count_if(counts.begin(), counts.end(), [](auto count) { return count > 0; });
        uses.push_back(use);
    }
    return uses;
}

std::vector<Figure> code_figures(const FrameSurvey& survey, int codebook_size) {
    const std::vector<CodeUse> uses = code_use(survey);
    if (uses.empty()) return {};
    const auto size = static_cast<std::size_t>(codebook_size);
    LineSeries perplexity{"perplexity", {}, {}}, used{"codes used", {}, {}};
    for (std::size_t k = 0; k < uses.size(); ++k) {
        for (LineSeries* line : {&perplexity, &used}) line->x.push_back(static_cast<double>(k + 1));
        perplexity.y.push_back(uses[k].perplexity);
        used.y.push_back(static_cast<double>(uses[k].used));
    }
    ImageChart chart;
    chart.rows = uses.size();
    // The first codebook on top.
    const std::size_t every = 1 + uses.size() / 20;
    for (std::size_t k = uses.size(); k-- > 0;) {
        const std::vector<float> shares = sorted_shares(survey.code_counts()[k], size);
        for (const float share : shares) chart.values.push_back(std::log10(std::max(share, 1e-6F)));
        if (k % every == 0)
            chart.row_ticks.push_back(
                {static_cast<double>(uses.size() - k) - 0.5, std::to_string(k + 1)});
    }
    chart.width = static_cast<double>(size);
    chart.x_label = "codes, the most frequent first";
    chart.y_label = "codebook";
    chart.value_label = "log10 of share";
    return {
        {"codes-perplexity", line_chart_svg("How many codes each codebook uses",
                                            {"codebook", "of " + std::to_string(size), false, true},
                                            {perplexity, used})},
        {"codes-usage", image_chart_svg("How often each code is used", chart)}};
}

}  // namespace affetto
