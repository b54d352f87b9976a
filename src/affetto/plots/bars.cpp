#include "affetto/plots/bars.hpp"

#include <algorithm>
#include <stdexcept>

#include "affetto/plots/axis.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {

std::string bars_svg(const std::string& title, const std::vector<std::string>& categories,
                     const std::vector<BarSeries>& series) {
    int most = 1;
    std::vector<std::string> names;
    for (const BarSeries& s : series) {
        if (s.counts.size() != categories.size())
            throw std::invalid_argument("bars_svg: '" + s.name + "' has " +
                                        std::to_string(s.counts.size()) + " counts for " +
                                        std::to_string(categories.size()) + " categories");
        for (const int count : s.counts) most = std::max(most, count);
        names.push_back(s.name);
    }
    constexpr double kHeadroom = 1.08;  // for the number above the highest bar
    const svg::Axis y{0, kHeadroom * most, svg::kHeight - svg::kBottom, svg::kTop};
    std::string body =
        svg::horizontal_grid(y, 1) + svg::text(svg::kLeft - 6, svg::kTop - 8, "clips", "end");
    const double group =
        (svg::kWidth - svg::kLeft - svg::kRight) / static_cast<double>(categories.size());
    const double width = group * 0.8 / static_cast<double>(series.size());
    for (std::size_t c = 0; c < categories.size(); ++c) {
        const double left = svg::kLeft + group * static_cast<double>(c);
        body += svg::text(left + group / 2, svg::kHeight - svg::kBottom + 18, categories[c]);
        for (std::size_t s = 0; s < series.size(); ++s) {
            const int count = series[s].counts[c];
            const double x = left + group * 0.1 + width * static_cast<double>(s);
            body += svg::rect(x, y.at(count), width - 1, y.at(0) - y.at(count), svg::colour(s));
            if (count > 0) body += svg::text(x + width / 2, y.at(count) - 3, std::to_string(count));
        }
    }
    if (names.size() > 1) body += svg::legend(svg::kLeft, svg::kHeight - 10, names);
    return svg::figure(title, svg::kWidth, svg::kHeight, body);
}

}  // namespace affetto
