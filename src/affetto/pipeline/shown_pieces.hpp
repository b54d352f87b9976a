#pragma once

#include <vector>

#include "affetto/pipeline/evaluate.hpp"
#include "affetto/pipeline/evaluation_set.hpp"
#include "affetto/pipeline/report_page.hpp"

namespace affetto {

/// Chooses the pieces that a report shows, four generated ones and one held-out one of each
/// quadrant, makes their players where the tools can, and lists the rest. The first one is typical:
/// the median by the distance between the emotion asked for and the one heard; the others are the
/// first of the list. A piece that cannot be played, or that would make the page larger than 25 MB,
/// has no player. Fills `report.shown`, `report.linked` and `report.has_sound`.
void choose_shown_pieces(Report& report, const EvaluationSet& set, const PieceTools& tools,
                         Progress& progress);

}  // namespace affetto
