#pragma once

#include <vector>

#include "affetto/pipeline/evaluate.hpp"
#include "affetto/pipeline/evaluation_set.hpp"
#include "affetto/pipeline/report_page.hpp"

namespace affetto {

/// Chooses the pieces that a report shows, the first four generated and the first real one of each
/// quadrant, makes their players where the tools can, and links the rest. A piece that cannot be
/// played, or that would make the page larger than 25 MB, has no player. Fills
/// `report.shown`, `report.linked` and `report.has_sound`; `page_folder` is where the page will
/// lie.
void choose_shown_pieces(Report& report, const EvaluationSet& set, const PieceTools& tools,
                         const Path& page_folder, Progress& progress);

}  // namespace affetto
