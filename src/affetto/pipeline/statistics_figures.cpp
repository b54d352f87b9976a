#include "affetto/pipeline/statistics_figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr double kWidth = 640, kHeight = 320;  // of a figure, in pixels
constexpr double kLeft = 56, kRight = 16, kTop = 36, kBottom = 48;
constexpr std::size_t kBins = 24;
constexpr int kTicks = 5;  // about so many on an axis
// Okabe and Ito's palette, distinct for colour-blind readers.
constexpr std::array kColours = {"#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00"};

std::string px(double value) { return format_fixed(value, 1); }

std::string text_at(double x, double y, const std::string& text, const char* anchor = "middle") {
    return "<text x='" + px(x) + "' y='" + px(y) + "' text-anchor='" + anchor + "'>" +
           escape_markup(text) + "</text>";
}

std::string line(double x1, double y1, double x2, double y2) {
    return "<line x1='" + px(x1) + "' y1='" + px(y1) + "' x2='" + px(x2) + "' y2='" + px(y2) +
           "' stroke='#ccc'/>";
}

std::string bar(double x, double y, double width, double height, const char* colour) {
    return "<rect x='" + px(x) + "' y='" + px(y) + "' width='" + px(width) + "' height='" +
           px(height) + "' fill='" + colour + "'/>";
}

std::string figure(const std::string& title, double width, double height, const std::string& body) {
    const std::string size = px(width) + "' height='" + px(height);
    return "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 " + px(width) + " " + px(height) +
           "' width='" + size + "' font-family='sans-serif' font-size='12' role='img'><title>" +
           escape_markup(title) + "</title><rect width='" + size + "' fill='#fff'/>" +
           text_at(width / 2, 20, title) + body + "</svg>\n";
}

/// 1, 2 or 5 times a power of ten: about `kTicks` of them make `range`.
double tick_step(double range) {
    const double rough = range / kTicks;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= rough * 0.999) return factor * power;
    return 10 * power;
}

/// The axis of counts from 0 to `most`, its lines across the figure.
class CountAxis {
public:
    explicit CountAxis(int most) : most_(std::max(most, 1)) {}

    double y(double count) const {
        return kHeight - kBottom - count / most_ * (kHeight - kTop - kBottom);
    }
    std::string svg() const {
        std::string body;
        const int step = std::max(1, static_cast<int>(std::lround(tick_step(most_))));
        for (int count = 0; count <= most_; count += step)
            body += line(kLeft, y(count), kWidth - kRight, y(count)) +
                    text_at(kLeft - 6, y(count) + 4, std::to_string(count), "end");
        return body + text_at(kLeft - 6, kTop - 8, "clips", "end");
    }

private:
    int most_;
};

}  // namespace

std::string escape_markup(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        switch (c) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            case '\'':
                escaped += "&#39;";
                break;
            default:
                escaped += c;
        }
    }
    return escaped;
}

std::string histogram_svg(const std::string& title, const std::string& x_label,
                          std::span<const double> values) {
    double low = 0, high = 0;
    for (const double value : values) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
    if (high <= low) high = low + 1;
    std::array<int, kBins> counts{};
    for (const double value : values) {
        const auto bin = static_cast<std::size_t>((value - low) / (high - low) * kBins);
        ++counts[std::min(bin, kBins - 1)];
    }
    const CountAxis axis(*std::max_element(counts.begin(), counts.end()));
    const double width = kWidth - kLeft - kRight;
    std::string body = axis.svg();
    for (std::size_t i = 0; i < kBins; ++i)
        body += bar(kLeft + width * static_cast<double>(i) / kBins + 0.5, axis.y(counts[i]),
                    width / kBins - 1, axis.y(0) - axis.y(counts[i]), kColours[0]);
    const double step = tick_step(high - low);
    const auto first = std::lround(std::ceil(low / step)),
               last = std::lround(std::floor(high / step));
    for (long i = first; i <= last; ++i) {
        const double tick = static_cast<double>(i) * step;
        body += text_at(kLeft + width * (tick - low) / (high - low), kHeight - kBottom + 16,
                        format_number(tick));
    }
    return figure(title, kWidth, kHeight, body + text_at(kLeft + width / 2, kHeight - 10, x_label));
}

std::string bars_svg(const std::string& title, const std::vector<std::string>& categories,
                     const std::vector<BarSeries>& series) {
    int most = 0;
    for (const BarSeries& s : series)
        for (const int count : s.counts) most = std::max(most, count);
    const CountAxis axis(most);
    std::string body = axis.svg();
    const double group = (kWidth - kLeft - kRight) / static_cast<double>(categories.size());
    const double width = group * 0.8 / static_cast<double>(series.size());
    for (std::size_t c = 0; c < categories.size(); ++c) {
        const double left = kLeft + group * static_cast<double>(c);
        body += text_at(left + group / 2, kHeight - kBottom + 16, categories[c]);
        for (std::size_t s = 0; s < series.size(); ++s) {
            const int count = series[s].counts[c];
            const double x = left + group * 0.1 + width * static_cast<double>(s);
            body += bar(x, axis.y(count), width - 1, axis.y(0) - axis.y(count),
                        kColours[s % kColours.size()]);
            if (count > 0) body += text_at(x + width / 2, axis.y(count) - 3, std::to_string(count));
        }
    }
    for (std::size_t s = 0; s < series.size(); ++s) {
        const double x = kLeft + 100 * static_cast<double>(s);
        body += bar(x, kHeight - 20, 10, 10, kColours[s % kColours.size()]) +
                text_at(x + 14, kHeight - 11, series[s].name, "start");
    }
    return figure(title, kWidth, kHeight, body);
}

std::string plane_svg(const std::string& title, std::span<const Emotion> points) {
    constexpr double kSide = 440, kMiddle = kSide / 2 + 10, kReach = 180;
    constexpr double kLargest = 40, kSmallest = 2.5;  // radii in pixels
    std::map<std::pair<float, float>, int> counts;
    int most = 1;
    for (const Emotion& e : points) most = std::max(most, ++counts[{e.valence, e.arousal}]);
    std::string body;
    for (const double tick : {-1.0, -0.5, 0.0, 0.5, 1.0}) {
        const double at = tick * kReach;
        body += line(kMiddle + at, kMiddle - kReach, kMiddle + at, kMiddle + kReach) +
                line(kMiddle - kReach, kMiddle + at, kMiddle + kReach, kMiddle + at) +
                text_at(kMiddle + at, kMiddle + kReach + 15, format_number(tick)) +
                text_at(kMiddle - kReach - 6, kMiddle - at + 4, format_number(tick), "end");
    }
    // One clip is a dot; where the most coincide the disc still leaves the others to be seen.
    const double scale = std::min(kSmallest, kLargest / std::sqrt(most));
    for (const auto& [place, count] : counts)
        body += "<circle cx='" + px(kMiddle + place.first * kReach) + "' cy='" +
                px(kMiddle - place.second * kReach) + "' r='" + px(scale * std::sqrt(count)) +
                "' fill='" + kColours[0] + "' fill-opacity='0.5'><title>" + std::to_string(count) +
                " at valence " + format_number(place.first) + ", arousal " +
                format_number(place.second) + "</title></circle>";
    body += text_at(kMiddle, kSide + 6, "valence") + "<text transform='translate(12 " +
            px(kMiddle) + ") rotate(-90)' text-anchor='middle'>arousal</text>";
    return figure(title, kSide + 20, kSide + 20, body);
}

}  // namespace affetto
