#include "affetto/pipeline/report_figures.hpp"

#include <optional>

#include "affetto/plots/heat_map.hpp"
#include "affetto/plots/intervals.hpp"
#include "affetto/plots/piano_roll.hpp"
#include "affetto/plots/scatter.hpp"

namespace affetto {
namespace {

std::optional<double> number(const Json& value) {
    if (!value.is_number()) return std::nullopt;
    return value.get<double>();
}

HeatMap quadrant_map(const Json& cells) {
    HeatMap map;
    for (int q = 0; q < kNumQuadrants; ++q)
        map.rows.emplace_back(name_of(static_cast<Quadrant>(q)));
    map.columns = map.rows;
    for (const Json& row : cells) {
        map.cells.emplace_back();
        for (const Json& cell : row) map.cells.back().push_back(number(cell));
    }
    return map;
}

}  // namespace

std::string confusion_figure(const std::string& title, const std::string& asked_word,
                             const Json& agreement) {
    HeatMap map = quadrant_map(agreement.at("confusion"));
    map.row_title = asked_word;
    map.column_title = "heard";
    map.lightest = 0;
    return heat_map_svg(title, map);
}

std::string similarity_figure(const std::string& title, const Json& distances, double darkest,
                              double lightest) {
    HeatMap map = quadrant_map(distances);
    map.row_title = "reference, training";
    map.column_title = "this music";
    map.digits = 1;
    map.darkest_is_low = true;
    map.darkest = darkest;
    map.lightest = lightest;
    return heat_map_svg(title, map);
}

std::string asked_heard_figure(EmotionAxis axis, const std::vector<HeardPiece>& generated,
                               const std::vector<HeardPiece>& held_out) {
    const bool valence = axis == EmotionAxis::valence;
    const auto series = [&](const std::string& name, const std::vector<HeardPiece>& pieces) {
        ScatterSeries s{name, {}, {}};
        for (const HeardPiece& p : pieces) {
            s.x.push_back(valence ? p.asked.valence : p.asked.arousal);
            s.y.push_back(valence ? p.heard.valence : p.heard.arousal);
        }
        return s;
    };
    return scatter_svg(valence ? "Valence" : "Arousal",
                       "asked for (generated) or labelled (held out)", "heard",
                       {series("generated", generated), series("held out", held_out)});
}

std::string accuracy_figure(const Json& emotion) {
    const auto accuracy = [&](const char* set) {
        return number(emotion.at(set).at("quadrant_accuracy"));
    };
    const auto chance = number(emotion.at("shuffled_labels"));
    return intervals_svg(
        "Share of pieces whose quadrant is heard as asked",
        {{"generated", accuracy("generated"), {}, {}},
         {"generated, loudness not looked at", accuracy("generated_without_loudness"), {}, {}},
         {"held out", accuracy("held_out"), {}, {}},
         {"chance (shuffled labels)", chance, {}, {}}},
        0, 1, chance);
}

std::string people_figure(const Json& listeners) {
    std::vector<Interval> rows;
    const std::pair<const char*, const char*> measures[] = {{"quadrant_agreement", "quadrant"},
                                                            {"valence_correlation", "valence r"},
                                                            {"arousal_correlation", "arousal r"}};
    for (const auto& [measure, word] : measures)
        for (const char* kind : {"generated", "real"}) {
            const Json& of = listeners.at(kind);
            const Json& people = of.at(measure);
            const std::string name = std::string(word) + ", " +
                                     (kind == std::string_view("real") ? "reference" : kind) + ": ";
            rows.push_back({name + "people", number(people.at("value")), number(people.at("low")),
                            number(people.at("high"))});
            rows.push_back({name + "built-in listener",
                            number(of.at("built_in_listener").at(measure)),
                            {},
                            {}});
        }
    return intervals_svg("Heard as asked for or labelled, on the same clips", rows, -1, 1, 0.0);
}

std::string score_figure(const std::string& title, const Score& score) {
    std::vector<RollNote> notes;
    for (const TimedNote& n : timed_notes(score))
        notes.push_back({n.onset, n.duration, n.pitch, n.velocity, n.part});
    return piano_roll_svg(title, notes, part_names(score));
}

std::vector<std::string> part_names(const Score& score) {
    std::vector<std::string> names;
    for (const Part& part : score.parts)
        names.push_back(!part.name.empty() ? part.name
                        : part.drums       ? "drums"
                                           : "program " + std::to_string(part.program + 1));
    return names;
}

}  // namespace affetto
