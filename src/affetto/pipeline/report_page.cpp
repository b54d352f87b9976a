#include "affetto/pipeline/report_page.hpp"

#include <algorithm>

#include "affetto/core/text.hpp"
#include "affetto/pipeline/report_figures.hpp"
#include "affetto/pipeline/report_tables.hpp"
#include "affetto/plots/html.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {
namespace {

constexpr std::size_t kLinkedBytes = 2 << 20;  // of files inside links

std::string paragraph(const std::string& text) {
    return "<p class='how'>" + escape_markup(text) + "</p>\n";
}

std::string side_by_side(std::initializer_list<std::string> figures) {
    std::string text = "<div class='side'>";
    for (const std::string& figure : figures) text += figure;
    return text + "</div>\n";
}

/// The extremes of both distance tables, so that a shade means one distance in both.
std::string similarity_figures(const Json& similarity) {
    double low = 0, high = 0;
    bool any = false;
    for (const char* set : {"generated", "held_out"})
        for (const Json& row : similarity.at(set))
            for (const Json& cell : row) {
                if (!cell.is_number()) continue;
                low = any ? std::min(low, cell.get<double>()) : cell.get<double>();
                high = any ? std::max(high, cell.get<double>()) : cell.get<double>();
                any = true;
            }
    return side_by_side({similarity_figure("Generated against the reference",
                                           similarity.at("generated"), low, high),
                         similarity_figure("Held out against the reference",
                                           similarity.at("held_out"), low, high)});
}

std::string figures(const Report& report) {
    const Json& emotion = report.metrics.at("emotion");
    return "<h2>Is the emotion heard?</h2>\n" + accuracy_figure(emotion) +
           paragraph("How: " + emotion.at("how").get<std::string>() +
                     ". The orange line is what listeners reach that were fitted on labels dealt "
                     "out at random.") +
           side_by_side({confusion_figure("Generated pieces", "asked", emotion.at("generated")),
                         confusion_figure("Held-out pieces", "labelled", emotion.at("held_out"))}) +
           paragraph(
               "Numbers of pieces. Q1: pleasant, excited. Q2: unpleasant, excited. Q3: "
               "unpleasant, calm. Q4: pleasant, calm. A good model fills the diagonal.") +
           side_by_side(
               {asked_heard_figure(EmotionAxis::valence, report.generated, report.held_out),
                asked_heard_figure(EmotionAxis::arousal, report.generated, report.held_out)}) +
           paragraph(
               "One dot a piece; on the grey diagonal the listener heard exactly what was "
               "asked for. A regression tends to answer nearer to 0 than labels lie.") +
           "<h2>Which music of the reference is it like?</h2>\n" +
           similarity_figures(report.metrics.at("similarity")) +
           paragraph("How: " + report.metrics.at("similarity").at("how").get<std::string>() +
                     ". Dark is near; both tables share their shades. A row is darkest in its own "
                     "column where the music of that quadrant is the most like it.");
}

/// What stands behind the word "reference" here.
std::string reference_text(const Json& reference) {
    const Json& dataset = reference.at("dataset");
    std::string text = "The reference is the data set " +
                       (dataset.is_string() ? dataset.get<std::string>() : "of --reference");
    if (reference.at("synthetic") == Json(true))
        text += ", which a program composed: no person wrote it or rated it";
    if (reference.contains("judged_seconds"))
        text += "; of each recording the first " +
                format_fixed(reference.at("judged_seconds").get<double>(), 1) +
                " s are judged, the length of the median clip";
    return text + ".";
}

std::string people(const Json& metrics) {
    if (!metrics.contains("listeners")) return {};
    const Json& listeners = metrics.at("listeners");
    return "<h2>What people heard</h2>\n" +
           paragraph(listeners.at("raters").dump() + " listeners, " +
                     listeners.at("ratings").dump() + " ratings.") +
           people_table(listeners) + people_figure(listeners) +
           paragraph("How: " + listeners.at("how").get<std::string>() + ".");
}

std::string heading_of(const ShownPiece& piece) {
    const auto point = [](Emotion e) {
        return "valence " + format_fixed(e.valence, 2) + ", arousal " + format_fixed(e.arousal, 2);
    };
    return "<h4>" + escape_markup(piece.heard.id) +
           (piece.generated ? "" : " (reference, held out)") + "</h4><p>" +
           (piece.generated ? "asked for " : "labelled ") + point(piece.heard.asked) +
           "; the listener hears " + point(piece.heard.heard) + " (" +
           std::string(name_of(piece.heard.quadrant)) + ")</p>\n";
}

/// The file inside a link, while there is room for it; else its name: a path would lead nowhere
/// once the page is elsewhere.
std::string link_to(const Path& file, const std::string& word, const PieceTools& tools,
                    std::size_t& room) {
    const std::string name = display(file.filename());
    if (!tools.media_type.empty()) {
        const Bytes bytes = read_bytes(file);
        if (bytes.size() <= room) {
            room -= bytes.size();
            return html::file_link(word.empty() ? name : word, file.filename(), tools.media_type,
                                   bytes) +
                   "\n";
        }
    }
    return "<code>" + escape_markup(name) + "</code>\n";
}

std::string shown_piece(const ShownPiece& piece, const PieceTools& tools, std::size_t& room) {
    std::string text = "<figure>" + heading_of(piece);
    if (!piece.mp3.empty())
        text += "<audio controls preload='none' src='" + html::data_uri("audio/mpeg", piece.mp3) +
                "'></audio>\n";
    text += tools.figure(piece.heard.id, piece.file);
    return text + link_to(piece.file, tools.file_word, tools, room) + "</figure>\n";
}

std::string pieces(const Report& report, const PieceTools& tools) {
    std::string text = "<h2>Pieces</h2>\n";
    std::size_t room = kLinkedBytes;
    const std::size_t players =
        static_cast<std::size_t>(std::count_if(report.shown.begin(), report.shown.end(),
                                               [](const ShownPiece& p) { return !p.mp3.empty(); }));
    text += paragraph(
        "Of each quadrant first a typical piece: the one of median distance between the emotion "
        "asked for and the one heard. After it the first ones of the list, not the best ones. " +
        (report.has_sound ? std::to_string(players) + " players with the beginning of a piece. "
                          : "There are no players: this build makes no sound "
                            "(AFFETTO_WITH_AUDIO=OFF). ") +
        tools.figure_note);
    for (int q = 0; q < kNumQuadrants; ++q) {
        const auto quadrant = static_cast<Quadrant>(q);
        std::string found;
        for (const ShownPiece& piece : report.shown)
            if (quadrant_of(piece.heard.asked) == quadrant)
                found += shown_piece(piece, tools, room);
        if (!found.empty()) text += "<h3>" + std::string(name_of(quadrant)) + "</h3>\n" + found;
    }
    if (report.linked.empty()) return text;
    text += "<h3>The other generated pieces</h3>\n<p>";
    for (const Path& file : report.linked) text += link_to(file, "", tools, room);
    return text + "</p>\n";
}

}  // namespace

std::string report_page(const Report& report, const PieceTools& tools) {
    return html::page(
        "Listening report",
        paragraph("How generated music compares with labelled music, the reference. \"Heard\" "
                  "means: by the "
                  "built-in listener, a small linear model fitted on labelled music. It is no "
                  "person: its figures say how music compares with labelled music, not how people "
                  "feel. " +
                  reference_text(report.metrics.at("reference"))) +
            "<h2>In short</h2>\n" + headline_table(report.metrics) + people(report.metrics) +
            figures(report) + "<h2>What moves with the emotion?</h2>\n" +
            quadrant_table(report.metrics.at("quadrants")) + pieces(report, tools) +
            "<h2>Every number</h2>\n" + metric_tables(report.metrics),
        "h4{margin:.8rem 0 0}h4+p{margin:.1rem 0 .4rem}table table{margin:0}");
}

}  // namespace affetto
