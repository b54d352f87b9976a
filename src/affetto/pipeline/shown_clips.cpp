#include "affetto/pipeline/shown_clips.hpp"

#include "affetto/core/error.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/core/text.hpp"
#include "affetto/pipeline/report_figures.hpp"
#include "affetto/plots/html.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {
namespace {

/// The notes that begin in the first kShownSeconds.
Score beginning_of(const Score& score) {
    const TempoMap tempo(score);
    const Ticks end = tempo.ticks(Seconds(kShownSeconds));
    Score first = score;
    for (Part& part : first.parts)
        std::erase_if(part.notes, [&](const Note& note) { return note.onset >= end; });
    return first.note_count() > 0 ? first : score;
}

}  // namespace

std::string shown_clips_text() {
    return "<p class='how'>Up to " + std::to_string(kShownPerQuadrant) +
           " clips of each quadrant: first the one whose label is nearest to the mean of its "
           "quadrant, "
           "then ones spread evenly over the list and not chosen for what they are; at most the "
           "first " +
           format_number(kShownSeconds) + " seconds of each.</p>\n";
}

std::string label_text(const Clip& clip) {
    std::string text = clip.id + ", " + std::string(name_of(clip.split));
    if (clip.emotion)
        text += ": valence " + format_fixed(clip.emotion->valence, 2) + ", arousal " +
                format_fixed(clip.emotion->arousal, 2) + " (" +
                std::string(name_of(quadrant_of(*clip.emotion))) + ", " +
                std::string(name_of(clip.label_source)) + ")";
    if (!clip.labels.empty()) text += ", " + to_string(clip.labels);
    return text;
}

std::string shown_scores(std::span<const ShownScore> scores, const PlayerSound& player,
                         std::vector<Figure>& figures) {
    std::string body = shown_clips_text(), silent;
    if (!player) silent = "this build makes no sound (AFFETTO_WITH_AUDIO=OFF)";
    for (const ShownScore& shown : scores) {
        throw_if_interrupted();
        figures.push_back({"clip-" + shown.clip->id, score_figure(shown.clip->id, shown.score)});
        body += "<figure><h3>" + escape_markup(label_text(*shown.clip)) + "</h3>\n" +
                figures.back().svg;
        try {
            if (silent.empty())
                body +=
                    "<audio controls preload='none' src='" +
                    html::data_uri("audio/mpeg", player(beginning_of(shown.score), kShownSeconds)) +
                    "'></audio>";
        } catch (const Interrupted&) {
            throw;
        } catch (const Error& fault) {  // no soundfont: pictures alone
            silent = fault.what();
        }
        body += "</figure>\n";
    }
    return silent.empty() ? body : body + "<p>No players: " + escape_markup(silent) + "</p>\n";
}

}  // namespace affetto
