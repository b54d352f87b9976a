#include "affetto/pipeline/report_tables.hpp"

#include <algorithm>
#include <vector>

#include "affetto/core/text.hpp"
#include "affetto/plots/html.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {
namespace {

constexpr const char* kAbsent = "\xe2\x80\x93";  // an en dash

std::string shown(const Json& value, int digits = 2) {
    if (value.is_number_float()) return format_fixed(value.get<double>(), digits);
    if (value.is_string()) return value.get<std::string>();
    if (value.is_null()) return kAbsent;
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// What a section that says nothing of its own means.
std::string explanation(const std::string& section, const Json& value) {
    if (value.contains("how")) return value["how"].get<std::string>();
    if (section == "quadrants") return "means quadrant by quadrant; reference: the training clips";
    return {};
}

/// A key in words. What the file calls real is the reference, which a program may have composed.
std::string words_of(std::string key) {
    std::replace(key.begin(), key.end(), '_', ' ');
    std::string words;
    for (std::size_t at = 0; at <= key.size();) {
        const std::size_t space = std::min(key.find(' ', at), key.size());
        const std::string word = key.substr(at, space - at);
        words += (words.empty() ? "" : " ") + (word == "real" ? "reference" : word);
        at = space + 1;
    }
    return words;
}

bool is_table(const Json& value) {
    return value.is_object() || (value.is_array() && !value.empty() && value[0].is_array());
}

/// The rows of a nested table: keys left, values right; lists of numbers as rows.
std::string rows_of_table(const Json& value) {
    std::string text;
    if (value.is_array() && !value.empty() && value[0].is_array()) {
        for (const Json& row : value) {
            text += "<tr>";
            for (const Json& cell : row) text += html::cell(shown(cell, 3));
            text += "</tr>";
        }
        return text;
    }
    for (const auto& [key, item] : value.items()) {
        if (key == "how") continue;
        text += "<tr>" + html::cell(words_of(key), "th");
        text += is_table(item) ? "<td><table>" + rows_of_table(item) + "</table></td>"
                               : html::cell(shown(item, 3));
        text += "</tr>\n";
    }
    return text;
}

}  // namespace

namespace {

using TableRow = std::vector<std::string>;

TableRow copying_row(const Json& copying) {
    const Json &generated = copying.at("generated"), &real = copying.at("held_out");
    if (generated.contains("longest_run_notes"))
        return {
            "longest run copied from training", shown(generated.at("longest_run_notes")),
            shown(real.at("longest_run_notes")), "",
            ("notes in a row shared with a training clip, in any key; far above the held-out one "
             "means learned by heart")};
    return {"distance to the nearest training clip", shown(generated.at("mean_distance")),
            shown(real.at("mean_distance")), "",
            ("mean over pieces, in standard deviations of the features; far below the held-out one "
             "means learned by heart")};
}

/// Rows for recordings: how many sound like music at all.
void add_natural_range(std::vector<TableRow>& rows, const Json& metrics) {
    if (!metrics.contains("natural_range")) return;
    const Json& range = metrics.at("natural_range");
    const std::pair<const char*, const char*> kRows[] = {{"level_db", "level"},
                                                         {"onsets_per_second", "onset rate"},
                                                         {"crest_db", "crest factor"},
                                                         {"flatness", "spectral flatness"},
                                                         {"all", "all four"}};
    for (const auto& [key, name] : kRows)
        rows.push_back(
            {std::string(name) + " as in the reference", shown(range.at("generated").at(key)),
             shown(range.at("held_out").at(key)), "",
             "share of pieces between the 5th and the 95th percentile of all reference clips"});
    const Json& sharpness = metrics.at("sharpness");
    for (const auto& [key, name] : {std::pair{"time_db", "change from frame to frame, dB"},
                                    std::pair{"bands_db", "change from band to band, dB"}})
        rows.push_back(
            {name, shown(sharpness.at("generated").at(key)),
             shown(sharpness.at("held_out").at(key)), "",
             "in the mel spectrogram: below the reference is blurred, above it is noisy"});
}

/// One column for recordings that only went through the model's representation, where measured.
void add_resynthesised(std::vector<TableRow>& rows, const Json& metrics) {
    const Json& emotion = metrics.at("emotion");
    if (!emotion.contains("resynthesised")) return;
    const Json &agreement = emotion.at("resynthesised"), &realism = metrics.at("realism");
    const std::vector<std::string> column = {
        "held out, through the representation",
        shown(agreement.at("pieces")),
        shown(agreement.at("quadrant_accuracy")),
        shown(agreement.at("arousal_correlation")),
        shown(agreement.at("valence_correlation")),
        shown(realism.at("resynthesised_against_real")),
        kAbsent,
        shown(metrics.at("distance").at("resynthesised").at("frechet"))};
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i].insert(rows[i].begin() + 3, i < column.size() ? column[i] : kAbsent);
}

}  // namespace

