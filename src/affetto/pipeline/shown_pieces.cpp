#include "affetto/pipeline/shown_pieces.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

constexpr int kGenerated = 4, kReal = 1;  // a quadrant; with four of them at most 24 players
constexpr double kPlayerSeconds = 30;
constexpr std::size_t kSoundBytes = 15 << 20;  // 20 MB as base64: leaves room for the rest

double distance(const HeardPiece& piece) {
    return std::hypot(piece.heard.valence - piece.asked.valence,
                      piece.heard.arousal - piece.asked.arousal);
}

/// The pieces of a quadrant, the one of median distance first, the others as they are listed.
std::vector<std::size_t> typical_first(const std::vector<HeardPiece>& pieces, Quadrant quadrant) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < pieces.size(); ++i)
        if (quadrant_of(pieces[i].asked) == quadrant) order.push_back(i);
    if (order.empty()) return order;
    std::vector<std::size_t> by_distance = order;
    std::stable_sort(by_distance.begin(), by_distance.end(), [&](std::size_t a, std::size_t b) {
        return distance(pieces[a]) < distance(pieces[b]);
    });
    const auto typical =
        std::find(order.begin(), order.end(), by_distance[(by_distance.size() - 1) / 2]);
    std::rotate(order.begin(), typical, typical + 1);
    return order;
}

Bytes player_of(const Path& file, const PieceTools& tools) {
    try {
        return tools.player(file, kPlayerSeconds);
    } catch (const DataError&) {
        return {};
    }
}

}  // namespace

void choose_shown_pieces(Report& report, const EvaluationSet& set, const PieceTools& tools,
                         Progress& progress) {
    report.has_sound = static_cast<bool>(tools.player);
    const auto choose = [&](const std::vector<HeardPiece>& pieces,
                            const std::vector<PieceSource>& sources, bool generated) {
        for (int q = 0; q < kNumQuadrants; ++q) {
            int count = 0;
            for (const std::size_t i : typical_first(pieces, static_cast<Quadrant>(q))) {
                if (count++ < (generated ? kGenerated : kReal))
                    report.shown.push_back({pieces[i], generated, sources[i].file, {}});
                else if (generated)
                    report.linked.push_back(sources[i].file);
            }
        }
    };
    choose(report.generated, set.generated, true);
    choose(report.held_out, set.held_out, false);
    if (!tools.player) return;
    std::size_t bytes = 0;
    std::int64_t done = 0;
    for (ShownPiece& piece : report.shown) {
        throw_if_interrupted();
        piece.mp3 = player_of(piece.file, tools);
        if (bytes + piece.mp3.size() > kSoundBytes) piece.mp3.clear();
        bytes += piece.mp3.size();
        progress.update("players", ++done, static_cast<std::int64_t>(report.shown.size()));
    }
}

}  // namespace affetto
