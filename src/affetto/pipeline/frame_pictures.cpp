#include "affetto/pipeline/frame_pictures.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/core/text.hpp"
#include "affetto/pipeline/frame_files.hpp"
#include "affetto/plots/image_chart.hpp"
#include "affetto/plots/spread_chart.hpp"

namespace affetto {
namespace {

constexpr double kShownDecibels = 80;   // of a spectrogram, below its loudest value
constexpr double kShownDeviations = 3;  // of a coefficient, on both sides
constexpr double kMelHeight = 290, kMfccHeight = 236, kChromaHeight = 292;  // pixels
constexpr double kLatentsHeight = 252;

/// 1, 2 and 5 times powers of ten, from the top down where they do not crowd.
std::vector<svg::NamedTick> hertz_ticks(const MelConfig& config) {
    constexpr double kNearest = 0.06;  // of the axis
    const MelBandsConfig& bands = config.bands;
    const double low = hz_to_mel(bands.min_hz, bands.scale);
    const double high = hz_to_mel(bands.max_hz.value_or(config.sample_rate_hz / 2.0), bands.scale);
    // Band m is highest at low + (m + 1) step; it is drawn from m to m + 1.
    const double step = (high - low) / (bands.n_mels + 1);
    double above = bands.n_mels * (1 + kNearest);
    std::vector<svg::NamedTick> ticks;
    for (double power = 1e5; power >= 1; power /= 10)
        for (const double factor : {5.0, 2.0, 1.0}) {
            const double hertz = factor * power;
            const double at = (hz_to_mel(hertz, bands.scale) - low) / step - 0.5;
            if (at < 0 || at > bands.n_mels || above - at < kNearest * bands.n_mels) continue;
            ticks.push_back({at, svg::tick_text(hertz)});
            above = at;
        }
    return ticks;
}

std::vector<svg::NamedTick> chroma_ticks() {
    std::vector<svg::NamedTick> ticks;
    for (const std::string& name : value_names(Representation::chroma, kChroma))
        ticks.push_back({static_cast<double>(ticks.size()) + 0.5, name});
    return ticks;
}

/// About twenty of `count` channels, the first called `first`.
std::vector<svg::NamedTick> numbered_ticks(std::int64_t count, std::int64_t first) {
    const std::int64_t every = std::max<std::int64_t>(1, count / 20);
    std::vector<svg::NamedTick> ticks;
    for (std::int64_t c = 0; c < count; c += every)
        ticks.push_back({static_cast<double>(c) + 0.5, std::to_string(c + first)});
    return ticks;
}

/// Decibels in one unit of the logarithm of `config`.
double decibels_per_unit(const MelConfig& config) {
    return config.log == "db" ? 1 : 10 / std::log(10.0);
}

std::vector<double> numbers(const at::Tensor& values) {
    const at::Tensor whole = values.to(at::kDouble).contiguous();
    return {whole.data_ptr<double>(), whole.data_ptr<double>() + whole.numel()};
}

/// The chart of values [T, D].
std::string drawn(const std::string& title, const at::Tensor& values, ImageChart& chart,
                  double frames_a_second) {
    const at::Tensor rows = values.t().contiguous();  // [D, T]
    chart.rows = static_cast<std::size_t>(rows.size(0));
    chart.values.assign(rows.data_ptr<float>(), rows.data_ptr<float>() + rows.numel());
    chart.width = static_cast<double>(rows.size(1)) / frames_a_second;
    return image_chart_svg(title, chart);
}

}  // namespace

std::string frames_svg(const std::string& title, const at::Tensor& features,
                       const FrameFormat& format, Representation r, const at::Tensor& beside) {
    at::Tensor values = features.to(at::kFloat);  // [T, D]
    ImageChart chart;
    if (r == Representation::mel) {
        const double unit = decibels_per_unit(format.mel);
        values = values * unit;
        chart.y_label = "hertz";
        chart.row_ticks = hertz_ticks(format.mel);
        chart.value_label = "dB";
        chart.highest = unit * (beside.defined() ? beside : features).max().item<double>();
        chart.lowest = *chart.highest - kShownDecibels;
        chart.height = kMelHeight;
    } else if (r == Representation::mfcc) {
        const at::Tensor spread = values.std(0, false, true).clamp_min(1e-6);
        values = (values - values.mean(0, true)) / spread;
        chart.y_label = "coefficient";
        chart.value_label = "deviations";
        chart.lowest = -kShownDeviations;
        chart.highest = kShownDeviations;
        chart.height = kMfccHeight;
    } else if (r == Representation::encodec) {
        values = format.statistics.normalise(values);
        chart.y_label = "latent dimension";
        chart.value_label = "deviations";
        chart.lowest = -kShownDeviations;
        chart.highest = kShownDeviations;
        chart.height = kLatentsHeight;
    } else {
        chart.y_label = "pitch class";
        chart.row_ticks = chroma_ticks();
        chart.value_label = "of the strongest";
        chart.lowest = 0;
        chart.highest = 1;
        chart.height = kChromaHeight;
    }
    return drawn(title, values, chart, frames_per_second(format, r));
}

std::string difference_svg(const std::string& title, const at::Tensor& difference,
                           const FrameFormat& format, Representation r) {
    ImageChart chart;
    chart.value_label = "deviations";
    chart.lowest = -kShownDeviations;
    chart.highest = kShownDeviations;
    if (r == Representation::mel) {
        chart.y_label = "hertz";
        chart.row_ticks = hertz_ticks(format.mel);
        chart.height = kMelHeight;
    } else if (r == Representation::chroma) {
        chart.y_label = "pitch class";
        chart.row_ticks = chroma_ticks();
        chart.height = kChromaHeight;
    } else {
        chart.y_label = r == Representation::mfcc ? "coefficient" : "latent dimension";
        chart.height = r == Representation::mfcc ? kMfccHeight : kLatentsHeight;
    }
    return drawn(title, difference.to(at::kFloat), chart, frames_per_second(format, r));
}

std::string statistics_svg(const FrameFormat& format, Representation r) {
    SpreadChart chart;
    at::Tensor mean = format.statistics.mean, deviation = format.statistics.deviation;
    std::string title = "Mean and deviation of each ";
    if (r == Representation::mel) {
        title += "mel band";
        mean = mean * decibels_per_unit(format.mel);
        deviation = deviation * decibels_per_unit(format.mel);
        chart.x_label = "hertz";
        chart.y_label = "dB";
        chart.channel_ticks = hertz_ticks(format.mel);
    } else if (r == Representation::mfcc) {
        title += "coefficient, without the 0th (the level)";
        mean = mean.slice(0, 1);
        deviation = deviation.slice(0, 1);
        chart.x_label = "coefficient";
        chart.channel_ticks = numbered_ticks(mean.size(0), 1);
    } else if (r == Representation::encodec) {
        title += "latent dimension";
        chart.x_label = "latent dimension";
        chart.channel_ticks = numbered_ticks(mean.size(0), 0);
    } else {
        title += "pitch class";
        chart.x_label = "pitch class";
        chart.y_label = "of the strongest";
        chart.channel_ticks = chroma_ticks();
    }
    chart.mean = numbers(mean);
    chart.deviation = numbers(deviation);
    return spread_chart_svg(title, chart);
}

}  // namespace affetto