std::string headline_table(const Json& metrics) {
    const Json& emotion = metrics.at("emotion");
    const Json &generated = emotion.at("generated"), &real = emotion.at("held_out");
    const Json& realism = metrics.at("realism");
    const Json& distance = metrics.at("distance");
    const Json& endings = metrics.at("endings");
    std::vector<TableRow> rows = {
        {"", "generated", "held out", "by chance", "how"},
        {"pieces", shown(generated.at("pieces")), shown(real.at("pieces")), "", ""},
        {"quadrant heard as asked", shown(generated.at("quadrant_accuracy")),
         shown(real.at("quadrant_accuracy")), shown(emotion.at("shuffled_labels")),
         ("share of pieces in which the listener hears the quadrant that was asked for or "
          "labelled; "
          "chance: listeners fitted on shuffled labels")},
        {"arousal follows the request", shown(generated.at("arousal_correlation")),
         shown(real.at("arousal_correlation")), "0.00",
         "correlation (Pearson) of the arousal heard with that asked for"},
        {"valence follows the request", shown(generated.at("valence_correlation")),
         shown(real.at("valence_correlation")), "0.00", "the same for valence"},
        {"AUC of a classifier, generated against reference",
         shown(realism.at("generated_against_real")), shown(realism.at("real_against_real")),
         "0.50",
         ("AUC of a classifier of generated against held-out music, and of held-out against "
          "training music: 0.5 is not at all, 1 always; lower is better")},
        {"most like the reference of its own quadrant",
         shown(metrics.at("similarity").at("own_nearest_of_4")) + " of 4", kAbsent, "1 of 4",
         "quadrants of the reference to which, of the generated ones, the same quadrant is "
         "nearest"},
        {"Frechet distance to the reference", shown(distance.at("generated").at("frechet")),
         shown(distance.at("real").at("frechet")), "",
         ("in the listener's features, to the held-out pieces; held out: of the training split to "
          "them; 0 is the "
          "same distribution")},
        copying_row(metrics.at("copying")),
        {"ends on time", shown(endings.at("end_on_time")) + " of " + shown(endings.at("pieces")),
         kAbsent, "", endings.at("how").get<std::string>()}};
    add_natural_range(rows, metrics);
    add_resynthesised(rows, metrics);
    return html::table(rows);
}

