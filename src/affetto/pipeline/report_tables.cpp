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
    if (section == "diversity")
        return "means over pieces: share of distinct runs of four pitches, entropies of pitch "
               "classes and of times between chords in bits, share of notes outside the key, notes "
               "a second, notes at once; real: held out";
    if (section == "quadrants") return "the same, quadrant by quadrant; real: the training clips";
    return {};
}

/// A nested table: keys left, values right; lists of numbers as rows.
std::string table_of(const Json& value) {
    const bool rows = value.is_array() && !value.empty() && value[0].is_array();
    if (rows) {
        std::string text = "<table>";
        for (const Json& row : value) {
            text += "<tr>";
            for (const Json& cell : row) text += "<td>" + escape_markup(shown(cell, 3)) + "</td>";
            text += "</tr>";
        }
        return text + "</table>";
    }
    if (!value.is_object()) return escape_markup(shown(value, 3));
    std::string text = "<table>";
    for (const auto& [key, item] : value.items()) {
        if (key == "how") continue;
        std::string name = key;
        std::replace(name.begin(), name.end(), '_', ' ');
        text += "<tr><th>" + escape_markup(name) + "</th><td>" + table_of(item) + "</td></tr>";
    }
    return text + "</table>\n";
}

}  // namespace

std::string headline_table(const Json& metrics) {
    const Json& emotion = metrics.at("emotion");
    const Json &generated = emotion.at("generated"), &real = emotion.at("held_out");
    const Json& realism = metrics.at("realism");
    const Json& copying = metrics.at("copying");
    const Json& endings = metrics.at("endings");
    return html::table(
        {{"", "generated", "real, held out", "by chance", "how"},
         {"pieces", shown(generated.at("pieces")), shown(real.at("pieces")), "", ""},
         {"quadrant heard as asked", shown(generated.at("quadrant_accuracy")),
          shown(real.at("quadrant_accuracy")), shown(emotion.at("shuffled_labels")),
          "share of pieces in which the listener hears the quadrant that was asked for or "
          "labelled; "
          "chance: listeners fitted on shuffled labels"},
         {"arousal follows the request", shown(generated.at("arousal_correlation")),
          shown(real.at("arousal_correlation")), "0.00",
          "correlation (Pearson) of the arousal heard with that asked for"},
         {"valence follows the request", shown(generated.at("valence_correlation")),
          shown(real.at("valence_correlation")), "0.00", "the same for valence"},
         {"told from real music", shown(realism.at("generated_against_real")),
          shown(realism.at("real_against_real")), "0.50",
          "AUC of a classifier of generated against held-out music, and of held-out against "
          "training music: 0.5 is not at all, 1 always; lower is better"},
         {"most like real music of its own quadrant",
          shown(metrics.at("similarity").at("own_nearest_of_4")) + " of 4", kAbsent, "1 of 4",
          "quadrants of real music to which, of the generated ones, the same quadrant is nearest"},
         {"longest run copied from training",
          shown(copying.at("generated").at("longest_run_notes")),
          shown(copying.at("held_out").at("longest_run_notes")), "",
          "notes in a row shared with a training clip, in any key; far above the real one means "
          "learned by heart"},
         {"ends on time", shown(endings.at("end_on_time")) + " of " + shown(endings.at("pieces")),
          kAbsent, "", "last note within 1 s of the length asked for"}});
}

std::string quadrant_table(const Json& quadrants) {
    std::vector<std::vector<std::string>> rows = {{"", "notes a second: generated", "real", "ratio",
                                                   "notes at once: generated", "real", "ratio"}};
    for (const auto& [quadrant, sets] : quadrants.items()) {
        rows.push_back({quadrant});
        for (const char* measure : {"notes_per_second", "polyphony"}) {
            const double generated = sets.at("generated").at(measure).get<double>();
            const double real = sets.at("real").at(measure).get<double>();
            for (const double value : {generated, real})
                rows.back().push_back(value > 0 ? format_fixed(value, 2) : kAbsent);
            rows.back().push_back(generated > 0 && real > 0 ? format_fixed(generated / real, 2)
                                                            : kAbsent);
        }
    }
    return html::table(rows) +
           "<p class='how'>Means over the pieces of a quadrant; real: the training clips. Notes at "
           "once are averaged over the time in which something sounds. A ratio of 1 is as busy as "
           "real music.</p>\n";
}

std::string people_table(const Json& listeners) {
    const auto interval = [](const Json& figure) {
        std::string text = shown(figure.at("value"));
        if (figure.at("low").is_number())
            text += " (" + shown(figure.at("low")) + " to " + shown(figure.at("high")) + ")";
        return text;
    };
    std::vector<std::vector<std::string>> rows = {{"", "generated", "real"}};
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
        row(name, [&](const Json& of) { return interval(of.at(measure)); });
        row(std::string("the same, built-in listener"),
            [&](const Json& of) { return shown(of.at("built_in_listener").at(measure)); });
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
                escape_markup(explanation(section, value)) + "</p>\n" + table_of(value) +
                "</details>\n";
    }
    return text;
}

}  // namespace affetto
