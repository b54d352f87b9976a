#include "affetto/pipeline/run_comparison.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/result_folder.hpp"
#include "affetto/core/text.hpp"
#include "affetto/core/version.hpp"
#include "affetto/pipeline/config_fields.hpp"
#include "affetto/pipeline/statistics_sections.hpp"
#include "affetto/pipeline/training_curves.hpp"
#include "affetto/plots/html.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {
namespace {

constexpr std::size_t kMostRuns = 2 * svg::kColours.size();  // a colour and a kind of line each

struct TrainingRunRecord {
    std::string name;
    CsvTable history;
    Json config;  ///< null: not known
    Json facts;   ///< what the table shows
};

/// The file's object, or null where the run has not written it.
Json object_if_there(const Path& file) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) return nullptr;
    Json json = read_json(file);
    if (!json.is_object()) throw DataError(display(file) + ": expected a JSON object");
    return json;
}

Json field_of(const Json& json, const char* name) {
    return json.is_object() && json.contains(name) ? json.at(name) : Json();
}

/// Every cell that is drawn or compared is a number.
CsvTable read_history(const Path& file) {
    CsvTable table = read_csv(file);
    for (const char* name :
         {"epoch", "step", "train_total", "train_reconstruction", "train_kl", "validation_total",
          "validation_reconstruction", "validation_kl", "seconds"}) {
        const std::size_t column = table.require_column(name);
        for (std::size_t row = 0; row < table.rows.size(); ++row)
            if (!parse_number(table.rows[row][column]))
                throw DataError(display(file) + ", line " + std::to_string(table.lines[row]) +
                                ": " + name + " is no number: '" +
                                printable(table.rows[row][column]) + "'");
    }
    return table;
}

double number_at(const CsvTable& history, std::size_t row, std::string_view column) {
    return *parse_number(history.at(row, column));
}

/// The row with the lowest validation loss; without validation the last.
std::size_t best_row(const CsvTable& history) {
    std::size_t best = history.rows.size() - 1;
    for (std::size_t row = 0; row < history.rows.size(); ++row) {
        const double loss = number_at(history, row, "validation_total");
        if (loss != 0 && loss < number_at(history, best, "validation_total")) best = row;
    }
    return best;
}

/// Absent where validation was not run, which the table says by 0.
Json validation_at(const CsvTable& history, std::size_t row, std::string_view column) {
    const double value = number_at(history, row, column);
    return value == 0 ? Json() : Json(value);
}

Json facts_of(const CsvTable& history, const Json& manifest, const Json& description) {
    Json facts{{"representation", field_of(description, "representation")},
               {"parameters", field_of(manifest, "parameters")},
               {"steps", nullptr},
               {"epochs", nullptr},
               {"minutes", nullptr},
               {"tokens_per_second", field_of(manifest, "notes_per_second")},
               {"state", manifest.is_object() ? field_of(manifest, "stopped_by") : Json("running")},
               {"last_train_loss", nullptr},
               {"last_validation_loss", nullptr},
               {"best_validation_loss", nullptr},
               {"best_step", nullptr},
               {"best_validation_reconstruction", nullptr},
               {"best_validation_kl", nullptr}};
    if (history.rows.empty()) return facts;
    const std::size_t last = history.rows.size() - 1, best = best_row(history);
    facts["steps"] = field_of(manifest, "steps").is_number()
                         ? manifest.at("steps")
                         : Json(number_at(history, last, "step"));
    facts["epochs"] = number_at(history, last, "epoch");
    facts["minutes"] = field_of(manifest, "minutes").is_number()
                           ? manifest.at("minutes")
                           : Json(number_at(history, last, "seconds") / 60);
    facts["last_train_loss"] = number_at(history, last, "train_total");
    facts["last_validation_loss"] = validation_at(history, last, "validation_total");
    facts["best_validation_loss"] = validation_at(history, best, "validation_total");
    facts["best_step"] = number_at(history, best, "step");
    facts["best_validation_reconstruction"] =
        validation_at(history, best, "validation_reconstruction");
    facts["best_validation_kl"] = validation_at(history, best, "validation_kl");
    return facts;
}

