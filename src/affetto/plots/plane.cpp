#include "affetto/plots/plane.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "affetto/core/text.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {

std::string plane_svg(const std::string& title, std::span<const Emotion> points) {
    constexpr double kSide = 440, kMiddle = kSide / 2 + 24, kReach = 180;
    constexpr double kLargest = 40, kSmallest = 2.5;  // radii in pixels
    std::map<std::pair<float, float>, int> counts;
    int most = 1;
    for (const Emotion& e : points)
        if (std::isfinite(e.valence) && std::isfinite(e.arousal))
            most = std::max(most, ++counts[{e.valence, e.arousal}]);
    std::string body;
    for (const double tick : {-1.0, -0.5, 0.0, 0.5, 1.0}) {
        const double at = tick * kReach;
        const auto colour = tick == 0 ? svg::kZeroColour : svg::kGridColour;
        body += svg::line(kMiddle + at, kMiddle - kReach, kMiddle + at, kMiddle + kReach, colour) +
                svg::line(kMiddle - kReach, kMiddle + at, kMiddle + kReach, kMiddle + at, colour) +
                svg::text(kMiddle + at, kMiddle + kReach + 18, format_number(tick)) +
                svg::text(kMiddle - kReach - 6, kMiddle - at + 5, format_number(tick), "end");
    }
    // One clip is a dot; where the most coincide the disc still leaves the others to be seen.
    const double scale = std::min(kSmallest, kLargest / std::sqrt(most));
    for (const auto& [place, count] : counts)
        body += svg::circle(kMiddle + place.first * kReach, kMiddle - place.second * kReach,
                            scale * std::sqrt(count), svg::colour(0), 0.5,
                            std::to_string(count) + " at valence " + format_number(place.first) +
                                ", arousal " + format_number(place.second));
    body += svg::text(kMiddle, kMiddle + kReach + 38, "valence") +
            svg::upright_text(14, kMiddle, "arousal");
    return svg::figure(title, kMiddle + kReach + 24, kMiddle + kReach + 46, body);
}

}  // namespace affetto