std::string quadrant_table(const Json& quadrants) {
    struct Measure {
        const char *key, *name;
        int digits;
        bool ratio;
    };
    const bool recordings = quadrants.at("Q1").at("real").contains("level_db");
    const std::vector<Measure> measures =
        recordings ? std::vector<Measure>{{"level_db", "level in dB", 1, false},
                                          {"onsets_per_second", "onsets a second", 2, true},
                                          {"brightness_hz", "brightness in Hz", 0, true}}
                   : std::vector<Measure>{{"notes_per_second", "notes a second", 2, true},
                                          {"polyphony", "notes at once", 2, true}};
    std::vector<TableRow> rows = {{""}};
    for (const Measure& m : measures) {
        rows[0].insert(rows[0].end(), {std::string(m.name) + ": generated", "reference"});
        rows[0].emplace_back(m.ratio ? "ratio" : "difference");
    }
    for (const auto& [quadrant, sets] : quadrants.items()) {
        rows.push_back({quadrant});
        for (const Measure& m : measures) {
            const Json &generated = sets.at("generated").at(m.key),
                       &real = sets.at("real").at(m.key);
            // Of no pieces there is no rate.
            const auto known = [&](const Json& value) {
                return value.is_number() && (!m.ratio || value.get<double>() > 0);
            };
            for (const Json& value : {generated, real})
                rows.back().push_back(known(value) ? shown(value, m.digits) : kAbsent);
            if (!known(generated) || !known(real)) {
                rows.back().emplace_back(kAbsent);
                continue;
            }
            const double g = generated.get<double>(), r = real.get<double>();
            rows.back().push_back(m.ratio ? format_fixed(g / r, 2) : format_fixed(g - r, 1));
        }
    }
    return html::table(rows) +
           "<p class='how'>Means over the pieces of a quadrant; reference: the training clips." +
           (recordings ? " The level is the root mean square below full scale; brightness is the "
                         "centre of the spectrum."
                       : " Notes at once are averaged over the time in which something sounds. A "
                         "ratio of 1 is as busy as the reference.") +
           "</p>\n";
}

std::string people_table(const Json& listeners) {
    const auto interval = [](const Json& figure) {
        std::string text = shown(figure.at("value"));
        if (figure.at("low").is_number())
            text += " (" + shown(figure.at("low")) + " to " + shown(figure.at("high")) + ")";
        return text;
    };
    std::vector<std::vector<std::string>> rows = {{"", "generated", "reference"}};
    const auto row = [&](const std::string& name, const auto& cell) {
        rows.push_back({name, cell(listeners.at("generated")), cell(listeners.at("real"))});
    };
    row("clips rated", [](const Json& of) { return shown(of.at("clips")); });
    row("ratings", [](const Json& of) { return shown(of.at("ratings")); });
    const std::pair<const char*, const char*> measures[] = {
        {"quadrant_agreement", "quadrant heard as asked"},
        {"valence_correlation", "valence follows the request"},
        {"arousal_correlation", "arousal follows the request"}};
    for (const auto& [measure, name] : measures) {
        row(name, [&, key = measure](const Json& of) { return interval(of.at(key)); });
        row(std::string("the same, built-in listener"), [&, key = measure](const Json& of) {
            return shown(of.at("built_in_listener").at(key));
        });
    }
    row("is it music, 1 to 5", [&](const Json& of) { return interval(of.at("is_it_music")); });
    for (const char* question : {"valence", "arousal", "music"})
        row(std::string("spread between raters: ") + question,
            [&](const Json& of) { return shown(of.at("spread_between_raters").at(question)); });
    std::string text = html::table(rows);
    if (listeners.at("skipped").empty()) return text;
    text +=
        "<details><summary>" + shown(listeners.at("skipped_rows")) + " rows skipped</summary><ul>";
    for (const Json& reason : listeners.at("skipped"))
        text += "<li>" + escape_markup(reason.get<std::string>()) + "</li>";
    return text + "</ul></details>\n";
}

std::string metric_tables(const Json& metrics) {
    std::string text;
    for (const auto& [section, value] : metrics.items()) {
        // One row a piece is too long, and what people heard has its own tables.
        if (!value.is_object() || section == "pieces" || section == "listeners") continue;
        text += "<details><summary>" + escape_markup(section) + "</summary>\n<p class='how'>" +
                escape_markup(explanation(section, value)) + "</p>\n" +
                html::wide_table(rows_of_table(value)) + "</details>\n";
    }
    return text;
}

}  // namespace affetto