TrainingRunRecord read_run(const Path& folder) {
    std::error_code error;
    const auto refuse = [&](const std::string& why) {
        throw DataError(display(folder) + ": " + why +
                        "; --compare takes model folders of 'affetto train'");
    };
    if (!std::filesystem::is_directory(folder, error)) refuse("no such folder");
    if (!std::filesystem::is_regular_file(folder / "history.csv", error)) refuse("no history.csv");
    TrainingRunRecord run;
    run.history = read_history(folder / "history.csv");
    const Json manifest = object_if_there(folder / "manifest.json");
    run.config = object_if_there(folder / "run.json");
    if (run.config.is_object()) run.config.erase("run");  // what it was run with, not how
    if (run.config.is_null()) run.config = field_of(manifest, "config");
    run.facts = facts_of(run.history, manifest, object_if_there(folder / "config.json"));
    return run;
}

/// The fewest last parts of the paths that tell them apart.
std::vector<std::string> names_of(const std::vector<Path>& folders) {
    std::vector<std::vector<std::string>> parts;
    std::size_t longest = 0;
    for (const Path& folder : folders) {
        std::error_code error;
        const Path whole = std::filesystem::weakly_canonical(folder, error);
        parts.emplace_back();
        for (const Path& part : error ? folder : whole) parts.back().push_back(display(part));
        longest = std::max(longest, parts.back().size());
    }
    std::vector<std::string> names;
    for (std::size_t count = 1; count <= longest; ++count) {
        names.clear();
        for (const auto& own : parts) {
            std::string name;
            for (std::size_t i = own.size() - std::min(count, own.size()); i < own.size(); ++i)
                name += (name.empty() || name == "/" ? "" : "/") + own[i];
            names.push_back(name);
        }
        if (std::set<std::string>(names.begin(), names.end()).size() == names.size()) return names;
    }
    throw UsageError("--compare: '" + names.back() + "' is named twice");
}

struct Measure {
    const char* column;
    const char* title;
    const char* unit;
};
constexpr Measure kMeasures[] = {{"total", "Loss", "nats a note or frame"},
                                 {"reconstruction", "Reconstruction loss", "nats a note or frame"},
                                 {"kl", "KL divergence of the latent", "nats a window"}};

std::string chart(const std::vector<TrainingRunRecord>& runs, const Measure& measure,
                  bool against_minutes) {
    const std::string column = measure.column;
    std::vector<LineSeries> lines, thin;
    for (std::size_t r = 0; r < runs.size(); ++r) {
        const auto line = [&](const std::string& name, const std::string& y) {
            LineSeries series =
                history_series(runs[r].history, name, against_minutes ? "seconds" : "step", y);
            if (against_minutes)
                for (double& x : series.x) x /= 60;
            series.colour = r;
            return series;
        };
        lines.push_back(line(runs[r].name, "validation_" + column));
        if (r >= svg::kColours.size()) lines.back().style = LineStyle::long_dashes;
        thin.push_back(line("", "train_" + column));
        thin.back().style = LineStyle::thin_dashes;
    }
    lines.insert(lines.end(), thin.begin(), thin.end());
    return line_chart_svg(measure.title, {against_minutes ? "minutes" : "steps", measure.unit},
                          lines);
}

std::vector<Figure> figures_of(const std::vector<TrainingRunRecord>& runs) {
    std::vector<Figure> figures;
    for (const Measure& measure : kMeasures)
        for (const bool minutes : {false, true})
            figures.push_back({std::string(measure.column) + (minutes ? "-minutes" : "-steps"),
                               chart(runs, measure, minutes)});
    return figures;
}

/// Fields that are not the same in all runs whose configuration is known.
Json differences_of(const std::vector<TrainingRunRecord>& runs) {
    std::vector<std::string> order;
    std::map<std::string, std::vector<Json>> values;
    for (std::size_t r = 0; r < runs.size(); ++r) {
        if (runs[r].config.is_null()) continue;
        for (const ConfigField& field : fields_of(runs[r].config)) {
            const auto [at, fresh] = values.try_emplace(field.name, runs.size(), Json());
            if (fresh) order.push_back(field.name);
            at->second[r] = field.value;
        }
    }
    Json differences = Json::array();
    for (const std::string& name : order) {
        std::set<std::string> found;
        for (std::size_t r = 0; r < runs.size(); ++r)
            if (!runs[r].config.is_null()) found.insert(values.at(name)[r].dump());
        if (found.size() > 1) differences.push_back({{"field", name}, {"values", values.at(name)}});
    }
    return differences;
}

