#include "affetto/pipeline/shown_pieces.hpp"

#include <array>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

constexpr int kGenerated = 4, kReal = 1;  // a quadrant; with four of them at most 24 players
constexpr double kPlayerSeconds = 30;
constexpr std::size_t kSoundBytes = 15 << 20;  // 20 MB as base64: leaves room for the rest

/// The same file as seen from the page.
Path link_to(const Path& file, const Path& page_folder) {
    std::error_code error;
    const Path link = std::filesystem::relative(file, page_folder, error);
    return error || link.empty() ? file : link;
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
                         const Path& page_folder, Progress& progress) {
    report.has_sound = static_cast<bool>(tools.player);
    const auto choose = [&](const std::vector<HeardPiece>& pieces,
                            const std::vector<PieceSource>& sources, bool generated) {
        std::array<int, kNumQuadrants> chosen{};
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            const Path link = link_to(sources[i].file, page_folder);
            int& count = chosen[static_cast<std::size_t>(quadrant_of(pieces[i].asked))];
            if (count++ < (generated ? kGenerated : kReal))
                report.shown.push_back({pieces[i], generated, sources[i].file, link, {}});
            else if (generated)
                report.linked.push_back(link);
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
