#pragma once

#include <string>
#include <utility>
#include <vector>

#include "affetto/core/file.hpp"
#include "affetto/pipeline/config_fields.hpp"
#include "affetto/pipeline/statistics_sections.hpp"
#include "affetto/pipeline/training_progress.hpp"

namespace affetto {

/// Pictures that stand beside each other, and what they show.
struct PictureRow {
    std::string title;
    std::vector<Figure> figures;
    Bytes mp3 = {};    ///< a player above them; empty: none
    Path file = {};    ///< the name of the file that they show; empty: none
    Bytes bytes = {};  ///< of that file, to be saved from the page; empty: it is only named
};

/// What the page of a training run shows; all but the first four may be missing.
struct TrainingPage {
    std::string title;
    bool running = true;
    std::string state;  ///< of a run that has ended: "stopped by steps"
    TrainingProgress progress;
    TrainingEnd end;                                         ///< of a run that goes on
    std::vector<std::pair<std::string, std::string>> facts;  ///< what is trained on what
    std::vector<ChangedField> changed;                       ///< from the defaults
    std::vector<Figure> curves;
    std::string latent_text;
    std::vector<Figure> latent_figures;
    std::string reconstruction_text;
    std::vector<PictureRow> reconstructions;
    std::string sample_text;
    std::vector<PictureRow> samples;
    std::vector<Path> files;   ///< of the folder, relative to it
    std::string drawing_text;  ///< what drawing costs
};

/// A self-contained page, at most 25 MB: players are left out first. While the run goes on browsers
/// load it again by themselves, and it says how far the run is and what is left.
std::string training_page(const TrainingPage& page);

/// "2026-03-01 12:05:09 UTC"
std::string utc_time_now();

}  // namespace affetto