std::string cell_text(const Json& value) {
    if (value.is_null()) return "\u2013";
    if (!value.is_number_float()) return shown(value);
    const double number = value.get<double>();
    return number == std::round(number) ? format_fixed(number, 0) : format_fixed(number, 3);
}

std::string words(std::string name) {
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

/// A row a run, with a piece of its colour.
std::string runs_table(const std::vector<TrainingRunRecord>& runs) {
    std::string text = "<tr><th>run</th>";
    for (const auto& [name, value] : runs.front().facts.items())
        text += html::cell(words(name), "th");
    text += "</tr>\n";
    for (std::size_t r = 0; r < runs.size(); ++r) {
        text += "<tr><td><span class='key' style='background:" + std::string(svg::colour(r)) +
                "'></span> " + escape_markup(runs[r].name) + "</td>";
        for (const auto& [name, value] : runs[r].facts.items())
            text += html::cell(cell_text(value));
        text += "</tr>\n";
    }
    return html::wide_table(text);
}

std::string differences_table(const std::vector<TrainingRunRecord>& runs, const Json& differences) {
    if (differences.empty()) return "<p>None that is known.</p>\n";
    std::vector<std::vector<std::string>> rows = {{"setting"}};
    for (const TrainingRunRecord& run : runs) rows.front().push_back(run.name);
    for (const Json& difference : differences) {
        rows.push_back({difference.at("field").get<std::string>()});
        for (const Json& value : difference.at("values")) rows.back().push_back(cell_text(value));
    }
    return html::table(rows);
}

std::string page(const std::vector<TrainingRunRecord>& runs, const Json& differences,
                 const std::vector<Figure>& figures) {
    std::string body =
        "<p class='how'>Thick lines: validation, by the running mean of the weights and at the "
        "final beta. Thin dashed lines: training. Losses of different representations do not "
        "compare: a note is not a frame.</p>\n" +
        runs_table(runs) + "<div class='two'>\n";
    for (const Figure& figure : figures) body += figure.svg;
    body +=
        "</div>\n<h2>Settings in which they differ</h2>\n" + differences_table(runs, differences);
    return html::page("Training runs compared", body,
                      "body{max-width:84rem}"
                      ".two{display:grid;grid-template-columns:1fr 1fr;gap:.6rem}"
                      ".two svg{width:100%;height:auto}"
                      ".key{display:inline-block;width:.8rem;height:.8rem}"
                      "@media(max-width:50rem){.two{grid-template-columns:1fr}}");
}

}  // namespace

Json compare_runs(const ComparisonOptions& options) {
    if (options.runs.empty() || options.runs.size() > kMostRuns)
        throw UsageError("--compare: expected 1 to " + std::to_string(kMostRuns) +
                         " folders, which lines can be told apart for, got " +
                         std::to_string(options.runs.size()));
    check_output({options.out, options.overwrite, options.runs});
    const std::vector<std::string> names = names_of(options.runs);
    std::vector<TrainingRunRecord> runs;
    for (std::size_t r = 0; r < options.runs.size(); ++r) {
        runs.push_back(read_run(options.runs[r]));
        runs.back().name = names[r];
    }
    Json result{{"what", "affetto comparison of training runs"},
                {"version", version()},
                {"runs", Json::array()},
                {"differences", differences_of(runs)}};
    for (std::size_t r = 0; r < runs.size(); ++r) {
        Json run{{"name", runs[r].name}, {"folder", display(options.runs[r])}};
        run.update(runs[r].facts);
        result["runs"].push_back(std::move(run));
    }
    const std::vector<Figure> figures = figures_of(runs);
    ResultFolder out({options.out, options.overwrite, options.runs});
    for (const Figure& figure : figures)
        write_text(out.path() / "plots" / (figure.name + ".svg"), figure.svg);
    write_text(out.path() / "report.html", page(runs, result.at("differences"), figures));
    write_json(out.path() / "comparison.json", result);
    out.commit();
    return result;
}

}  // namespace affetto
