#include "affetto/pipeline/training_page.hpp"

#include <chrono>

#include "affetto/core/text.hpp"
#include "affetto/plots/html.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {
namespace {

constexpr int kRefreshSeconds = 20;
constexpr std::size_t kMostBytes = 25'000'000;

constexpr std::string_view kStyle =
    "body{max-width:76rem}progress{width:100%;height:1.2rem}h4{margin:.8rem 0 .2rem}"
    ".two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr));gap:."
    "6rem}"
    ".two svg,.row svg{width:100%;height:auto;display:block}"
    ".row{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr));gap:."
    "6rem}";

std::string paragraph(const std::string& text, std::string_view kind = "how") {
    return "<p class='" + std::string(kind) + "'>" + escape_markup(text) + "</p>\n";
}

std::string two_digits(unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); }

std::string side_by_side(std::string_view kind, const std::vector<Figure>& figures) {
    std::string text = "<div class='" + std::string(kind) + "'>\n";
    for (const Figure& figure : figures) text += figure.svg;
    return text + "</div>\n";
}

std::string state_section(const TrainingPage& page) {
    const TrainingProgress& p = page.progress;
    std::string text = "Step " + std::to_string(p.step) + ", epoch " + std::to_string(p.epoch) +
                       ", after " + format_fixed(p.minutes, 1) + " minutes of training.";
    if (!page.running) return paragraph("Ended: " + page.state + ". " + text, "state");
    text += " " + format_fixed(100 * page.end.share, 0) + " % of " + page.end.limit;
    text += page.end.seconds_left ? "; about " + duration_text(*page.end.seconds_left) + " left."
                                  : "; how long it takes is not known yet.";
    return paragraph("Training runs. " + text, "state") + "<progress max='1' value='" +
           format_fixed(page.end.share, 4) + "'></progress>\n" +
           paragraph("This page loads itself again every " + std::to_string(kRefreshSeconds) +
                     " seconds until the run has ended.");
}

std::string facts_section(const TrainingPage& page) {
    std::string facts;
    for (const auto& [name, value] : page.facts) facts += table_row({name, value});
    std::string text = "<h2>What is trained on what</h2>\n" + html::wide_table(facts) +
                       "<h3>Settings that differ from the defaults</h3>\n";
    if (page.changed.empty()) return text + paragraph("None.");
    std::vector<std::vector<std::string>> rows = {{"setting", "here", "default"}};
    for (const ChangedField& field : page.changed)
        rows.push_back({field.name, field.value, field.before});
    return text + html::table(rows);
}

std::string rows_section(const std::vector<PictureRow>& rows, bool players) {
    std::string text;
    for (const PictureRow& row : rows) {
        text += "<h4>" + escape_markup(row.title) + "</h4>\n";
        if (players && !row.mp3.empty())
            text += "<audio controls preload='none' src='" + html::data_uri("audio/mpeg", row.mp3) +
                    "'></audio>\n";
        text += side_by_side("row", row.figures);
        if (!row.bytes.empty())
            text +=
                html::file_link(display(row.file), row.file.filename(), "audio/midi", row.bytes);
        else if (!row.file.empty())
            text += "<code>" + escape_markup(display(row.file)) + "</code>\n";
    }
    return text;
}

/// Names, not links: those would lead nowhere once the page is mailed.
std::string files_section(const std::vector<Path>& files) {
    std::string text = "<h2>Files</h2>\n<p class='how'>In the folder of the run:";
    for (const Path& file : files) text += " <code>" + escape_markup(display(file)) + "</code>";
    return text + "</p>\n";
}

std::string body_of(const TrainingPage& page, bool players) {
    const auto or_not_yet = [&](const std::string& pictures) {
        return pictures.empty() ? paragraph(page.running ? "Not drawn yet." : "There are none.")
                                : pictures;
    };
    std::string curves, latents;
    if (!page.curves.empty()) curves = side_by_side("two", page.curves);
    if (!page.latent_figures.empty()) latents = side_by_side("two", page.latent_figures);
    return state_section(page) + facts_section(page) + "<h2>Curves</h2>\n" + or_not_yet(curves) +
           "<h2>Latent space</h2>\n" + paragraph(page.latent_text) + or_not_yet(latents) +
           "<h2>Reconstructions</h2>\n" + paragraph(page.reconstruction_text) +
           or_not_yet(rows_section(page.reconstructions, players)) + "<h2>Samples</h2>\n" +
           paragraph(page.sample_text) + or_not_yet(rows_section(page.samples, players)) +
           files_section(page.files) +
           paragraph("Written " + utc_time_now() + ". " + page.drawing_text);
}

}  // namespace

std::string training_page(const TrainingPage& page) {
    const auto whole = [&](bool players) {
        return html::page(page.title, body_of(page, players), kStyle, {},
                          page.running ? kRefreshSeconds : 0);
    };
    std::string text = whole(true);
    return text.size() > kMostBytes ? whole(false) : text;
}

std::string utc_time_now() {
    using namespace std::chrono;
    const auto now = floor<seconds>(system_clock::now());
    const auto day = floor<days>(now);
    const year_month_day date(day);
    const hh_mm_ss time(now - day);
    return std::to_string(static_cast<int>(date.year())) + "-" +
           two_digits(static_cast<unsigned>(date.month())) + "-" +
           two_digits(static_cast<unsigned>(date.day())) + " " +
           two_digits(static_cast<unsigned>(time.hours().count())) + ":" +
           two_digits(static_cast<unsigned>(time.minutes().count())) + ":" +
           two_digits(static_cast<unsigned>(time.seconds().count())) + " UTC";
}

}  // namespace affetto
