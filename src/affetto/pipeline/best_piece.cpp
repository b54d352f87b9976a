#include "affetto/pipeline/best_piece.hpp"

#include <cmath>

#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr double kUndecided = 0.5;

struct Figures {
    bool heard = false;  // in the quadrant that was asked for
    double distance = 0, told = kUndecided;

    double sum() const { return distance + told; }
};

Figures figures_of(const Json& piece) {
    const auto number = [&](const char* key) { return piece.at(key).get<double>(); };
    return {piece.at("quadrant_heard") == piece.at("quadrant_asked"),
            std::hypot(number("valence_heard") - number("valence_asked"),
                       number("arousal_heard") - number("arousal_asked")),
            piece.value("generated_probability", kUndecided)};
}

bool better(const Figures& a, const Figures& b) {
    return a.heard != b.heard ? a.heard : a.sum() < b.sum();
}

std::string why_of(const Json& piece, const Figures& figures) {
    const std::string quadrant = piece.at("quadrant_heard").get<std::string>();
    return "the listener hears " + quadrant + ", " +
           (figures.heard ? "as asked for" : "which was not asked for") + ", " +
           format_fixed(figures.distance, 2) +
           " from the emotion asked for; the classifier takes it for music of the corpus with "
           "probability " +
           format_fixed(1 - figures.told, 2);
}

}  // namespace

std::optional<BestPiece> best_piece(const Json& metrics) {
    const Json* best = nullptr;
    for (const Json& piece : metrics.at("pieces").at("generated"))
        if (best == nullptr || better(figures_of(piece), figures_of(*best))) best = &piece;
    if (best == nullptr) return std::nullopt;
    return BestPiece{best->at("id").get<std::string>(), why_of(*best, figures_of(*best))};
}

}  // namespace affetto
